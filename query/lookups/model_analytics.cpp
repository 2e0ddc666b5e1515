#include "query/lookups/model_analytics.h"

#include <set>

#include <nlohmann/json.hpp>

#include "common/text/json_text.h"
#include "common/text/quoted.h"
#include "query/series/marks.h"
#include "query/series/track_record.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

Json date_json(const std::optional<common::Stamp>& date) {
    return date ? Json(date->text()) : Json(nullptr);
}

/// One model's entry of the answer: its series, the days of the track, and their figures.
Json result_of(Reader& reader, const ModelInJob& series, const Track& track) {
    auto predecessors = Json::array();
    for (const auto& each : with_predecessors(reader, series)) {
        if (each.chain != series.chain) predecessors.push_back(each.job_id);
    }
    Json result{{"model", series.model},
                {"job_id", series.job_id},
                {"predecessors", std::move(predecessors)},
                {"market", series.market},
                {"start_date", track.days.front().date.text()},
                {"end_date", track.days.back().date.text()},
                {"days", track.days.size()},
                {"periods_per_year", track.periods_per_year},
                {"opening_value", track.opening.value.to_double()},
                {"ending_value", track.days.back().value.to_double()}};
    result.update(analytics_json(analytics(track)));
    return result;
}

}  // namespace

Json figure_json(const std::optional<double>& figure) {
    return figure ? Json(*figure) : Json(nullptr);
}

Json analytics_json(const Analytics& analytics) {
    auto json = Json::object();
    for (const auto& figure : ANALYTICS_FIGURES) {
        const auto value = analytics.*(figure.of);
        json[std::string{figure.name}] =
            value && figure.is_count ? Json(static_cast<std::int64_t>(*value)) : figure_json(value);
    }
    json["drawdown"] = {{"peak_date", date_json(analytics.drawdown.peak)},
                        {"trough_date", date_json(analytics.drawdown.trough)},
                        {"recovery_date", date_json(analytics.drawdown.recovery)}};
    return json;
}

std::optional<Reply> benchmark_fault(Reader& reader, const std::string& symbol,
                                     const std::vector<ModelInJob>& series) {
    if (symbol.empty()) return std::nullopt;
    std::set<std::string> markets;
    for (const auto& each : series) markets.insert(each.market);
    for (const auto& market : markets) {
        auto rows = reader.ask("SELECT 1 FROM prices WHERE market = ? AND symbol = ? LIMIT 1",
                               market, symbol);
        if (!rows.next())
            return refused(400, "Unknown benchmark " + common::quoted_text(symbol) +
                                    ": there is no such symbol in " + market);
    }
    return std::nullopt;
}

Reply model_analytics(Reader& reader, Parameters& parameters) {
    const auto span = parameters.span();
    const auto mark = mark_of(parameters);
    const auto benchmark = parameters.text("benchmark").value_or("");
    if (const auto fault = parameters.fault()) return *fault;
    auto selected = selected_series(reader, parameters);
    if (auto* reply = std::get_if<Reply>(&selected)) return *reply;
    const auto& series = std::get<std::vector<ModelInJob>>(selected);
    if (auto fault = benchmark_fault(reader, benchmark, series)) return *fault;

    Marks marks{reader};
    auto list = Json::array();
    for (const auto& each : series) {
        const auto record =
            read_track(reader, marks, each,
                       {.span = span, .mark = mark, .benchmark = benchmark, .with_trades = true});
        if (record) list.push_back(result_of(reader, each, record->track));
    }
    if (list.empty()) {
        const auto model = parameters.text("model");
        return refused(404, "No data found" + (model ? " for model " + *model : ""));
    }
    const auto count = list.size();
    return {.status = 200,
            .body = common::json_text(
                {{"mark", to_string(mark)},
                 {"benchmark", benchmark.empty() ? Json(nullptr) : Json(benchmark)},
                 {"count", count},
                 {"results", std::move(list)}})};
}

}  // namespace tradepit::query
