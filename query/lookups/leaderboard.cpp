#include "query/lookups/leaderboard.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "common/text/json_writer.h"
#include "query/lookups/model_analytics.h"
#include "query/series/board.h"
#include "query/series/leaderboard_rows.h"
#include "query/series/which_job.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;
using SeriesList = std::vector<ModelInJob>;

/// A parameter min_FIGURE or max_FIGURE. It admits a row whose figure equals the limit, and no row
/// without the figure.
struct Bound {
    LeaderboardFigure figure;
    double limit = 0;
    bool is_minimum = false;

    [[nodiscard]] bool admits(const LeaderboardRow& row) const {
        const auto value = figure.of(row);
        return value && (is_minimum ? *value >= limit : *value <= limit);
    }
};

/// What the request asks for.
struct Question {
    std::optional<std::string> job_id;
    std::optional<common::Stamp> date;
    bool latest_common = false;  ///< latest=common: all rows are about one date
    LeaderboardFigure sort;
    std::vector<Bound> bounds;
    LeaderboardQuestion rows;
};

/// The last date on which every series has a completed day; nothing where there is none. It starts
/// after every date ("~"), and goes back to each series' last day up to it until no series moves
/// it.
std::optional<std::string> common_date(Reader& reader, const SeriesList& series) {
    std::string date = "~";
    bool moved = true;
    while (moved && !series.empty()) {
        moved = false;
        for (const auto& each : series) {
            const auto last = last_day_of_series(reader, each, {"", date});
            if (!last) return std::nullopt;
            if (*last != date) {
                date = *last;
                moved = true;
            }
        }
    }
    if (series.empty()) return std::nullopt;
    return date;
}

/// The rows of those series that have a completed day for the question, not ranked yet.
std::vector<LeaderboardRow> leaderboard_rows(Reader& reader, const SeriesList& series,
                                             const Question& question) {
    std::vector<LeaderboardRow> board;
    StampTextRange span;
    if (question.date) {
        span = span_of(*question.date);
    } else if (question.latest_common) {
        const auto date = common_date(reader, series);
        if (!date) return board;
        span = {*date, *date};
    }
    LeaderboardRows rows{reader, question.rows};
    for (const auto& each : series) {
        auto row = span.upto.empty() ? rows.latest(each) : rows.at(each, span);
        if (row) board.push_back(std::move(*row));
    }
    return board;
}

/// The figure with this name, which the value or name of `parameter` asks for; nothing for an
/// unknown name. For a figure of the analytics it sets with_analytics in the question, and adds a
/// fault where the figure needs a benchmark and the request has none.
std::optional<LeaderboardFigure> require_figure(Parameters& parameters, std::string_view parameter,
                                                std::string_view name, Question& question) {
    auto known = leaderboard_figure(name);
    if (!known || known->analysed == nullptr) return known;
    question.rows.with_analytics = true;
    if (known->analysed->needs_benchmark && question.rows.benchmark.empty())
        parameters.refuse("missing", parameter, "This figure needs benchmark, a symbol");
    return known;
}

/// The min_FIGURE and max_FIGURE of the request. Adds a fault for a FIGURE that does not exist.
std::vector<Bound> read_bounds(Parameters& parameters, Question& question) {
    std::vector<Bound> found;
    for (const auto& [name, value] : parameters.all()) {
        const bool is_minimum = name.starts_with("min_");
        if (!is_minimum && !name.starts_with("max_")) continue;
        const auto known =
            require_figure(parameters, name, std::string_view{name}.substr(4), question);
        if (!known) {
            parameters.refuse("extra_forbidden", name, "There is no such figure to filter by");
        } else if (const auto limit = parameters.number(name)) {
            found.push_back({*known, *limit, is_minimum});
        }
    }
    return found;
}

Question read_question(Parameters& parameters) {
    Question question{.job_id = parameters.text("job_id"),
                      .date = parameters.date("date"),
                      .latest_common = parameters.choice("latest") == "common",
                      .sort = {},
                      .bounds = {},
                      .rows = {.mark = mark_of(parameters),
                               .benchmark = parameters.text("benchmark").value_or("")}};
    question.rows.with_analytics =
        parameters.choice("detail") == "full" || !question.rows.benchmark.empty();
    question.bounds = read_bounds(parameters, question);
    const auto sort = parameters.text("sort").value_or("portfolio_value");
    if (const auto known = require_figure(parameters, "sort", sort, question)) {
        question.sort = *known;
    } else {
        parameters.refuse("literal_error", "sort", "Input should be " + figure_names());
    }
    return question;
}

void write_row(common::JsonWriter& json, const LeaderboardRow& row) {
    json.object().key("rank").value(row.rank).key("model").value(row.model);
    json.key("portfolio_value").value(row.portfolio_value);
    json.key("cumulative_return_pct").value(row.cumulative_return_pct);
    json.key("cumulative_profit").value(row.cumulative_profit);
    json.key("daily_return_pct").value(row.daily_return_pct);
    json.key("max_drawdown_pct").value(row.max_drawdown_pct);
    json.key("sharpe_ratio").value(row.sharpe_ratio);
    json.key("trades").value(row.trades).key("days").value(row.days);
    json.key("date").value(row.date).key("job_id").value(row.job_id);
    if (row.analytics) json.key("analytics").document(analytics_json(*row.analytics));
    json.end_object();
}

/// The series that the rows are of, and before them their market (empty: there is no series). A
/// Reply is a refusal.
std::variant<std::pair<std::string, SeriesList>, Reply> compared_series(Reader& reader,
                                                                        const Question& question,
                                                                        Parameters& parameters) {
    if (question.job_id) {
        if (!job_exists(reader, *question.job_id)) return unknown_job(*question.job_id);
        auto series = models_of_job(reader, *question.job_id, parameters.text("model"),
                                    parameters.text("market"));
        const auto market = series.empty() ? std::string{} : series.front().market;
        return std::pair{market, std::move(series)};
    }
    auto market = compared_market(reader, parameters.text("market"));
    if (auto* reply = std::get_if<Reply>(&market)) return *reply;
    auto& name = std::get<std::string>(market);
    auto series = newest_series_of_all(reader, parameters.text("model"), name);
    return std::pair{std::move(name), std::move(series)};
}

}  // namespace

Reply leaderboard(Reader& reader, Parameters& parameters) {
    const auto question = read_question(parameters);
    if (const auto fault = parameters.fault()) return *fault;
    auto selected = compared_series(reader, question, parameters);
    if (auto* reply = std::get_if<Reply>(&selected)) return *reply;
    const auto& [market, series] = std::get<std::pair<std::string, SeriesList>>(selected);
    if (auto fault = benchmark_fault(reader, question.rows.benchmark, series)) return *fault;

    auto board = leaderboard_rows(reader, series, question);
    std::erase_if(board, [&](const LeaderboardRow& row) {
        return !std::all_of(question.bounds.begin(), question.bounds.end(),
                            [&](const Bound& bound) { return bound.admits(row); });
    });
    rank_by(question.sort, board);
    common::JsonWriter json;
    json.object().key("date").value(question.date ? question.date->text() : "latest");
    json.key("market").document(market.empty() ? Json(nullptr) : Json(market));
    json.key("leaderboard").array();
    for (const auto& row : board) write_row(json, row);
    json.end_array().end_object();
    return {200, std::move(json).text()};
}

}  // namespace tradepit::query
