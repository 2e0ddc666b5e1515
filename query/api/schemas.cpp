#include "query/api/schemas.h"

#include <algorithm>
#include <string>

#include <nlohmann/json.hpp>

#include "common/check.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

constexpr Shape SHAPES[] = {
    {"Refusal", "detail any"},
    {"Fault", "type text, loc [any], msg text, input any"},
    {"Faults", "detail [Fault]"},
    {"JobState", "= pending running completed partial failed cancelled"},
    {"DayState", "= pending running completed failed cancelled skipped"},
    {"Action", "= no_trade buy sell"},
    {"Wait", "reason text, detail text, since? time, until? time"},
    {"RunningDay", "date stamp, model text"},
    {"Front", "model text, date stamp, waiting_for Wait"},
    {"Progress",
     "total_model_days int, completed int, failed int, pending int, running int, skipped int,"
     " cancelled int, current [RunningDay], waiting? {int}"},
    {"DayDetail",
     "date stamp, model text, status DayState, error text?, started_at time?, completed_at time?,"
     " duration_seconds number?, waiting_for? Wait"},
    {"JobStatus",
     "job_id text, label text, market text, order Order, priority int, dual_write bool, status "
     "JobState,"
     " progress Progress, date_range [stamp], models [text], created_at time, started_at time?, "
     "completed_at time?,"
     " total_duration_seconds number?, error text?, warnings [text], fronts [Front],"
     " details [DayDetail], next_cursor text?,"
     " files_complete bool?, deployment_mode text, is_dev_mode bool, preserve_dev_data bool?"},
    {"JobRow",
     "job_id text, label text, market text, status JobState, models [text], progress Progress,"
     " created_at time, started_at time?, completed_at time?"},
    {"JobPage", "jobs [JobRow], count int, next_cursor text?"},
    {"JobDigest", "job_id text, status JobState, books bool, digest text"},
    {"AttemptStates",
     "open int, completed int, failed int, released int, refused int, superseded int"},
    {"JobAttempts",
     "job_id text, status JobState, model_days int, completed int, tried int, repeated int,"
     " most_of_a_day int, doubled int, attempts int, states AttemptStates, late_events int,"
     " lost int"},
    {"Difference", "date stamp, model text, step_number int, content any"},
    {"DifferencePage", "job_id text, differences [Difference], count int, next_cursor text?"},
    {"ToolRow",
     "date stamp, model text, tool_name text, call_count int, total_duration_seconds number?"},
    {"ToolPage", "job_id text, tools [ToolRow], count int, next_cursor text?"},
    {"LogRow",
     "date stamp, model text, step_number int, timestamp time, role Role?, content text,"
     " tool_name text?"},
    {"LogPage", "job_id text, logs [LogRow], count int, next_cursor text?"},
    {"Market",
     "market text, price_set int, price_hash text, bars int, symbols int, first_date stamp,"
     " last_date stamp, source text, imported_at time, rules any"},
    {"MarketList", "markets [Market]"},
    {"DailyPnl", "profit number, return_pct number, portfolio_value number"},
    {"CumulativePnl", "profit number, return_pct number"},
    {"Trade", "id int, action Action, symbol text?, amount number?, price number?, total number?"},
    {"AiReasoning", "total_steps int, stop_signal_received bool, reasoning_summary text"},
    {"DayResult",
     "model text, job_id text, market text, date stamp, positions {number}, daily_pnl DailyPnl,"
     " cumulative_pnl CumulativePnl, trades? [Trade], ai_reasoning? AiReasoning,"
     " tool_usage? {int}, reasoning? Reasoning"},
    {"DayResults", "date stamp, results [DayResult]"},
    {"Step", "step_number int, timestamp time, role Role?, content text?, tool_name text?"},
    {"Role", "= user assistant tool"},
    {"Steps", "[Step]"},
    {"Summary", "text"},
    {"Reasoning", "| Summary Steps"},
    {"ReasoningRow",
     "job_id text, date stamp, model text, step_number int, timestamp time, role Role?,"
     " content text?, tool_name text?, status DayState"},
    {"ReasoningPage", "reasoning [ReasoningRow], count int, next_cursor text?"},
    {"Model", "model text, jobs int, markets [text], last_date stamp?, agent any"},
    {"ModelPage", "models [Model], count int, next_cursor text?"},
    {"Value", "date stamp, portfolio_value number"},
    {"PeriodMetrics",
     "starting_portfolio_value number, ending_portfolio_value number, period_return_pct number,"
     " annualized_return_pct number?, calendar_days int, trading_days int"},
    {"RangeResult",
     "model text, job_id text, market text, start_date stamp, end_date stamp,"
     " daily_portfolio_values [Value], period_metrics PeriodMetrics"},
    {"RangeResults", "count int, results [RangeResult]"},
    {"Holding", "symbol text, quantity number"},
    {"Position",
     "id int, job_id text, date stamp, model text, action_id int, action_type Action?,"
     " symbol text?, amount number?, price number?, cash number, portfolio_value number,"
     " daily_profit number?, daily_return_pct number?, cumulative_profit number?,"
     " cumulative_return_pct number?, created_at time, status DayState, holdings [Holding]"},
    {"PositionPage", "results [Position], count int, next_cursor text?"},
    {"Results", "| DayResults RangeResults PositionPage"},
    {"Point",
     "date stamp, portfolio_value number, daily_return_pct number, cumulative_return_pct number"},
    {"Timeseries", "model text, job_id text, predecessors [text], market text, timeseries [Point]"},
    {"Drawdown", "peak_date stamp?, trough_date stamp?, recovery_date stamp?"},
    {"Analytics",
     "total_return_pct number?, annualized_return_pct number?, volatility_pct number?, "
     "sharpe_ratio number?, sortino_ratio number?, max_drawdown_pct number?, calmar_ratio "
     "number?, winning_days_pct number?, closed_trades int?, winning_trades_pct number?, "
     "profit_factor number?, average_win number?, average_loss number?, turnover number?, "
     "exposure_pct number?, fees number?, benchmark_return_pct number?, excess_return_pct "
     "number?, alpha_pct number?, beta number?, tracking_error_pct number?, "
     "information_ratio number?, drawdown Drawdown"},
    {"Record",
     "model text, job_id text, predecessors [text], market text, start_date stamp, end_date "
     "stamp, days int, periods_per_year number, opening_value number, ending_value number, "
     "total_return_pct number?, annualized_return_pct number?, volatility_pct number?, "
     "sharpe_ratio number?, sortino_ratio number?, max_drawdown_pct number?, calmar_ratio "
     "number?, winning_days_pct number?, closed_trades int?, winning_trades_pct number?, "
     "profit_factor number?, average_win number?, average_loss number?, turnover number?, "
     "exposure_pct number?, fees number?, benchmark_return_pct number?, excess_return_pct "
     "number?, alpha_pct number?, beta number?, tracking_error_pct number?, "
     "information_ratio number?, drawdown Drawdown"},
    {"Mark", "= open close"},
    {"Performance", "mark Mark, benchmark text?, count int, results [Record]"},
    {"Standing",
     "rank int, model text, portfolio_value number, cumulative_return_pct number,"
     " cumulative_profit number, daily_return_pct number, max_drawdown_pct number?,"
     " sharpe_ratio number?, trades int, days int, date stamp, job_id text,"
     " analytics? Analytics"},
    {"Leaderboard", "date text, market text?, leaderboard [Standing]"},
    {"Orphan", "table text, rowid int?, parent text"},
    {"Soundness", "sound bool, integrity [text], foreign_keys [Orphan]"},
    {"Wellness", "= healthy unhealthy"},
    {"ProcessState", "status Wellness, detail text"},
    {"Connected", "= connected disconnected"},
    {"Health",
     "status Wellness, database Connected, timestamp time, processes {ProcessState},"
     " deployment_mode text, is_dev_mode bool, preserve_dev_data bool?"},
    {"Worker", "worker text, slots {int}, leases int, silent_ms int"},
    {"Broker", "live bool, epoch int, ready int, leased int, writer_silent_ms int"},
    {"Workers", "workers [Worker], broker Broker"},
    {"Trigger",
     "config_path? text?, config? {any}, date_range? [stamp], start_date? stamp?,"
     " end_date? stamp?, models? [text], replace_existing? bool, label? text,"
     " market? text, order? Order, priority? int, dual_write? bool, initial_cash? number,"
     " replay? {text}"},
    {"Order", "= model date"},
    {"Accepted",
     "job_id text, status JobState, total_model_days int, message text, warnings [text],"
     " deployment_mode text, is_dev_mode bool, preserve_dev_data bool?"},
    {"Cancelled",
     "job_id text, status JobState, total_model_days int, completed int, failed int, skipped int,"
     " cancelled int, message text"},
    {"Any", "any"},
    {"ChoreKind", "= cleanup vacuum backup"},
    {"ChoreState", "= running done failed"},
    {"Chore",
     "chore int, kind ChoreKind, state ChoreState, options any, done int, total int, result any,"
     " started_at time, ended_at time?"},
    {"Maintenance",
     "database_bytes int, log_bytes int, page_bytes int, pages int, free_pages int,"
     " jobs_to_purge int, positions_to_purge int, chores [Chore]"},
    {"Cleanup", "days? int"},
    {"Vacuum", "full? bool"},
    {"Backup", "file text, force? bool"},
    {"Text", "text"},
    {"Document", "openapi text, info any, paths any, components any"},
};

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

