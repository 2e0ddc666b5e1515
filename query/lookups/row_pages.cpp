#include "query/lookups/row_pages.h"

#include <charconv>

#include "query/series/which_job.h"

namespace tradepit::query {

namespace {

std::optional<PageStart> parsed(const std::string& cursor) {
    if (cursor.empty()) return PageStart{};
    const auto first = cursor.find(',');
    const auto second = cursor.find(',', first + 1);
    if (first == cursor.npos || second == cursor.npos) return std::nullopt;
    PageStart start{cursor.substr(0, first), cursor.substr(second + 1), 0};
    const auto [end, error] =
        std::from_chars(cursor.data() + first + 1, cursor.data() + second, start.number);
    if (error != std::errc{} || end != cursor.data() + second) return std::nullopt;
    return start;
}

}  // namespace

PageStart page_start(Parameters& parameters) {
    auto start = parsed(parameters.text("cursor").value_or(""));
    if (!start) parameters.refuse("value_error", "cursor", "Input should be a next_cursor");
    return start.value_or(PageStart{});
}

std::variant<RowPage, Reply> row_page(Parameters& parameters) {
    auto start = page_start(parameters);
    const auto date = parameters.date("date");
    auto span = parameters.span();
    if (date && (parameters.text("start_date") || parameters.text("end_date")))
        return refused(400, "Give date, or start_date and end_date, not both");
    if (date) span = span_of(*date);
    if (!parameters.text("job_id") && !parameters.text("model"))
        static_cast<void>(parameters.required("job_id"));
    if (auto fault = parameters.fault()) return std::move(*fault);
    return RowPage{parameters.count("limit"), std::move(start), std::move(span)};
}

std::variant<std::vector<Selection>, Reply> selections(Reader& reader, Parameters& parameters) {
    const auto model = parameters.text("model");
    if (const auto job_id = parameters.text("job_id")) {
        if (!job_exists(reader, *job_id)) return unknown_job(*job_id);
        return std::vector<Selection>{{*job_id, model.value_or(""), false}};
    }
    const auto series = newest_series(reader, *model, parameters.text("market"));
    if (!series) return refused(404, "No data found for model " + *model);
    std::vector<Selection> found;
    for (const auto& each : with_predecessors(reader, *series))
        found.push_back({each.job_id, *model, true, each.before});
    return found;
}

}  // namespace tradepit::query
