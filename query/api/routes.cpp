#include "query/api/routes.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <type_traits>
#include <vector>

#include "common/check.h"
#include "query/api/openapi.h"
#include "query/api/route_parameters.h"
#include "query/docs/docs_pages.h"
#include "query/lookups/attempts.h"
#include "query/lookups/digest.h"
#include "query/lookups/integrity.h"
#include "query/lookups/leaderboard.h"
#include "query/lookups/logs.h"
#include "query/lookups/maintenance.h"
#include "query/lookups/market_list.h"
#include "query/lookups/model_analytics.h"
#include "query/lookups/models.h"
#include "query/lookups/positions.h"
#include "query/lookups/reasoning.h"
#include "query/lookups/results.h"
#include "query/lookups/status.h"
#include "query/lookups/timeseries.h"

namespace tradepit::query {

namespace {

using namespace rules;

constexpr BodyExample TRIGGER_EXAMPLES[] = {
    {"default", "The default config, on every date of the market", "{}"},
    {"models", "Two models of the default config", R"({"models": ["buy_and_hold", "momentum"]})"},
    {"label", "With a label, by which GET /jobs finds the job",
     R"({"label": "try-out", "priority": 1})"},
};

/// The rules of a route, for Route::parameters.
template <const ParameterRule&... Rules>
constexpr std::array<const ParameterRule*, sizeof...(Rules)> RULES{&Rules...};

/// Adapts `Function`, which may take fewer arguments, to the type ReadHandler.
template <auto Function>
Outcome read(Reader& reader, const std::string& argument, Parameters& parameters,
             const ReadContext& context) {
    using Handler = decltype(Function);
    if constexpr (std::is_invocable_v<Handler, Reader&, const std::string&, Parameters&,
                                      const ReadContext&>)
        return Function(reader, argument, parameters, context);
    else if constexpr (std::is_invocable_v<Handler, Reader&, const std::string&, Parameters&>)
        return Function(reader, argument, parameters);
    else if constexpr (std::is_invocable_v<Handler, Reader&, const std::string&>)
        return Function(reader, argument);
    else if constexpr (std::is_invocable_v<Handler, Reader&, Parameters&>)
        return Function(reader, parameters);
    else
        return Function(reader);
}

// The most frequent requests come first, because find_route() scans the table from the beginning.
constexpr Route ROUTES[] = {
    {.method = "GET",
     .path = "/results",
     .name = "results",
     .description = "Results of a date, of a range of dates, or the rows of a job or model",
     .answered_by = ByRead{read<results>},
     .parameters = RULES<DATE, START_DATE, END_DATE, ROWS_MODEL, JOB_ID, MARKET, MARK, DETAIL,
                         REASONING, LIMIT, CURSOR, FORMAT>,
     .reply_schema = "Results",
     .refusals = "400 404 410 422 503 507",
     .missing_schema = "NoResults",
     .rows = "results",
     .row = "Position"},
    {.method = "GET",
     .path = "/leaderboard",
     .name = "leaderboard",
     .description = "Models of one market, best first",
     .answered_by = ByRead{read<leaderboard>},
     .parameters = RULES<DATE, LATEST, SORT, MODEL, JOB_ID, MARKET, MARK, BENCHMARK, FIGURE_DETAIL,
                         AT_LEAST, AT_MOST, FORMAT>,
     .reply_schema = "Leaderboard",
     .refusals = "400 404 422 503",
     .rows = "leaderboard",
     .row = "LeaderboardRow"},
    {.method = "GET",
     .path = "/portfolio/timeseries",
     .name = "timeseries",
     .description = "A model's value over time",
     .answered_by = ByRead{read<timeseries>},
     .parameters = RULES<REQUIRED_MODEL, START_DATE, END_DATE, JOB_ID, MARKET, MARK, FORMAT>,
     .reply_schema = "Timeseries",
     .refusals = "400 404 422 503",
     .rows = "timeseries",
     .row = "Point"},
    {.method = "GET",
     .path = "/analytics",
     .name = "analytics",
     .description = "Returns, risks and trades of models, and what they are against a benchmark",
     .answered_by = ByRead{read<model_analytics>},
     .parameters = RULES<MODEL, START_DATE, END_DATE, JOB_ID, MARKET, MARK, BENCHMARK>,
     .reply_schema = "Performance",
     .refusals = "400 404 422 503"},
    {.method = "GET",
     .path = "/simulate/status/{job_id}",
     .name = "job_status",
     .description = "How far a job is, and what its open days wait for",
     .answered_by = ByRead{read<job_status>},
     .parameters = RULES<DETAIL_LIMIT, CURSOR>,
     .reply_schema = "JobStatus",
     .refusals = "404 422 503"},
    {.method = "GET",
     .path = "/simulate/current",
     .name = "current_job",
     .description = "The status of the newest job",
     .answered_by = ByRead{read<current_job>},
     .parameters = RULES<DETAIL_LIMIT, CURSOR>,
     .reply_schema = "JobStatus",
     .refusals = "404 422 503"},
    {.method = "GET",
     .path = "/positions",
     .name = "positions",
     .description = "The rows of a job, or of a model's newest series, with their holdings",
     .answered_by = ByRead{read<position_rows>},
     .parameters =
         RULES<DATE, START_DATE, END_DATE, ROWS_MODEL, JOB_ID, MARKET, LIMIT, CURSOR, FORMAT>,
     .reply_schema = "PositionPage",
     .refusals = "400 404 410 422 503",
     .rows = "results",
     .row = "Position",
     .writes_formats = true},
    {.method = "GET",
     .path = "/reasoning",
     .name = "reasoning",
     .description = "The reasoning of a job, or of a model's newest series, step by step",
     .answered_by = ByRead{read<reasoning_rows>},
     .parameters =
         RULES<DATE, START_DATE, END_DATE, ROWS_MODEL, JOB_ID, MARKET, LIMIT, CURSOR, FORMAT>,
     .reply_schema = "ReasoningPage",
     .refusals = "400 404 410 422 503",
     .rows = "reasoning",
     .row = "ReasoningRow",
     .writes_formats = true},
    {.method = "GET",
     .path = "/models",
     .name = "models",
     .description = "The models that any job has, by name",
     .answered_by = ByRead{read<model_list>},
     .parameters = RULES<MARKET, LIMIT, CURSOR, FORMAT>,
     .reply_schema = "ModelPage",
     .refusals = "400 422 503",
     .rows = "models",
     .row = "Model"},
    {.method = "GET",
     .path = "/jobs",
     .name = "jobs",
     .description = "Jobs, newest first",
     .answered_by = ByRead{read<job_list>},
     .parameters = RULES<LIMIT, JOB_CURSOR, STATUS, MARKET, LABEL, FORMAT>,
     .reply_schema = "JobPage",
     .refusals = "400 422 503",
     .rows = "jobs",
     .row = "JobRow"},
    {.method = "GET",
     .path = "/jobs/{job_id}",
     .name = "job",
     .description = "As /simulate/status/{job_id}",
     .answered_by = ByRead{read<job_status>},
     .parameters = RULES<DETAIL_LIMIT, CURSOR>,
     .reply_schema = "JobStatus",
     .refusals = "404 422 503"},
    {.method = "GET",
     .path = "/jobs/{job_id}/digest",
     .name = "job_digest",
     .description = "The SHA-256 of a job's results",
     .answered_by = ByLongRead{read<digest_reply>},
     .parameters = RULES<BOOKS>,
     .reply_schema = "JobDigest",
     .refusals = "404 422 503"},
    {.method = "GET",
     .path = "/jobs/{job_id}/attempts",
     .name = "job_attempts",
     .description = "The attempts of a job, and the days that took several",
     .answered_by = ByLongRead{read<attempts_of_job>},
     .reply_schema = "JobAttempts",
     .refusals = "404 422 503"},
    {.method = "GET",
     .path = "/jobs/{job_id}/logs",
     .name = "job_logs",
     .description = "The reasoning steps of a job's models",
     .answered_by = ByRead{read<logs_of_job>},
     .parameters = RULES<LIMIT, CURSOR>,
     .reply_schema = "LogPage",
     .refusals = "404 422 503"},
    {.method = "GET",
     .path = "/jobs/{job_id}/tools",
     .name = "job_tools",
     .description = "How often a job's models used each tool",
     .answered_by = ByRead{read<tools_of_job>},
     .parameters = RULES<LIMIT, CURSOR>,
     .reply_schema = "ToolPage",
     .refusals = "404 422 503"},
    {.method = "GET",
     .path = "/jobs/{job_id}/differences",
     .name = "job_differences",
     .description = "Where replayed days differ from their records",
     .answered_by = ByRead{read<differences_of_job>},
     .parameters = RULES<LIMIT, CURSOR>,
     .reply_schema = "DifferencePage",
     .refusals = "404 422 503"},
    {.method = "GET",
     .path = "/markets",
     .name = "markets",
     .description = "The markets that there are prices of",
     .answered_by = ByRead{read<market_list>},
     .parameters = RULES<FORMAT>,
     .reply_schema = "MarketList",
     .refusals = "422 503",
     .rows = "markets",
     .row = "Market"},
    {.method = "GET",
     .path = "/check",
     .name = "check",
     .description = "Whether the database is sound",
     .answered_by = ByLongRead{read<integrity_check>},
     .reply_schema = "IntegrityCheck",
     .refusals = "422 503"},
    {.method = "GET",
     .path = "/health",
     .name = "health",
     .description = "How each process does; 503 where one is not well",
     .answered_by = PipelineView::health,
     .scope = Scope::open,
     .reply_schema = "Health",
     .refusals = "422 503"},
    {.method = "GET",
     .path = "/workers",
     .name = "workers",
     .description = "The workers that the broker knows",
     .answered_by = PipelineView::workers,
     .reply_schema = "Workers",
     .refusals = "422 503"},
    {.method = "GET",
     .path = "/metrics",
     .name = "metrics",
     .description = "Counts and gauges, as Prometheus reads them",
     .answered_by = PipelineView::metrics,
     .reply_schema = "Text",
     .type = METRICS_TYPE,
     .refusals = "422"},
    {.method = "GET",
     .path = "/openapi.json",
     .name = "openapi",
     .description = "This document",
     .answered_by = ByDocument{openapi},
     .scope = Scope::open,
     .reply_schema = "Document",
     .refusals = "422"},
    {.method = "GET",
     .path = "/maintenance",
     .name = "maintenance",
     .description = "The size of the database, and the maintenance tasks, newest first",
     .answered_by = ByRead{read<maintenance>},
     .parameters = RULES<LIMIT>,
     .reply_schema = "Maintenance",
     .refusals = "422 503"},
    {.method = "GET",
     .path = "/maintenance/tasks/{task}",
     .name = "maintenance_task",
     .description = "How far a maintenance task is",
     .answered_by = ByRead{read<maintenance_task>},
     .reply_schema = "MaintenanceTask",
     .refusals = "404 422 503"},
    {.method = "POST",
     .path = "/simulate/trigger",
     .name = "trigger",
     .description = "Submits a job; answered after its commit",
     .answered_by = Action::trigger,
     .scope = Scope::submit,
     .reply_schema = "Accepted",
     .refusals = "400 409 413 422 503 507",
     .body = "Trigger",
     .examples = TRIGGER_EXAMPLES},
    {.method = "POST",
     .path = "/simulate/cancel/{job_id}",
     .name = "cancel",
     .description = "Cancels a job",
     .answered_by = Action::cancel,
     .scope = Scope::submit,
     .reply_schema = "Cancelled",
     .refusals = "400 404 409 410 422 503"},
    {.method = "POST",
     .path = "/simulate/retry/{job_id}",
     .name = "retry",
     .description = "Runs a job's failed and cancelled days again, in a new job",
     .answered_by = Action::retry,
     .scope = Scope::submit,
     .reply_schema = "Accepted",
     .refusals = "400 404 409 413 422 503 507"},
    {.method = "GET",
     .path = "/",
     .name = "start_page",
     .description = "Where to go from here",
     .answered_by = ByFile{start_page},
     .scope = Scope::open},
    {.method = "GET",
     .path = "/docs",
     .name = "docs",
     .description = "Every call, to try out in a browser",
     .answered_by = ByFile{docs_page},
     .scope = Scope::open},
    {.method = "GET",
     .path = "/docs/",
     .name = "docs_index",
     .description = "As /docs",
     .answered_by = ByFile{docs_page},
     .scope = Scope::open},
    {.method = "GET",
     .path = "/docs/{file}",
     .name = "docs_file",
     .description = "What the page needs",
     .answered_by = ByFile{docs_page},
     .scope = Scope::open},
};

/// The examples of a task's body: the one that it has.
std::span<const BodyExample> examples_of(const common::TaskInfo& task) {
    static const auto all = [] {
        std::array<BodyExample, common::MAINTENANCE_TASKS.size()> examples;
        std::ranges::transform(common::MAINTENANCE_TASKS, examples.begin(), [](const auto* each) {
            return BodyExample{each->name, each->description, each->example};
        });
        return examples;
    }();
    return {std::ranges::find(all, task.name, &BodyExample::name), 1};
}

/// The route POST /maintenance/NAME, which begins the task with that name.
Route route_of(const common::TaskInfo& task) {
    return {.method = "POST",
            .path = maintenance_path(task),
            .name = task.name,
            .description = task.description,
            .answered_by = Action::maintain,
            .scope = Scope::admin,
            .reply_schema = "Any",
            .refusals = "400 409 422 503 507",
            .body = task.shape,
            .body_required = !task.needs_no_arguments(),
            .examples = examples_of(task)};
}

}  // namespace

ReadHandler read_handler(const Route& route) {
    if (const auto* read = std::get_if<ByRead>(&route.answered_by)) return read->handler;
    const auto* long_read = std::get_if<ByLongRead>(&route.answered_by);
    CHECK(long_read != nullptr);
    return long_read->handler;
}

std::span<const Route> all_routes() {
    static const std::vector<Route> all = [] {
        std::vector<Route> routes{std::begin(ROUTES), std::end(ROUTES)};
        for (const auto* task : common::MAINTENANCE_TASKS) routes.push_back(route_of(*task));
        return routes;
    }();
    return all;
}

}  // namespace tradepit::query