/// Calls `each` with the pieces of `text` between `mark`s.
template <class Each>
void for_each_piece(std::string_view text, char mark, Each each) {
    while (!text.empty()) {
        const auto piece = text.substr(0, text.find(mark));
        if (const auto word = trimmed(piece); !word.empty()) each(word);
        text.remove_prefix(std::min(piece.size() + 1, text.size()));
    }
}

Json reference(std::string_view name) {
    return {{"$ref", "#/components/schemas/" + std::string{name}}};
}

Json schema_of_type(std::string_view type);

Json schema_of_present(std::string_view type) {
    CHECK(!type.empty());
    if (type == "text") return {{"type", "string"}};
    if (type == "time") return {{"type", "string"}, {"format", "date-time"}};
    if (type == "stamp")
        return {{"type", "string"},
                {"pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2})?$"}};
    if (type == "int") return {{"type", "integer"}};
    if (type == "number") return {{"type", "number"}};
    if (type == "bool") return {{"type", "boolean"}};
    if (type == "any") return Json::object();
    const auto inner = type.substr(1, type.size() - 2);
    if (type.front() == '[') return {{"type", "array"}, {"items", schema_of_type(inner)}};
    if (type.front() == '{')
        return {{"type", "object"}, {"additionalProperties", schema_of_type(inner)}};
    return reference(type);
}

