#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <vector>

#include "common/check.h"
#include "common/limits.h"
#include "common/shapes/figures.h"
#include "common/shapes/maintenance_tasks.h"
#include "common/shapes/shape.h"
#include "common/text/words.h"

namespace tradepit::common {

namespace {

/// The fields of `left`, and after them those of `right`.
template <std::size_t Left, std::size_t Right>
constexpr auto joined(const std::array<Field, Left>& left, const std::array<Field, Right>& right) {
    std::array<Field, Left + Right> fields;
    std::copy(left.begin(), left.end(), fields.begin());
    std::copy(right.begin(), right.end(), fields.begin() + Left);
    return fields;
}

/// The fields of JobSettings (common/messages/job.h). A request and a config may have them, and the
/// status of a job shows them. Fields with a flag, here and below, are options of the commands that
/// submit a job.
constexpr std::array JOB_SETTINGS{
    Field{.name = "label", .type = "name", .flag = "--label", .help = "A text to find the job by"},
    Field{.name = "order",
          .type = "Order",
          .flag = "--order",
          .help = "model: each model goes its own pace; date: all finish a date first"},
    Field{.name = "priority",
          .type = "int",
          .minimum = -PRIORITY_MAX,
          .maximum = PRIORITY_MAX,
          .flag = "--priority",
          .help = "Higher goes first; 0 by default"},
    Field{.name = "dual_write",
          .type = "bool",
          .flag = "--dual-write",
          .help = "Write position.jsonl and log.jsonl, too, as its days end"},
};

// Fields that both a request and a config may have.
constexpr Field MARKET{
    .name = "market", .type = "name", .flag = "--market", .help = "The market to trade on"};
constexpr Field INITIAL_CASH{.name = "initial_cash", .type = "amount"};

// The body of POST /simulate/trigger.
constexpr std::array TRIGGER_FIELDS{
    Field{.name = "config_path", .type = "text?"},
    Field{.name = "config", .type = "{any}", .flag = "CONFIG"},
    Field{.name = "date_range",
          .type = "[stamp]",
          .minimum = 1,
          .flag = "--dates",
          .help = "Only these dates, listed one by one"},
    Field{.name = "start_date",
          .type = "stamp?",
          .flag = "--start",
          .help = "The first date of a range"},
    Field{
        .name = "end_date", .type = "stamp?", .flag = "--end", .help = "The last date of a range"},
    Field{.name = "models",
          .type = "[text]",
          .flag = "--models",
          .help = "Only these models of the config"},
    Field{.name = "replace_existing",
          .type = "bool",
          .flag = "--replace",
          .help = "With --start: run again what is completed already"},
    MARKET,
    INITIAL_CASH,
    Field{.name = "replay", .type = "{text}", .minimum = 1, .flag = "AGENT_DATA"},
};
constexpr auto TRIGGER = joined(JOB_SETTINGS, TRIGGER_FIELDS);

// A config in AI-Trader's format. It may have other fields, which are for other programs.
constexpr std::array CONFIG_FIELDS{
    MARKET,
    Field{.name = "date_range", .type = "ConfigRange"},
    Field{.name = "models", .type = "[ConfigModel]", .required = true},
    Field{.name = "agent_config", .type = "AgentConfig"},
};
constexpr auto CONFIG = joined(JOB_SETTINGS, CONFIG_FIELDS);
constexpr std::array CONFIG_RANGE{
    Field{.name = "init_date", .type = "stamp", .required = true},
    Field{.name = "end_date", .type = "stamp", .required = true},
};
constexpr std::array CONFIG_MODEL{
    Field{.name = "signature", .type = "name", .required = true},
    Field{.name = "enabled", .type = "bool", .default_json = "true"},
};
/// Settings of AI-Trader's agent loop, which tradepit checks and does not use, and the cash.
constexpr std::array AGENT_CONFIG{
    Field{.name = "max_steps", .type = "positive"},
    Field{.name = "max_retries", .type = "positive"},
    Field{.name = "base_delay", .type = "positive"},
    INITIAL_CASH,
};

/// Each figure is shown, and is null where it cannot be computed.
constexpr auto FIGURES = [] {
    std::array<Field, ANALYTICS_FIGURE_NAMES.size()> fields;
    for (std::size_t i = 0; i < fields.size(); ++i)
        fields[i] = {.name = ANALYTICS_FIGURE_NAMES[i].name,
                     .type = ANALYTICS_FIGURE_NAMES[i].is_count ? "int?" : "number?",
                     .required = true};
    return fields;
}();

/// Shapes that others refer to, and "Config". GET /openapi.json does not list them.
constexpr Shape PART_SHAPES[] = {
    {.name = "Figures", .fields = FIGURES},
    {.name = "JobSettings", .fields = JOB_SETTINGS},
    {.name = "Config", .fields = CONFIG, .other_fields = OtherFields::ignored},
    {.name = "ConfigRange", .fields = CONFIG_RANGE},
    {.name = "ConfigModel", .fields = CONFIG_MODEL, .other_fields = OtherFields::ignored},
    {.name = "AgentConfig", .fields = AGENT_CONFIG},
};

/// The shapes that GET /openapi.json lists, without those of the maintenance tasks.
constexpr Shape SHAPES[] = {
    {"Refusal", "detail any"},
    {"Fault", "type text, loc [any], msg text, input any"},
    {"Faults", "detail [Fault]"},
    {"JobState", "= pending running completed partial failed cancelled"},
    {"DayState", "= pending running completed failed cancelled skipped"},
    {"Action", "= no_trade buy sell"},
    {"Wait", "reason text, detail text, since? time, until? time"},
    {"RunningDay", "date stamp, model text"},
    {"NextDay", "model text, date stamp, waiting_for Wait"},
    {"Progress",
     "total_model_days int, completed int, failed int, pending int, running int, skipped int,"
     " cancelled int, current [RunningDay], waiting? {int}"},
    {"DayDetail",
     "date stamp, model text, status DayState, error text?, started_at time?, completed_at time?,"
     " duration_seconds number?, waiting_for? Wait"},
    {"JobStatus",
     "job_id text, market text, ..JobSettings, status JobState,"
     " progress Progress, date_range [stamp], models [text], created_at time, started_at time?, "
     "completed_at time?,"
     " total_duration_seconds number?, error text?, warnings [text], next_days [NextDay],"
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
     "job_id text, status JobState, model_days int, completed int, days_attempted int,"
     " repeated int, max_attempts_of_a_day int, completed_twice int, attempts int,"
     " states AttemptStates, late_events int, lost int"},
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
    {"DayResults", "date stamp, count int, results [DayResult]"},
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
     " daily_portfolio_values [Value], period_metrics PeriodMetrics, date? stamp,"
     " starting_position? Balance, daily_metrics? DayMetrics, trades? [DayTrade],"
     " final_position? Balance, metadata? DayMetadata, reasoning? Reasoning?"},
    {"Balance", "holdings [Holding], cash number, portfolio_value number"},
    {"DayMetrics", "profit number, return_pct number, days_since_last_trading int"},
    {"DayTrade",
     "action_type Action, symbol text, quantity number, price number?, created_at time"},
    {"DayMetadata", "total_actions int, session_duration_seconds number?, completed_at time?"},
    {"RangeResults", "count int, results [RangeResult]"},
    {"Holding", "symbol text, quantity number"},
    {"Position",
     "id int, job_id text, date stamp, model text, action_id int, action_type Action?,"
     " symbol text?, amount number?, price number?, cash number, portfolio_value number,"
     " daily_profit number?, daily_return_pct number?, cumulative_profit number?,"
     " cumulative_return_pct number?, created_at time, status DayState, holdings [Holding]"},
    {"PositionPage", "results [Position], count int, next_cursor text?"},
    {"Results", "| DayResults RangeResults PositionPage"},
    {"NoResults", "detail text, count int, results [Position]"},
    {"Point",
     "date stamp, portfolio_value number, daily_return_pct number, cumulative_return_pct number"},
    {"Timeseries", "model text, job_id text, predecessors [text], market text, timeseries [Point]"},
    {"Drawdown", "peak_date stamp?, trough_date stamp?, recovery_date stamp?"},
    {"Analytics", "..Figures, drawdown Drawdown"},
    {"Record",
     "model text, job_id text, predecessors [text], market text, start_date stamp, end_date "
     "stamp, days int, periods_per_year number, opening_value number, ending_value number, "
     "..Figures, drawdown Drawdown"},
    {"Mark", "= open close"},
    {"Performance", "mark Mark, benchmark text?, count int, results [Record]"},
    {"LeaderboardRow",
     "rank int, model text, portfolio_value number, cumulative_return_pct number,"
     " cumulative_profit number, daily_return_pct number, max_drawdown_pct number?,"
     " sharpe_ratio number?, trades int, days int, date stamp, job_id text,"
     " analytics? Analytics"},
    {"Leaderboard", "date text, market text?, leaderboard [LeaderboardRow]"},
    {"Orphan", "table text, rowid int?, parent text"},
    {"IntegrityCheck", "sound bool, integrity [text], foreign_keys [Orphan]"},
    {"ProcessHealth", "= healthy unhealthy"},
    {"ProcessState", "status ProcessHealth, detail text"},
    {"Connected", "= connected disconnected"},
    {"Health",
     "status ProcessHealth, database Connected, timestamp time, processes {ProcessState},"
     " deployment_mode text, is_dev_mode bool, preserve_dev_data bool?"},
    {"Worker", "worker text, slots {int}, leases int, silent_ms int"},
    {"Broker", "live bool, epoch int, ready int, leased int, writer_silent_ms int"},
    {"Workers", "workers [Worker], broker Broker"},
    {.name = "Trigger", .fields = TRIGGER},
    {"Order", "= model date"},
    {"Accepted",
     "job_id text, status JobState, total_model_days int, message text, warnings [text],"
     " deployment_mode text, is_dev_mode bool, preserve_dev_data bool?"},
    {"Cancelled",
     "job_id text, status JobState, total_model_days int, completed int, failed int, skipped int,"
     " cancelled int, message text"},
    {"Any", "any"},
    {"TaskState", "= running done failed"},
    {"MaintenanceTask",
     "task int, kind TaskKind, state TaskState, options any, done int, total int, result any,"
     " started_at time, ended_at time?"},
    {"Maintenance",
     "database_bytes int, log_bytes int, page_bytes int, pages int, free_pages int,"
     " jobs_to_purge int, positions_to_purge int, tasks [MaintenanceTask]"},
    {"Text", "text"},
    {"Document", "openapi text, info any, paths any, components any"},
};

constexpr std::pair<std::string_view, TypeKind> TYPES[] = {
    {"text", TypeKind::text},         {"name", TypeKind::name},     {"time", TypeKind::time},
    {"stamp", TypeKind::stamp},       {"int", TypeKind::integer},   {"number", TypeKind::number},
    {"positive", TypeKind::positive}, {"amount", TypeKind::amount}, {"bool", TypeKind::boolean},
    {"any", TypeKind::any},
};

}  // namespace

