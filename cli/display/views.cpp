#include "cli/display/views.h"

#include <algorithm>
#include <stdexcept>
#include <variant>

#include <nlohmann/json.hpp>
#include <spdlog/fmt/fmt.h>

#include "cli/display/table.h"
#include "common/statuses.h"
#include "common/text/json.h"
#include "common/text/json_text.h"

namespace tradepit::cli {

using Json = nlohmann::ordered_json;

namespace {

// Values of ViewColumn::decimals.
constexpr int TEXT = ViewColumn::AS_TEXT;
constexpr int COUNT = 0;  ///< a whole number has no decimals

/// The most rows in the table of next open days. An answer lists the models that have a model-day
/// on its page; --json prints all that it lists.
constexpr std::size_t NEXT_DAYS_SHOWN_MAX = 100;

constexpr ViewColumn NEXT_DAYS_COLUMNS[] = {
    {"model", "/model"},
    {"open from", "/date"},
    {"waits for", "/waiting_for/reason"},
    {"why", "/waiting_for/detail"},
    {"until", "/waiting_for/until"},
};
constexpr ViewColumn LEADERBOARD_COLUMNS[] = {
    {"#", "/rank", COUNT},
    {"model", "/model"},
    {"value", "/portfolio_value", 2},
    {"return %", "/cumulative_return_pct", 2},
    {"drawdown %", "/max_drawdown_pct", 2},
    {"Sharpe", "/sharpe_ratio", 2},
    {"Sortino", "/analytics/sortino_ratio", 2},
    {"Calmar", "/analytics/calmar_ratio", 2},
    {"excess %", "/analytics/excess_return_pct", 2},
    {"trades", "/trades", COUNT},
    {"date", "/date"},
};
constexpr ViewColumn ANALYTICS_COLUMNS[] = {
    {"model", "/model"},
    {"from", "/start_date"},
    {"to", "/end_date"},
    {"total %", "/total_return_pct", 2},
    {"a year %", "/annualized_return_pct", 2},
    {"volatility %", "/volatility_pct", 2},
    {"Sharpe", "/sharpe_ratio", 2},
    {"Sortino", "/sortino_ratio", 2},
    {"drawdown %", "/max_drawdown_pct", 2},
    {"Calmar", "/calmar_ratio", 2},
    {"won days %", "/winning_days_pct", 1},
    {"won trades %", "/winning_trades_pct", 1},
    {"factor", "/profit_factor", 2},
    {"turnover", "/turnover", 2},
    {"invested %", "/exposure_pct", 1},
    {"excess %", "/excess_return_pct", 2},
    {"alpha %", "/alpha_pct", 2},
    {"beta", "/beta", 2},
};
constexpr ViewColumn JOBS_COLUMNS[] = {
    {"job", "/job_id"},
    {"status", "/status"},
    {"done", "/progress/completed", COUNT},
    {"failed", "/progress/failed", COUNT},
    {"total", "/progress/total_model_days", COUNT},
    {"market", "/market"},
    {"models", "/models", COUNT},
    {"label", "/label"},
    {"created", "/created_at"},
};
constexpr ViewColumn MARKETS_COLUMNS[] = {
    {"market", "/market"},           {"set", "/price_set", COUNT},
    {"symbols", "/symbols", COUNT},  {"bars", "/bars", COUNT},
    {"first", "/first_date"},        {"last", "/last_date"},
    {"currency", "/rules/currency"}, {"interval", "/rules/interval"},
};
constexpr ViewColumn TIMESERIES_COLUMNS[] = {
    {"date", "/date"},
    {"value", "/portfolio_value", 2},
    {"day %", "/daily_return_pct", 2},
    {"total %", "/cumulative_return_pct", 2},
};
/// The columns for all three shapes; columns of different shapes may have the same heading. A table
/// shows the columns for which its rows have a value.
constexpr ViewColumn RESULTS_COLUMNS[] = {
    {"date", "/date"},
    {"model", "/model"},
    {"id", "/action_id", COUNT},
    {"action", "/action_type"},
    {"symbol", "/symbol"},
    {"amount", "/amount", TEXT},
    {"price", "/price", 4},
    {"cash", "/cash", 2},
    {"cash", "/positions/CASH", 2},
    {"value", "/portfolio_value", 2},
    {"value", "/daily_pnl/portfolio_value", 2},
    {"day", "/daily_pnl/profit", 2},
    {"day %", "/daily_pnl/return_pct", 2},
    {"total", "/cumulative_pnl/profit", 2},
    {"total %", "/cumulative_pnl/return_pct", 2},
    {"trades", "/trades", COUNT},
    {"from", "/period_metrics/starting_portfolio_value", 2},
    {"to", "/period_metrics/ending_portfolio_value", 2},
    {"period %", "/period_metrics/period_return_pct", 2},
    {"a year %", "/period_metrics/annualized_return_pct", 2},
    {"days", "/period_metrics/trading_days", COUNT},
};
constexpr ViewColumn FAILED_DAYS_COLUMNS[] = {
    {"failed", "/date"},
    {"model", "/model"},
    {"error", "/error"},
};

/// The columns of import_text(); a row is as in import_json().
constexpr ViewColumn IMPORT_COLUMNS[] = {
    {"file", "/source"},
    {"market", "/market"},
    {"set", "/price_set", COUNT},
    {"symbols", "/symbols", COUNT},
    {"bars", "/bars", COUNT},
    {"new", "/inserted", COUNT},
    {"changed", "/changed", COUNT},
    {"known", "/unchanged", COUNT},
    {"gaps", "/gaps", COUNT},
};

constexpr View NEXT_DAYS_VIEW{.shapes = "NextDay", .columns = NEXT_DAYS_COLUMNS};
constexpr View LEADERBOARD_VIEW{.shapes = "LeaderboardRow", .columns = LEADERBOARD_COLUMNS};
constexpr View ANALYTICS_VIEW{.shapes = "Record", .columns = ANALYTICS_COLUMNS};
constexpr View JOBS_VIEW{.shapes = "JobRow", .columns = JOBS_COLUMNS};
constexpr View MARKETS_VIEW{.shapes = "Market", .columns = MARKETS_COLUMNS};
constexpr View TIMESERIES_VIEW{.shapes = "Point", .columns = TIMESERIES_COLUMNS};
constexpr View RESULTS_VIEW{.shapes = "DayResult RangeResult Position", .columns = RESULTS_COLUMNS};
constexpr View FAILED_DAYS_VIEW{.shapes = "DayDetail", .columns = FAILED_DAYS_COLUMNS};
constexpr View VIEWS[] = {NEXT_DAYS_VIEW, LEADERBOARD_VIEW, ANALYTICS_VIEW, JOBS_VIEW,
                          MARKETS_VIEW,   TIMESERIES_VIEW,  RESULTS_VIEW,   FAILED_DAYS_VIEW};

bool is_empty_text(const Json& value) {
    return value.is_string() && value.get_ref<const std::string&>().empty();
}

/// The value at a JSON pointer; null when there is none, or when it is JSON's null.
const Json* value_at(const Json& row, const char* pointer) {
    const Json::json_pointer path{pointer};
    if (!row.contains(path)) return nullptr;
    const auto& value = row.at(path);
    return value.is_null() ? nullptr : &value;
}

/// The text of a cell; for a list or an object the number of its items.
std::string cell_text(const Json& row, const ViewColumn& column) {
    const auto* value = value_at(row, column.pointer);
    if (value == nullptr) return "-";
    if (value->is_string()) return value->get<std::string>();
    if (value->is_array() || value->is_object()) return std::to_string(value->size());
    if (!value->is_number()) return value->dump();
    if (column.decimals == TEXT) return value->dump();
    return grouped_decimal(value->get<double>(), column.decimals);
}

/// The rows as a table. A column that no row has a value for is left out.
std::string table_text(const Json& rows, std::span<const ViewColumn> columns) {
    std::vector<ViewColumn> shown;
    for (const auto& column : columns) {
        const bool any = std::any_of(rows.begin(), rows.end(), [&](const Json& row) {
            return value_at(row, column.pointer) != nullptr;
        });
        if (any) shown.push_back(column);
    }
    std::vector<Table::Column> headings;
    headings.reserve(shown.size());
    for (const auto& column : shown)
        headings.push_back(
            {column.heading, column.decimals == TEXT ? Table::Align::left : Table::Align::right});
    Table table{headings};
    for (const auto& row : rows) {
        std::vector<std::string> cells;
        cells.reserve(shown.size());
        for (const auto& column : shown) cells.push_back(cell_text(row, column));
        table.add(std::move(cells));
    }
    return table.text();
}

/// The rows of an answer: the answer itself if it is a list, else the list under `key`; none when
/// there is no such list.
const Json& rows_of(const Json& body, const char* key) {
    static const Json none = Json::array();
    if (body.is_array()) return body;
    const auto rows = body.is_object() ? body.find(key) : body.end();
    return rows != body.end() && rows->is_array() ? *rows : none;
}

std::string text_of(const Json& value) {
    return value.is_string() ? value.get<std::string>() : common::json_text(value);
}

/// A line about how to get the next page; empty when the answer is the last page.
std::string next_page_note(const Json& body) {
    const auto* cursor = body.is_object() ? value_at(body, "/next_cursor") : nullptr;
    return cursor == nullptr ? "" : "(there are more: --cursor " + text_of(*cursor) + ")\n";
}

/// A table of the models: each one's next open day, and what that day waits for.
std::string next_days_text(const Json& status) {
    const auto& next_days = rows_of(status, "next_days");
    if (next_days.empty()) return "";
    auto shown = Json::array();
    for (const auto& next_day : next_days)
        if (shown.size() < NEXT_DAYS_SHOWN_MAX) shown.push_back(next_day);
    auto text = "\n" + table_text(shown, NEXT_DAYS_VIEW.columns);
    if (next_days.size() > shown.size())
        text += fmt::format("(more: {} models; --json shows them)\n",
                            grouped(static_cast<std::int64_t>(next_days.size() - shown.size())));
    return text;
}

}  // namespace

Json parse_answer(std::string_view body) {
    const auto checked = common::parse_json(body);
    if (const auto* fault = std::get_if<common::JsonFault>(&checked))
        throw std::runtime_error("the pipeline's answer is not JSON: " + fault->text);
    return Json::parse(body);
}

std::span<const View> all_views() { return VIEWS; }

std::string leaderboard_text(const Json& leaderboard) {
    const auto& rows = rows_of(leaderboard, "leaderboard");
    if (rows.empty()) return "No results yet.\n";
    return table_text(rows, LEADERBOARD_VIEW.columns);
}

std::string analytics_text(const Json& analytics) {
    const auto& rows = rows_of(analytics, "results");
    if (rows.empty()) return "No results.\n";
    return table_text(rows, ANALYTICS_VIEW.columns);
}

std::string jobs_text(const Json& jobs) {
    const auto& rows = rows_of(jobs, "jobs");
    if (rows.empty()) return "No jobs yet.\n";
    return table_text(rows, JOBS_VIEW.columns) + next_page_note(jobs);
}

std::string markets_text(const Json& markets) {
    const auto& rows = rows_of(markets, "markets");
    if (rows.empty()) return "No prices yet: tradepit import prices FILE\n";
    return table_text(rows, MARKETS_VIEW.columns);
}

std::string timeseries_text(const Json& timeseries) {
    return table_text(rows_of(timeseries, "timeseries"), TIMESERIES_VIEW.columns);
}

std::string results_text(const Json& results) {
    const auto& rows = rows_of(results, "results");
    if (rows.empty()) return "No results.\n";
    return table_text(rows, RESULTS_VIEW.columns) + next_page_note(results);
}

std::string notes_text(const Json& document) {
    std::string text;
    for (const auto& warning : rows_of(document, "warnings"))
        text += "note: " + text_of(warning) + "\n";
    return text;
}

std::string status_text(const Json& status) {
    std::string text;
    for (const auto* key : {"job_id", "status", "label", "market", "created_at", "started_at",
                            "completed_at", "total_duration_seconds", "error"})
        if (const auto* value = value_at(status, (std::string{"/"} + key).c_str());
            value != nullptr && !is_empty_text(*value))
            text += fmt::format("{:<22}  {}\n", key,
                                value->is_string() ? value->get<std::string>() : value->dump());
    if (status.contains("progress"))
        for (const auto& [name, count] : status["progress"].items())
            if (count.is_number_integer())
                text += fmt::format("{:<22}  {}\n", name, grouped(count.get<std::int64_t>()));
    text += notes_text(status);
    text += next_days_text(status);
    Json failed = Json::array();
    for (const auto& detail : rows_of(status, "details"))
        if (detail.value("status", "") == to_text(common::DayStatus::failed))
            failed.push_back(detail);
    if (!failed.empty()) text += "\n" + table_text(failed, FAILED_DAYS_VIEW.columns);
    const auto* count = value_at(status, "/progress/failed");
    const auto not_listed = (count == nullptr ? 0 : count->get<std::int64_t>()) -
                            static_cast<std::int64_t>(failed.size());
    if (not_listed > 0)
        text += fmt::format("(more: {} failed model-days; --json with --cursor shows all)\n",
                            grouped(not_listed));
    return text;
}

std::string import_notes(const std::vector<ImportReport>& reports) {
    std::string text;
    for (const auto& report : reports) {
        for (const auto* notes : {&report.notes, &report.left_out})
            for (const auto& note : *notes) text += "note: " + report.source + ": " + note + "\n";
    }
    return text;
}

std::string import_text(const std::vector<ImportReport>& reports) {
    Json rows = import_json(reports);
    return table_text(rows, IMPORT_COLUMNS);
}

Json import_json(const std::vector<ImportReport>& reports) {
    Json rows = Json::array();
    for (const auto& report : reports) {
        Json row{{"source", report.source},
                 {"status", report.is_committed() ? "imported" : "refused"}};
        if (!report.is_committed()) {
            row["detail"] = report.detail;
        } else {
            row.update({{"market", report.market},
                        {"price_set", report.counts.price_set},
                        {"symbols", report.symbols},
                        {"bars", report.bars},
                        {"inserted", report.counts.inserted},
                        {"changed", report.counts.changed},
                        {"unchanged", report.counts.unchanged},
                        {"gaps", report.gaps},
                        {"notes", report.notes},
                        {"left_out", report.left_out}});
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace tradepit::cli
