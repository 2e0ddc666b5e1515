#include "query/lookups/row_pages.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "query/requests/csv.h"
#include "query/requests/cursor.h"
#include "query/series/which_job.h"

namespace tradepit::query {

namespace {

/// The chains of the series whose rows the page lists, oldest first; or a refusal.
std::variant<std::vector<ModelInJob>, Reply> series_of_page(Reader& reader,
                                                            const Parameters& parameters,
                                                            const std::string& model,
                                                            const PageStart& start) {
    const bool is_first_page = start.last_chain == 0;
    const auto last = is_first_page ? newest_series(reader, model, parameters.text("market"))
                                    : chain_of_model(reader, model, start.last_chain);
    if (!last && is_first_page) return refused(404, "No data found for model " + model);
    if (last) {
        auto chains = with_predecessors(reader, *last);
        if (is_first_page || chains.front().chain == start.first_chain) return chains;
    }
    return refused(410, "A job of this series of model " + model +
                            " was cleaned up after the first page was read:"
                            " begin again, without a cursor");
}

}  // namespace

std::string PageStart::text() const {
    return cursor_text({date, std::to_string(number), std::to_string(first_chain),
                        std::to_string(last_chain), model});
}

PageStart page_start(Parameters& parameters) {
    auto key = cursor_key(parameters, 5);
    return {.date = std::move(key[0]),
            .model = std::move(key[4]),
            .number = cursor_number(parameters, key[1]),
            .first_chain = std::max<std::int64_t>(cursor_number(parameters, key[2]), 0),
            .last_chain = std::max<std::int64_t>(cursor_number(parameters, key[3]), 0)};
}

PageStart RowPage::after(std::string date, std::string model, std::int64_t number) const {
    return {.date = std::move(date),
            .model = std::move(model),
            .number = number,
            .first_chain = start.first_chain,
            .last_chain = start.last_chain};
}

std::variant<RowPage, Reply> row_page(Reader& reader, Parameters& parameters) {
    const auto job_id = parameters.text("job_id");
    const auto model = parameters.text("model");
    const auto date = parameters.date("date");
    RowPage page{.limit = parameters.integer("limit"),
                 .start = page_start(parameters),
                 .span = parameters.span(),
                 .selections = {}};
    if (date && (parameters.text("start_date") || parameters.text("end_date")))
        return refused(400, "Give date, or start_date and end_date, not both");
    if (date) page.span = span_of(*date);
    if (!job_id && !model) static_cast<void>(parameters.required("job_id"));
    // The cursor of a series has its chains, and that of a named job has none.
    if (parameters.text("cursor") && job_id.has_value() != (page.start.last_chain == 0))
        refuse_cursor(parameters);
    if (auto fault = parameters.fault()) return std::move(*fault);
    if (job_id) {
        if (!job_exists(reader, *job_id)) return unknown_job(*job_id);
        page.selections = {{*job_id, model.value_or(""), false}};
        return page;
    }
    auto series = series_of_page(reader, parameters, *model, page.start);
    if (auto* reply = std::get_if<Reply>(&series)) return std::move(*reply);
    const auto& chains = std::get<std::vector<ModelInJob>>(series);
    page.start.first_chain = chains.front().chain;
    page.start.last_chain = chains.back().chain;
    for (const auto& each : chains)
        page.selections.push_back({each.job_id, *model, true, each.successor_first_date});
    return page;
}

PageText::PageText(std::string_view name, std::int64_t rows_max, std::string_view job_id,
                   std::size_t bytes_max)
    : rows_max_{rows_max}, bytes_max_{bytes_max} {
    json_.object();
    if (!job_id.empty()) json_.key("job_id").value(job_id);
    json_.key(name).array();
    begin_ = json_.size();
}

PageText::PageText(std::string_view name, std::int64_t rows_max, common::ListFormat format)
    : rows_max_{rows_max},
      bytes_max_{PAGE_BYTES},
      line_end_{format == common::ListFormat::json  ? ""
                : format == common::ListFormat::csv ? CSV_LINE_END
                                                    : "\n"} {
    if (!line_end_.empty()) return;
    json_.object().key(name).array();
    begin_ = json_.size();
}

void PageText::add(const nlohmann::ordered_json& row) {
    json_.document(row);
    ++count_;
}

void PageText::add_written(std::string_view row) {
    ++count_;
    if (line_end_.empty()) {
        json_.written(row);
    } else {
        lines_ += row;
        lines_ += line_end_;
    }
}

Reply PageText::finish(const std::string& next_cursor) && {
    if (!line_end_.empty() && next_cursor.empty()) return {200, std::move(lines_)};
    if (!line_end_.empty()) return {200, ExportPage{std::move(lines_), next_cursor}};
    json_.end_array().key("count").value(count_).key("next_cursor");
    if (next_cursor.empty())
        json_.null();
    else
        json_.value(next_cursor);
    json_.end_object();
    return {200, std::move(json_).text()};
}

Reply reply_of_rows(Reader& reader, Parameters& parameters, common::ListFormat format,
                    const RowList& list) {
    auto read = row_page(reader, parameters);
    if (auto* reply = std::get_if<Reply>(&read)) return std::move(*reply);
    const auto& page = std::get<RowPage>(read);
    PageText text{list.name, page.limit, format};
    RowText row{format};
    PageStart last;
    for (const auto& selection : page.selections) {
        auto rows = list.select(reader, selection, page);
        while (rows.next()) {
            if (text.is_full()) return std::move(text).finish(last.text());
            row.begin();
            list.write(rows, row);
            text.add_written(row.end());
            last = page.after(rows.text(list.date_column), rows.text(list.date_column + 1),
                              rows.integer(list.date_column + 2));
        }
    }
    return std::move(text).finish("");
}

}  // namespace tradepit::query
