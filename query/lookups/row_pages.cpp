#include "query/lookups/row_pages.h"

#include <utility>

#include "query/requests/cursor.h"
#include "query/series/which_job.h"

namespace tradepit::query {

std::string PageStart::text() const { return cursor_text({date, std::to_string(number), model}); }

PageStart page_start(Parameters& parameters) {
    auto key = cursor_key(parameters, 3);
    const auto number = cursor_number(parameters, key[1]);
    return {std::move(key[0]), std::move(key[2]), number};
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
