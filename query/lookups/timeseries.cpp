#include "query/lookups/timeseries.h"

#include <nlohmann/json.hpp>

#include "common/accounting/accounting.h"
#include "common/decimal.h"
#include "common/text/json_text.h"
#include "common/text/json_writer.h"
#include "query/analytics/analytics_returns.h"
#include "query/lookups/one_day.h"
#include "query/lookups/reasoning.h"
#include "query/series/track_record.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

/// The stored amount as Money; 0 where it is beyond MONEY_READ_MAX.
common::Money money(double stored) {
    return common::Money::from_double(stored).value_or(common::Money{});
}

/// The number of calendar days from the first stamp to the last, both included; 0 where one of them
/// cannot be read.
std::int64_t calendar_days_of(const std::string& first, const std::string& last) {
    const auto first_stamp = common::Stamp::parse(first);
    const auto last_stamp = common::Stamp::parse(last);
    return first_stamp && last_stamp ? calendar_days(*first_stamp, *last_stamp) : 0;
}

/// One model's entry of the answer to results_of_range(). `points` is not empty.
Json range_result(const ModelInJob& series, const std::vector<SeriesPoint>& points) {
    auto values = Json::array();
    for (const auto& point : points) {
        values.push_back({{"date", point.date}, {"portfolio_value", point.value}});
    }
    const auto start = money(points.front().value);
    const auto end = money(points.back().value);
    const auto days = calendar_days_of(points.front().date, points.back().date);
    const auto yearly = annualized_return_pct(start, end, days);
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
              {"annualized_return_pct", yearly ? Json(to_six_decimals(*yearly)) : Json(nullptr)},
              {"calendar_days", days},
              {"trading_days", points.size()}}}};
}

/// The day of the series, in the chain that completed it.
ModelDay day_of(Reader& reader, const ModelInJob& last, const std::string& date) {
    for (const auto& each : with_predecessors(reader, last))
        if (last_day(reader, each.chain, date, date)) return {each, date};
    return {last, date};
}

/// The points at Mark::open, as they are stored.
std::vector<SeriesPoint> points_at_open(Reader& reader, const ModelInJob& last,
                                        const StampTextRange& span) {
    std::vector<SeriesPoint> points;
    for (const auto& each : with_predecessors(reader, last)) {
        auto rows = reader.ask(
            "SELECT date, portfolio_value, daily_return_pct, cumulative_return_pct"
            " FROM closings WHERE chain = ?1 AND date BETWEEN ?2 AND ?3"
            " AND (?4 = '' OR date < ?4) ORDER BY date",
            each.chain, span.from, span.upto, each.successor_first_date);
        while (rows.next()) {
            points.push_back({rows.text(0), rows.real(1), rows.real(2), rows.real(3)});
        }
    }
    return points;
}

/// The points at Mark::close, computed by the rules by which the writer computes the stored ones.
std::vector<SeriesPoint> points_at_close(Reader& reader, const ModelInJob& last,
                                         const StampTextRange& span) {
    Marks marks{reader};
    const auto record = read_track(reader, marks, last, {.span = span, .mark = Mark::close});
    std::vector<SeriesPoint> points;
    if (!record) return points;
    auto value_before = record->track.opening.value;
    for (const auto& day : record->track.days) {
        const auto figures = common::figures(day.value, value_before, record->initial_value);
        points.push_back({day.date.text(), day.value.to_double(), figures.daily_return.to_double(),
                          figures.cumulative_return.to_double()});
        value_before = day.value;
    }
    return points;
}

}  // namespace

std::vector<SeriesPoint> series_points(Reader& reader, const ModelInJob& last,
                                       const StampTextRange& span, Mark mark) {
    return mark == Mark::open ? points_at_open(reader, last, span)
                              : points_at_close(reader, last, span);
}

Reply timeseries(Reader& reader, Parameters& parameters) {
    const auto model = parameters.required("model");
    const auto span = parameters.span();
    const auto mark = mark_of(parameters);
    if (const auto fault = parameters.fault()) return *fault;
    auto series = selected_series(reader, parameters);
    if (auto* reply = std::get_if<Reply>(&series)) return *reply;
    // At most one, because `model` is given.
    const auto& found = std::get<std::vector<ModelInJob>>(series);
    std::vector<SeriesPoint> points;
    if (!found.empty()) points = series_points(reader, found.front(), span, mark);
    if (points.empty()) return refused(404, "No data found for model " + model);
    common::JsonWriter json;
    json.object().key("model").value(model).key("job_id").value(found.front().job_id);
    json.key("predecessors").array();
    for (const auto& each : with_predecessors(reader, found.front())) {
        if (each.chain != found.front().chain) json.value(each.job_id);
    }
    json.end_array().key("market").value(found.front().market).key("timeseries").array();
    for (const auto& point : points) {
        json.object().key("date").value(point.date).key("portfolio_value").value(point.value);
        json.key("daily_return_pct").value(point.daily_return_pct);
        json.key("cumulative_return_pct").value(point.cumulative_return_pct).end_object();
    }
    json.end_array().end_object();
    return {200, std::move(json).text()};
}

Reply results_of_range(Reader& reader, Parameters& parameters) {
    const auto span = parameters.span();
    const auto mark = mark_of(parameters);
    if (const auto fault = parameters.fault()) return *fault;
    auto series = selected_series(reader, parameters);
    if (auto* reply = std::get_if<Reply>(&series)) return *reply;
    // The later version of AI-Trader's server had no parameter date: a day is a range of one.
    const bool is_one_day = mark == Mark::open && parameters.text("start_date") &&
                            parameters.text("start_date") == parameters.text("end_date");
    auto list = Json::array();
    for (const auto& each : std::get<std::vector<ModelInJob>>(series)) {
        const auto points = series_points(reader, each, span, mark);
        if (points.empty()) continue;
        list.push_back(range_result(each, points));
        if (is_one_day && points.size() == 1 &&
            !add_one_day(reader, day_of(reader, each, points.front().date),
                         parameters.choice("reasoning"), list.back()))
            return reasoning_too_large();
    }
    if (list.empty()) {
        return refused(404, "No data found from " +
                                parameters.text("start_date").value_or("the beginning") + " to " +
                                parameters.text("end_date").value_or("the end"));
    }
    const auto count = list.size();
    return {200, common::json_text({{"count", count}, {"results", std::move(list)}})};
}

}  // namespace tradepit::query
