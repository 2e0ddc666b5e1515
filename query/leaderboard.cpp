#include "query/leaderboard.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/decimal.h"
#include "common/json_text.h"
#include "common/market_rules_json.h"
#include "query/metrics.h"
#include "query/series.h"
#include "query/which_job.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;
using Series = std::vector<ModelInJob>;

/// By the rules that the model's job was made with.
double periods_per_year(Reader& reader, const std::string& job_id) {
    auto rows = reader.ask("SELECT rules FROM job_settings WHERE job_id = ?", job_id);
    if (!rows.next()) return common::MarketRules{}.periods_per_year;
    const auto rules = common::parse_rules(rows.text(0));
    if (const auto* parsed = std::get_if<common::MarketRules>(&rules)) {
        return parsed->periods_per_year;
    }
    return common::MarketRules{}.periods_per_year;
}

common::Money opening_value(Reader& reader, std::int64_t chain) {
    auto rows = reader.ask("SELECT opening_value FROM job_models WHERE chain = ?", chain);
    if (!rows.next()) return {};
    return common::Money::from_double(rows.real(0)).value_or(common::Money{});
}

std::optional<Standing> latest_standing(Reader& reader, const ModelInJob& series) {
    const auto periods = periods_per_year(reader, series.job_id);
    auto rows = reader.ask(
        "SELECT date, portfolio_value, cumulative_profit, cumulative_return_pct,"
        " daily_return_pct, max_drawdown_pct, returns, returns_mean, returns_m2, trades, days"
        " FROM standings WHERE chain = ?",
        series.chain);
    if (!rows.next()) return std::nullopt;
    Standing standing{series.model, series.job_id, rows.text(0), rows.real(1),
                      rows.real(2), rows.real(3),  rows.real(4)};
    standing.max_drawdown_pct = to_six_decimals(rows.real(5));
    standing.sharpe_ratio = sharpe_ratio(rows.integer(6), rows.real(7), rows.real(8), periods);
    standing.trades = rows.integer(9);
    standing.days = rows.integer(10);
    return standing;
}

/// As it stood at `date`, from the closings up to it.
Standing standing_at(Reader& reader, const ModelInJob& series, const std::string& date) {
    Standing standing{series.model, series.job_id, date};
    const auto all = with_predecessors(reader, series);
    RunningMetrics metrics{opening_value(reader, all.front().chain)};
    for (const auto& each : all) {
        auto rows = reader.ask(
            "SELECT portfolio_value, cumulative_profit, cumulative_return_pct, daily_return_pct,"
            " trades FROM closings WHERE chain = ?1 AND date <= ?2 AND (?3 = '' OR date < ?3)"
            " ORDER BY date",
            each.chain, date, each.before);
        while (rows.next()) {
            standing.portfolio_value = rows.real(0);
            standing.cumulative_profit = rows.real(1);
            standing.cumulative_return_pct = rows.real(2);
            standing.daily_return_pct = rows.real(3);
            standing.trades += rows.integer(4);
            ++standing.days;
            metrics.add(common::Money::from_double(rows.real(0)).value_or(common::Money{}));
        }
    }
    standing.max_drawdown_pct = metrics.max_drawdown_pct();
    standing.sharpe_ratio = sharpe_ratio(metrics.returns(), metrics.mean(), metrics.m2(),
                                         periods_per_year(reader, series.job_id));
    return standing;
}

/// The last date that every series has a day on; nothing where there is none.
std::optional<std::string> common_date(Reader& reader, const Series& series) {
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

/// What the board shows, and of when.
struct Question {
    std::optional<std::string> job_id;
    std::optional<common::Stamp> date;
    bool common = false;
};

std::vector<Standing> standings(Reader& reader, const Series& series, const Question& question) {
    std::vector<Standing> board;
    DateSpan span;
    if (question.date) {
        span = span_of(*question.date);
    } else if (question.common) {
        const auto date = common_date(reader, series);
        if (!date) return board;
        span = {*date, *date};
    }
    for (const auto& each : series) {
        if (span.upto.empty()) {
            if (auto standing = latest_standing(reader, each)) board.push_back(*standing);
        } else if (const auto day = last_day_of_series(reader, each, span)) {
            board.push_back(standing_at(reader, each, *day));
        }
    }
    return board;
}

/// min_FIGURE and max_FIGURE, both included.
struct Bound {
    const Figure* figure = nullptr;
    double limit = 0;
    bool least = false;

    [[nodiscard]] bool admits(const Standing& standing) const {
        return least ? figure->of(standing) >= limit : figure->of(standing) <= limit;
    }
};

std::vector<Bound> bounds(Parameters& parameters) {
    std::vector<Bound> found;
    for (const auto& [name, value] : parameters.all()) {
        const bool least = name.starts_with("min_");
        if (!least && !name.starts_with("max_")) continue;
        const auto* known = figure(std::string_view{name}.substr(4));
        if (known == nullptr) {
            parameters.refuse("extra_forbidden", name, "There is no such figure to filter by");
        } else if (const auto limit = parameters.number(name)) {
            found.push_back({known, *limit, least});
        }
    }
    return found;
}

Json row_of(const Standing& standing) {
    return {{"rank", standing.rank},
            {"model", standing.model},
            {"portfolio_value", standing.portfolio_value},
            {"cumulative_return_pct", standing.cumulative_return_pct},
            {"cumulative_profit", standing.cumulative_profit},
            {"daily_return_pct", standing.daily_return_pct},
            {"max_drawdown_pct", standing.max_drawdown_pct},
            {"sharpe_ratio", standing.sharpe_ratio},
            {"trades", standing.trades},
            {"days", standing.days},
            {"date", standing.date},
            {"job_id", standing.job_id}};
}

std::variant<std::pair<std::string, Series>, Reply> compared(Reader& reader,
                                                             const Question& question,
                                                             Parameters& parameters) {
    if (question.job_id) {
        if (!job_exists(reader, *question.job_id)) return unknown_job(*question.job_id);
        auto series = models_of_job(reader, *question.job_id, parameters.text("model"));
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
    const Question question{parameters.text("job_id"), parameters.date("date"),
                            parameters.one_of("latest", {"each", "common"}) == "common"};
    const auto wanted = bounds(parameters);
    const auto* sort = figure(parameters.text("sort").value_or("portfolio_value"));
    if (sort == nullptr) {
        parameters.refuse("literal_error", "sort",
                          "Input should be 'portfolio_value', 'cumulative_return_pct',"
                          " 'cumulative_profit', 'daily_return_pct', 'max_drawdown_pct',"
                          " 'sharpe_ratio', 'trades' or 'days'");
    }
    if (const auto fault = parameters.fault()) return *fault;
    auto selected = compared(reader, question, parameters);
    if (auto* reply = std::get_if<Reply>(&selected)) return *reply;
    const auto& [market, series] = std::get<std::pair<std::string, Series>>(selected);

    auto board = standings(reader, series, question);
    std::erase_if(board, [&](const Standing& standing) {
        return !std::all_of(wanted.begin(), wanted.end(),
                            [&](const Bound& bound) { return bound.admits(standing); });
    });
    rank_by(*sort, board);
    auto rows = Json::array();
    for (const auto& standing : board) rows.push_back(row_of(standing));
    return {200,
            common::json_text({{"date", question.date ? question.date->text() : "latest"},
                               {"market", market.empty() ? Json(nullptr) : Json(market)},
                               {"leaderboard", std::move(rows)}}),
            0};
}

}  // namespace tradepit::query