Type type_of(std::string_view text) {
    CHECK(!text.empty());
    Type type{.nullable = text.ends_with('?')};
    if (type.nullable) text.remove_suffix(1);
    const auto known =
        std::ranges::find(TYPES, text, &std::pair<std::string_view, TypeKind>::first);
    if (known != std::end(TYPES)) {
        type.kind = known->second;
    } else if (text.front() == '[' || text.front() == '{') {
        type.kind = text.front() == '[' ? TypeKind::list : TypeKind::map;
        type.inner = text.substr(1, text.size() - 2);
    } else {
        type.kind = TypeKind::shape;
        type.inner = text;
    }
    return type;
}

std::span<const Shape> all_shapes() {
    static const std::string task_kinds = [] {
        std::string kinds = "=";
        for (const auto* task : MAINTENANCE_TASKS) kinds += ' ' + std::string{task->name};
        return kinds;
    }();
    static const std::vector<Shape> all = [] {
        std::vector<Shape> shapes{std::begin(SHAPES), std::end(SHAPES)};
        shapes.push_back({"TaskKind", task_kinds});
        for (const auto* task : MAINTENANCE_TASKS)
            shapes.push_back({.name = task->shape, .fields = task->parameters});
        return shapes;
    }();
    return all;
}

const Shape& shape_named(std::string_view name) {
    const auto shapes = all_shapes();
    if (const auto shape = std::ranges::find(shapes, name, &Shape::name); shape != shapes.end())
        return *shape;
    const auto* found = std::ranges::find(PART_SHAPES, name, &Shape::name);
    CHECK(found != std::end(PART_SHAPES));
    return *found;
}

std::vector<Field> fields_of(const Shape& shape) {
    std::vector<Field> fields{shape.fields.begin(), shape.fields.end()};
    const bool is_object = shape.definition.find(' ') != shape.definition.npos &&
                           shape.definition.front() != '=' && shape.definition.front() != '|';
    if (!is_object) return fields;
    for (const auto field : words_of(shape.definition, ',')) {
        if (field.starts_with("..")) {
            for (auto other : fields_of(shape_named(field.substr(2)))) {
                // The other shape may be that of an object that tradepit receives (JobSettings).
                // What tradepit sends has every field of it, and its names may be any text.
                other.required = true;
                if (other.type == "name") other.type = "text";
                fields.push_back(other);
            }
            continue;
        }
        const auto parts = words_of(field);
        CHECK(parts.size() == 2);
        const bool required = !parts[0].ends_with('?');
        fields.push_back({.name = parts[0].substr(0, parts[0].size() - (required ? 0 : 1)),
                          .type = parts[1],
                          .required = required});
    }
    return fields;
}

const Field* field_named(const Shape& shape, std::string_view name) {
    const auto found = std::ranges::find(shape.fields, name, &Field::name);
    return found == shape.fields.end() ? nullptr : &*found;
}

}  // namespace tradepit::common