Json schema_of_type(std::string_view type) {
    if (!type.ends_with('?')) return schema_of_present(type);
    auto schema = schema_of_present(type.substr(0, type.size() - 1));
    if (schema.contains("$ref"))
        return {{"oneOf", Json::array({std::move(schema), {{"type", "null"}}})}};
    schema["type"] = Json::array({schema["type"], "null"});
    return schema;
}

Json object_schema(std::string_view fields) {
    auto properties = Json::object();
    auto required = Json::array();
    for_each_piece(fields, ',', [&](std::string_view field) {
        const auto space = field.find(' ');
        CHECK(space != field.npos);
        auto name = field.substr(0, space);
        if (name.ends_with('?'))
            name.remove_suffix(1);
        else
            required.push_back(name);
        properties[std::string{name}] = schema_of_type(trimmed(field.substr(space)));
    });
    return {{"type", "object"},
            {"properties", std::move(properties)},
            {"required", std::move(required)}};
}

}  // namespace

std::span<const Shape> all_shapes() { return SHAPES; }

Json schema_of(const Shape& shape) {
    const auto rest = shape.is.substr(1);
    auto list = Json::array();
    if (shape.is.starts_with('=')) {
        for_each_piece(rest, ' ', [&](std::string_view word) { list.push_back(word); });
        return {{"type", "string"}, {"enum", std::move(list)}};
    }
    if (shape.is.starts_with('|')) {
        for_each_piece(rest, ' ', [&](std::string_view name) { list.push_back(reference(name)); });
        return {{"oneOf", std::move(list)}};
    }
    // A lone type, as "[Step]": fields have a space within.
    if (shape.is.find(' ') == shape.is.npos) return schema_of_type(shape.is);
    return object_schema(shape.is);
}

std::string columns_of(std::string_view shape) {
    const auto found = std::ranges::find(SHAPES, shape, &Shape::name);
    CHECK(found != std::end(SHAPES));
    std::string columns;
    for_each_piece(found->is, ',', [&](std::string_view field) {
        auto name = field.substr(0, field.find(' '));
        if (name.ends_with('?')) name.remove_suffix(1);
        columns += (columns.empty() ? "" : ",") + std::string{name};
    });
    return columns;
}

}  // namespace tradepit::query
