#include "query/series.h"

#include "common/decimal.h"
#include "common/json_text.h"
#include "query/metrics.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

common::Money money(double stored) {
    return common::Money::from_double(stored).value_or(common::Money{});
}

std::int64_t calendar_days(const std::string& first, const std::string& last) {
    const auto from = common::Stamp::parse(first);
    const auto upto = common::Stamp::parse(last);
    if (!from || !upto) return 0;
    return upto->days() - from->days() + 1;
}

Json range_result(const ModelInJob& series, const std::vector<SeriesPoint>& points) {
    auto values = Json::array();
    for (const auto& point : points) {
        values.push_back({{"date", point.date}, {"portfolio_value", point.value}});
    }
    const auto start = money(points.front().value);
    const auto end = money(points.back().value);
    const auto days = calendar_days(points.front().date, points.back().date);
    return {{"model", series.model},
            {"job_id", series.job_id},
            {"market", series.market},
            {"start_date", points.front().date},
            {"end_date", points.back().date},
            {"daily_portfolio_values", std::move(values)},
            {"period_metrics",
             {{"starting_portfolio_value", points.front().value},
              {"ending_portfolio_value", points.back().value},
              {"period_return_pct", common::Percent::ratio(end - start, start).to_double()},
              {"annualized_return_pct", annualized_return_pct(start, end, days)},
              {"calendar_days", days},
              {"trading_days", points.size()}}}};
}

/// The series that are asked for, or why there is none.
std::variant<std::vector<ModelInJob>, Reply> selected(Reader& reader, Parameters& parameters) {
    const auto model = parameters.text("model");
    if (const auto job_id = parameters.text("job_id")) {
        if (!job_exists(reader, *job_id)) return unknown_job(*job_id);
        return models_of_job(reader, *job_id, model);
    }
    return newest_series_of_all(reader, model, parameters.text("market"));
}

}  // namespace

std::vector<SeriesPoint> series_points(Reader& reader, const ModelInJob& last,
                                       const DateSpan& span) {
    std::vector<SeriesPoint> points;
    for (const auto& each : with_predecessors(reader, last)) {
        auto rows = reader.ask(
            "SELECT date, portfolio_value, daily_return_pct, cumulative_return_pct"
            " FROM closings WHERE chain = ?1 AND date BETWEEN ?2 AND ?3"
            " AND (?4 = '' OR date < ?4) ORDER BY date",
            each.chain, span.from, span.upto, each.before);
        while (rows.next()) {
            points.push_back({rows.text(0), rows.real(1), rows.real(2), rows.real(3)});
        }
    }
    return points;
}

Reply timeseries(Reader& reader, Parameters& parameters) {
    const auto model = parameters.required("model");
    const auto span = parameters.span();
    if (const auto fault = parameters.fault()) return *fault;
    auto series = selected(reader, parameters);
    if (auto* reply = std::get_if<Reply>(&series)) return *reply;
    const auto& found = std::get<std::vector<ModelInJob>>(series);
    auto list = Json::array();
    if (!found.empty()) {
        for (const auto& point : series_points(reader, found.front(), span)) {
            list.push_back({{"date", point.date},
                            {"portfolio_value", point.value},
                            {"daily_return_pct", point.daily_return_pct},
                            {"cumulative_return_pct", point.cumulative_return_pct}});
        }
    }
    if (list.empty()) return refused(404, "No data found for model " + model);
    auto predecessors = Json::array();
    for (const auto& each : with_predecessors(reader, found.front())) {
        if (each.chain != found.front().chain) predecessors.push_back(each.job_id);
    }
    return {200,
            common::json_text({{"model", model},
                               {"job_id", found.front().job_id},
                               {"predecessors", std::move(predecessors)},
                               {"market", found.front().market},
                               {"timeseries", std::move(list)}}),
            0};
}

Reply results_of_range(Reader& reader, Parameters& parameters) {
    const auto span = parameters.span();
    static_cast<void>(parameters.one_of("reasoning", {"none", "summary", "full"}));
    static_cast<void>(parameters.one_of("detail", {"minimal", "full"}));
    if (const auto fault = parameters.fault()) return *fault;
    auto series = selected(reader, parameters);
    if (auto* reply = std::get_if<Reply>(&series)) return *reply;
    auto list = Json::array();
    for (const auto& each : std::get<std::vector<ModelInJob>>(series)) {
        const auto points = series_points(reader, each, span);
        if (!points.empty()) list.push_back(range_result(each, points));
    }
    if (list.empty()) {
        return refused(404, "No data found from " +
                                parameters.text("start_date").value_or("the beginning") + " to " +
                                parameters.text("end_date").value_or("the end"));
    }
    const auto count = list.size();
    return {200, common::json_text({{"count", count}, {"results", std::move(list)}}), 0};
}

}  // namespace tradepit::query
