#include "query/rest/routes.h"

#include <array>
#include <optional>
#include <type_traits>

#include "query/lookups/attempts.h"
#include "query/lookups/digest.h"
#include "query/lookups/logs.h"
#include "query/lookups/maintenance.h"
#include "query/lookups/models.h"
#include "query/lookups/reasoning.h"
#include "query/lookups/results.h"
#include "query/lookups/soundness.h"
#include "query/lookups/status.h"
#include "query/rest/openapi.h"
#include "query/series/leaderboard.h"
#include "query/series/markets.h"
#include "query/series/performance.h"
#include "query/series/series.h"

namespace tradepit::query {

namespace {

using Kind = ParameterKind;

constexpr ParameterRule LIMIT{.name = "limit",
                              .kind = Kind::integer,
                              .says = "Rows in one answer",
                              .otherwise = "100",
                              .least = 1,
                              .most = PAGE_ROWS_MAX};
constexpr ParameterRule DETAIL_LIMIT{.name = "limit",
                                     .kind = Kind::integer,
                                     .says = "Details in one answer",
                                     .otherwise = "1000",
                                     .least = 1,
                                     .most = PAGE_ROWS_MAX};
constexpr ParameterRule CURSOR{
    .name = "cursor", .says = "Where the page begins: next_cursor of the one before", .most = 512};
constexpr ParameterRule JOB_CURSOR{.name = "cursor",
                                   .kind = Kind::integer,
                                   .says = "Where the page begins: next_cursor of the one before",
                                   .otherwise = "9223372036854775807",
                                   .least = 1,
                                   .most = 9'223'372'036'854'775'807};
constexpr ParameterRule STATUS{.name = "status",
                               .kind = Kind::choice,
                               .says = "Jobs of this status alone",
                               .choices = "pending running completed partial failed cancelled"};
constexpr ParameterRule MARKET{.name = "market", .says = "A market's name"};
constexpr ParameterRule LABEL{.name = "label", .says = "Jobs of this label alone"};
constexpr ParameterRule MODEL{.name = "model", .says = "A model's name"};
constexpr ParameterRule THE_MODEL{.name = "model", .says = "The model's name", .required = true};
constexpr ParameterRule JOB_ID{.name = "job_id",
                               .says = "This job alone, running or not; else the newest answers"};
constexpr ParameterRule DATE{.name = "date",
                             .kind = Kind::date,
                             .says =
                                 "A date; on an hourly market it may carry a time, and a plain"
                                 " one means its last"};
constexpr ParameterRule START_DATE{
    .name = "start_date", .kind = Kind::date, .says = "The first date"};
constexpr ParameterRule END_DATE{
    .name = "end_date", .kind = Kind::date, .says = "The last date, included"};
constexpr ParameterRule FORMAT{.name = "format",
                               .kind = Kind::choice,
                               .says =
                                   "csv and jsonl: the rows alone, all of them where there is"
                                   " no limit",
                               .choices = "json csv jsonl",
                               .otherwise = "json"};
constexpr ParameterRule BOOKS{.name = "books",
                              .kind = Kind::flag,
                              .says = "Of positions and holdings alone",
                              .otherwise = "0"};
constexpr ParameterRule DETAIL{.name = "detail",
                               .kind = Kind::choice,
                               .says = "Of a date: with full also trades, reasoning and tool usage",
                               .choices = "minimal full",
                               .otherwise = "minimal"};
constexpr ParameterRule REASONING{.name = "reasoning",
                                  .kind = Kind::choice,
                                  .says = "Of a date: a summary of the reasoning, or its steps",
                                  .choices = "none summary full",
                                  .otherwise = "none"};
constexpr ParameterRule MARK{.name = "mark",
                             .kind = Kind::choice,
                             .says = "Holdings at their bar's open, as stored, or at its close",
                             .choices = "open close",
                             .otherwise = "open"};
constexpr ParameterRule BENCHMARK{.name = "benchmark",
                                  .says = "A symbol of the market to compare with"};
constexpr ParameterRule ALL_FIGURES{.name = "detail",
                                    .kind = Kind::choice,
                                    .says = "With full also every figure of /analytics",
                                    .choices = "minimal full",
                                    .otherwise = "minimal"};
constexpr ParameterRule LATEST{.name = "latest",
                               .kind = Kind::choice,
                               .says = "The latest day of each, or the last that all have",
                               .choices = "each common",
                               .otherwise = "each"};
constexpr ParameterRule SORT{
    .name = "sort", .says = "The figure to rank by", .otherwise = "portfolio_value"};
constexpr ParameterRule LEAST{
    .name = "min_*", .kind = Kind::number, .says = "min_FIGURE: models with at least this"};
constexpr ParameterRule MOST{
    .name = "max_*", .kind = Kind::number, .says = "max_FIGURE: models with at most this"};

template <const ParameterRule&... rules>
constexpr std::array<const ParameterRule*, sizeof...(rules)> RULES{&rules...};

/// Hands a handler what it asks for.
template <auto handler>
Answered read(Reader& reader, const std::string& job_id, Parameters& parameters,
              const Elsewhere& elsewhere) {
    using Handler = decltype(handler);
    if constexpr (std::is_invocable_v<Handler, Reader&, const std::string&, Parameters&,
                                      const Elsewhere&>)
        return handler(reader, job_id, parameters, elsewhere);
    else if constexpr (std::is_invocable_v<Handler, Reader&, const std::string&, Parameters&>)
        return handler(reader, job_id, parameters);
    else if constexpr (std::is_invocable_v<Handler, Reader&, const std::string&>)
        return handler(reader, job_id);
    else if constexpr (std::is_invocable_v<Handler, Reader&, Parameters&>)
        return handler(reader, parameters);
    else
        return handler(reader);
}

// Sorted by what is asked for most.
constexpr Route ROUTES[] = {
    {.method = "GET",
     .path = "/results",
     .name = "results",
     .says = "Results of a date, of a range of dates, or the rows of a job or model",
     .read = read<results>,
     .parameters = RULES<DATE, START_DATE, END_DATE, MODEL, JOB_ID, MARKET, MARK, DETAIL, REASONING,
                         LIMIT, CURSOR, FORMAT>,
     .answers = "Results",
     .refusals = "400 404 422 503 507",
     .rows = "results",
     .row = "Position"},
    {.method = "GET",
     .path = "/leaderboard",
     .name = "leaderboard",
     .says = "Models of one market, best first",
     .read = read<leaderboard>,
     .parameters = RULES<DATE, LATEST, SORT, MODEL, JOB_ID, MARKET, MARK, BENCHMARK, ALL_FIGURES,
                         LEAST, MOST, FORMAT>,
     .answers = "Leaderboard",
     .refusals = "400 404 422 503",
     .rows = "leaderboard",
     .row = "Standing"},
    {.method = "GET",
     .path = "/portfolio/timeseries",
     .name = "timeseries",
     .says = "A model's value over time",
     .read = read<timeseries>,
     .parameters = RULES<THE_MODEL, START_DATE, END_DATE, JOB_ID, MARKET, MARK, FORMAT>,
     .answers = "Timeseries",
     .refusals = "400 404 422 503",
     .rows = "timeseries",
     .row = "Point"},
    {.method = "GET",
     .path = "/analytics",
     .name = "analytics",
     .says = "Returns, risks and trades of models, and what they are against a benchmark",
     .read = read<performance>,
     .parameters = RULES<MODEL, START_DATE, END_DATE, JOB_ID, MARKET, MARK, BENCHMARK>,
     .answers = "Performance",
     .refusals = "400 404 422 503"},
    {.method = "GET",
     .path = "/simulate/status/{job_id}",
     .name = "job_status",
     .says = "How far a job is, and what its open days wait for",
     .read = read<job_status>,
     .parameters = RULES<DETAIL_LIMIT, CURSOR>,
     .answers = "JobStatus",
     .refusals = "404 422 503"},
    {.method = "GET",
     .path = "/simulate/current",
     .name = "current_job",
     .says = "The status of the newest job",
     .read = read<current_job>,
     .parameters = RULES<DETAIL_LIMIT, CURSOR>,
     .answers = "JobStatus",
     .refusals = "404 422 503"},
    {.method = "GET",
     .path = "/positions",
     .name = "positions",
     .says = "The rows of a job, or of a model's newest series, with their holdings",
     .read = read<position_rows>,
     .parameters = RULES<DATE, START_DATE, END_DATE, MODEL, JOB_ID, MARKET, LIMIT, CURSOR, FORMAT>,
     .answers = "PositionPage",
     .refusals = "400 404 422 503",
     .rows = "results",
     .row = "Position"},
    {.method = "GET",
     .path = "/reasoning",
     .name = "reasoning",
     .says = "The reasoning of a job, or of a model's newest series, step by step",
     .read = read<reasoning_rows>,
     .parameters = RULES<DATE, START_DATE, END_DATE, MODEL, JOB_ID, MARKET, LIMIT, CURSOR, FORMAT>,
     .answers = "ReasoningPage",
     .refusals = "400 404 422 503",
     .rows = "reasoning",
     .row = "ReasoningRow"},
    {.method = "GET",
     .path = "/models",
     .name = "models",
     .says = "The models that any job has, by name",
     .read = read<model_list>,
     .parameters = RULES<MARKET, LIMIT, CURSOR, FORMAT>,
     .answers = "ModelPage",
     .refusals = "400 422 503",
     .rows = "models",
     .row = "Model"},
    {.method = "GET",
     .path = "/jobs",
     .name = "jobs",
     .says = "Jobs, newest first",
     .read = read<job_list>,
     .parameters = RULES<LIMIT, JOB_CURSOR, STATUS, MARKET, LABEL, FORMAT>,
     .answers = "JobPage",
     .refusals = "400 422 503",
     .rows = "jobs",
     .row = "JobRow"},
    {.method = "GET",
     .path = "/jobs/{job_id}",
     .name = "job",
     .says = "As /simulate/status/{job_id}",
     .read = read<job_status>,
     .parameters = RULES<DETAIL_LIMIT, CURSOR>,
     .answers = "JobStatus",
     .refusals = "404 422 503"},
    {.method = "GET",
     .path = "/jobs/{job_id}/digest",
     .name = "job_digest",
     .says = "The SHA-256 of a job's results",
     .by = AnsweredBy::long_reader,
     .read = read<digest_of_job>,
     .parameters = RULES<BOOKS>,
     .answers = "JobDigest",
     .refusals = "404 422 503"},
    {.method = "GET",
     .path = "/jobs/{job_id}/attempts",
     .name = "job_attempts",
     .says = "What it took to run a job",
     .by = AnsweredBy::long_reader,
     .read = read<attempts_of_job>,
     .answers = "JobAttempts",
     .refusals = "404 422 503"},
    {.method = "GET",
     .path = "/jobs/{job_id}/logs",
     .name = "job_logs",
     .says = "What its models said",
     .read = read<logs_of_job>,
     .parameters = RULES<LIMIT, CURSOR>,
     .answers = "LogPage",
     .refusals = "404 422 503"},
    {.method = "GET",
     .path = "/jobs/{job_id}/tools",
     .name = "job_tools",
     .says = "How often its models used each tool",
     .read = read<tools_of_job>,
     .parameters = RULES<LIMIT, CURSOR>,
     .answers = "ToolPage",
     .refusals = "404 422 503"},
    {.method = "GET",
     .path = "/jobs/{job_id}/differences",
     .name = "job_differences",
     .says = "Where replayed days differ from their records",
     .read = read<differences_of_job>,
     .parameters = RULES<LIMIT, CURSOR>,
     .answers = "DifferencePage",
     .refusals = "404 422 503"},
    {.method = "GET",
     .path = "/markets",
     .name = "markets",
     .says = "The markets that there are prices of",
     .read = read<market_list>,
     .parameters = RULES<FORMAT>,
     .answers = "MarketList",
     .refusals = "422 503",
     .rows = "markets",
     .row = "Market"},
    {.method = "GET",
     .path = "/check",
     .name = "check",
     .says = "Whether the database is sound",
     .by = AnsweredBy::long_reader,
     .read = read<soundness>,
     .answers = "Soundness",
     .refusals = "422 503"},
    {.method = "GET",
     .path = "/health",
     .name = "health",
     .says = "How each process does; 503 where one is not well",
     .by = AnsweredBy::loop,
     .scope = Scope::open,
     .answers = "Health",
     .refusals = "422 503"},
    {.method = "GET",
     .path = "/workers",
     .name = "workers",
     .says = "The workers that the broker knows",
     .by = AnsweredBy::loop,
     .answers = "Workers",
     .refusals = "422 503"},
    {.method = "GET",
     .path = "/metrics",
     .name = "metrics",
     .says = "Counts and gauges, as Prometheus reads them",
     .by = AnsweredBy::loop,
     .answers = "Text",
     .type = METRICS_TYPE,
     .refusals = "422"},
    {.method = "GET",
     .path = "/openapi.json",
     .name = "openapi",
     .says = "This document",
     .by = AnsweredBy::text,
     .text = openapi,
     .scope = Scope::open,
     .answers = "Document",
     .refusals = "422"},
    {.method = "GET",
     .path = "/maintenance",
     .name = "maintenance",
     .says = "How large the database is, and what was done to it, the newest first",
     .read = read<maintenance>,
     .parameters = RULES<LIMIT>,
     .answers = "Maintenance",
     .refusals = "422 503"},
    {.method = "GET",
     .path = "/maintenance/chores/{chore}",
     .name = "chore",
     .says = "How far a chore has come",
     .read = read<chore>,
     .answers = "Chore",
     .refusals = "404 422 503"},
    {.method = "POST",
     .path = "/simulate/trigger",
     .name = "trigger",
     .says = "Submits a job; answered after its commit",
     .by = AnsweredBy::writer,
     .command = Command::trigger,
     .scope = Scope::submit,
     .answers = "Accepted",
     .refusals = "400 409 413 422 503 507",
     .body = "Trigger"},
    {.method = "POST",
     .path = "/simulate/cancel/{job_id}",
     .name = "cancel",
     .says = "Cancels a job",
     .by = AnsweredBy::writer,
     .command = Command::cancel,
     .scope = Scope::submit,
     .answers = "Cancelled",
     .refusals = "400 404 409 410 422 503"},
    {.method = "POST",
     .path = "/simulate/retry/{job_id}",
     .name = "retry",
     .says = "Runs a job's failed and cancelled days again, in a new job",
     .by = AnsweredBy::writer,
     .command = Command::retry,
     .scope = Scope::submit,
     .answers = "Accepted",
     .refusals = "400 404 409 413 422 503 507"},
    {.method = "POST",
     .path = "/maintenance/cleanup",
     .name = "cleanup",
     .says = "Takes away jobs that ended long ago",
     .by = AnsweredBy::writer,
     .command = Command::maintain,
     .scope = Scope::admin,
     .answers = "Any",
     .refusals = "400 409 422 503 507",
     .body = "Cleanup",
     .body_required = false},
    {.method = "POST",
     .path = "/maintenance/vacuum",
     .name = "vacuum",
     .says = "Gives free pages back to the file system",
     .by = AnsweredBy::writer,
     .command = Command::maintain,
     .scope = Scope::admin,
     .answers = "Any",
     .refusals = "400 409 422 503 507",
     .body = "Vacuum",
     .body_required = false},
    {.method = "POST",
     .path = "/maintenance/backup",
     .name = "backup",
     .says = "Copies the database, verified, while it is written",
     .by = AnsweredBy::writer,
     .command = Command::maintain,
     .scope = Scope::admin,
     .answers = "Any",
     .refusals = "400 409 422 503 507",
     .body = "Backup"},
};

/// What stands in the path for "{…}" (empty where the pattern has none), or nothing for
/// another path.
std::optional<std::string_view> match(std::string_view pattern, std::string_view path) {
    const auto open = pattern.find('{');
    if (open == pattern.npos)
        return pattern == path ? std::optional<std::string_view>{""} : std::nullopt;
    const auto before = pattern.substr(0, open);
    const auto after = pattern.substr(pattern.find('}') + 1);
    if (path.size() <= before.size() + after.size()) return std::nullopt;
    if (!path.starts_with(before) || !path.ends_with(after)) return std::nullopt;
    const auto name = path.substr(before.size(), path.size() - before.size() - after.size());
    if (name.find('/') != name.npos) return std::nullopt;
    return name;
}

}  // namespace

std::span<const Route> all_routes() { return ROUTES; }

FoundRoute find_route(std::string_view method, std::string_view path) {
    FoundRoute found;
    for (const auto& route : ROUTES) {
        const auto job_id = match(route.path, path);
        if (!job_id) continue;
        if (route.method == method) return {&route, *job_id, false};
        found.other_method = true;
    }
    return found;
}

Reply no_route(const FoundRoute& found) {
    return found.other_method ? refused(405, "Method Not Allowed") : refused(404, "Not Found");
}

std::string allowed_methods(std::string_view path) {
    std::string allowed;
    for (const auto& route : ROUTES) {
        if (!match(route.path, path)) continue;
        allowed += allowed.empty() ? "" : ", ";
        allowed += route.method == "GET" ? "GET, HEAD" : route.method;
    }
    return allowed.empty() ? "GET, HEAD" : allowed;
}

bool is_long_read(std::string_view path) {
    const auto* route = find_route("GET", path).route;
    return route != nullptr && route->by == AnsweredBy::long_reader;
}

}  // namespace tradepit::query
