#include "query/lookups/results.h"

#include <nlohmann/json.hpp>

#include "common/text/json_text.h"
#include "common/text/json_writer.h"
#include "query/lookups/positions.h"
#include "query/lookups/reasoning.h"
#include "query/lookups/timeseries.h"
#include "query/series/day_result.h"
#include "query/series/which_job.h"

namespace tradepit::query {

namespace {

/// The last completed day of each model in the span: of the named job, else of the newest job that
/// completed the day.
std::vector<ModelDay> days_of(Reader& reader, const StampTextRange& span, Parameters& parameters) {
    const auto model = parameters.text("model");
    const auto job_id = parameters.text("job_id");
    const auto market = parameters.text("market");
    if (!job_id) return newest_of_date(reader, span.from, span.upto, model, market);
    std::vector<ModelDay> days;
    for (const auto& each : models_of_job(reader, *job_id, model, market)) {
        if (const auto date = last_day(reader, each.chain, span.from, span.upto)) {
            days.push_back({each, *date});
        }
    }
    return days;
}

/// Writes the days as objects. @param reasoning the parameter `reasoning`: none, summary or full.
/// @return false where the reasoning is larger than REASONING_RESULT_BYTES_MAX; the text is then
/// incomplete.
bool write_days(Reader& reader, const std::vector<ModelDay>& days, Detail detail,
                const std::string& reasoning, common::JsonWriter& json) {
    std::size_t bytes = 0;
    for (const auto& day : days) {
        write_day_result(reader, day, detail, json.object());
        if (reasoning == "summary")
            json.key("reasoning").document(ai_reasoning(reader, day)["reasoning_summary"]);
        else if (reasoning == "full")
            json.key("reasoning").document(steps_of(reader, day, bytes));
        if (bytes > REASONING_RESULT_BYTES_MAX) return false;
        json.end_object();
    }
    return true;
}

Reply results_of_date(Reader& reader, Parameters& parameters) {
    const auto date = parameters.date("date");
    if (parameters.text("start_date") || parameters.text("end_date")) {
        return refused(400, "Give date, or start_date and end_date, not both");
    }
    if (const auto fault = parameters.fault()) return *fault;
    if (const auto job_id = parameters.text("job_id"); job_id && !job_exists(reader, *job_id)) {
        return unknown_job(*job_id);
    }
    const auto days = days_of(reader, span_of(*date), parameters);
    if (days.empty()) return refused(404, "No data found for date " + date->text());
    const auto detail = parameters.choice("detail") == "full" ? Detail::full : Detail::minimal;
    common::JsonWriter json;
    json.object().key("date").value(date->text());
    json.key("count").value(days.size()).key("results").array();
    if (!write_days(reader, days, detail, parameters.choice("reasoning"), json))
        return reasoning_too_large();
    json.end_array().end_object();
    return {200, std::move(json).text()};
}

Reply all_results(Reader& reader, Parameters& parameters) {
    const bool is_range = parameters.text("start_date") || parameters.text("end_date");
    if (is_range && !parameters.text("date")) return results_of_range(reader, parameters);
    // The default is taken, because the page /docs sends it.
    if (parameters.choice("mark") != "open") {
        parameters.refuse("extra_forbidden", "mark", "It is for start_date and end_date alone");
    }
    if (parameters.text("date")) return results_of_date(reader, parameters);
    if (parameters.text("job_id") || parameters.text("model")) {
        return position_rows(reader, {}, parameters, {});
    }
    // Adds the fault that `date` is missing.
    static_cast<void>(parameters.required("date"));
    return *parameters.fault();
}

}  // namespace

Reply results(Reader& reader, Parameters& parameters) {
    auto reply = all_results(reader, parameters);
    if (reply.status != 404) return reply;
    // AI-Trader answered an empty list where there was nothing, and its scripts read the count.
    return {404, common::json_text({{"detail", detail_of(reply)},
                                    {"count", 0},
                                    {"results", nlohmann::ordered_json::array()}})};
}

}  // namespace tradepit::query
