#include "query/lookups/status.h"

#include <chrono>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/process/clock.h"
#include "common/schema/job_settings.h"
#include "common/schema/stored_values.h"
#include "common/statuses.h"
#include "common/text/json_text.h"
#include "common/text/json_writer.h"
#include "query/lookups/waiting.h"
#include "query/mirror/mirror_folder.h"
#include "query/requests/cursor.h"
#include "query/series/which_job.h"
#include "query/submission/job_settings.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;
using common::day_status_of;
using common::job_status_of;
using common::JobStatus;

Json running_days(Reader& reader, const std::string& job_id) {
    auto days = Json::array();
    // Searched by status, because few days run at once, however large the job is.
    auto rows = reader.ask(
        "SELECT date, model FROM job_details INDEXED BY idx_job_details_status"
        " WHERE status = 'running' AND job_id = ? ORDER BY date, model",
        job_id);
    while (rows.next()) days.push_back({{"date", rows.text(0)}, {"model", rows.text(1)}});
    return days;
}

/// The running days of all jobs, by job. They are few, and are read once for a whole list.
std::map<std::string, Json> all_running_days(Reader& reader) {
    std::map<std::string, Json> days;
    auto rows = reader.ask(
        "SELECT job_id, date, model FROM job_details INDEXED BY idx_job_details_status"
        " WHERE status = 'running' ORDER BY job_id, date, model");
    while (rows.next())
        days[rows.text(0)].push_back({{"date", rows.text(1)}, {"model", rows.text(2)}});
    return days;
}

/// How many model-days of a job have which status, and the date and model of each running one.
/// @param first the first of the columns total, completed, failed, skipped, cancelled.
/// @param status the job's status. A job that has ended has no running days, whatever `running`
/// has.
/// @param running [{date, model}] of the rows that are `running`.
Json progress(const Rows& rows, int first, JobStatus status, Json running) {
    if (!is_open(status)) running = Json::array();
    const auto total = rows.integer(first);
    const auto completed = rows.integer(first + 1);
    const auto failed = rows.integer(first + 2);
    const auto skipped = rows.integer(first + 3);
    const auto cancelled = rows.integer(first + 4);
    const auto running_count = static_cast<std::int64_t>(running.size());
    return {{"total_model_days", total},
            {"completed", completed},
            {"failed", failed},
            {"pending", total - completed - failed - skipped - cancelled - running_count},
            {"running", running_count},
            {"skipped", skipped},
            {"cancelled", cancelled},
            {"current", std::move(running)}};
}

/// The page of a job's details that the request asks for.
struct Page {
    std::string job_id;
    std::string after_date;  ///< with after_model: of the last row of the page before
    std::string after_model;
    std::int64_t limit = 0;
};

/// The request to the broker about the chains that have a day on the page. The broker finds a job
/// by one of its chains, and its reply also has the counts of the whole job. So a request for an
/// empty page names the job's first chain.
common::WaitsRequest waits_request(Reader& reader, const Page& page) {
    common::WaitsRequest request{.job = common::JobId{page.job_id}, .chains = {}};
    auto rows = reader.ask(
        "SELECT m.chain FROM (SELECT DISTINCT model FROM"
        " (SELECT model FROM job_details WHERE job_id = ?1 AND (date, model) > (?2, ?3)"
        " ORDER BY date, model LIMIT ?4)) AS d"
        " JOIN job_models m ON m.job_id = ?1 AND m.model = d.model ORDER BY m.chain",
        page.job_id, page.after_date, page.after_model, page.limit);
    while (rows.next()) request.chains.push_back(rows.integer(0));
    if (!request.chains.empty()) return request;
    auto first = reader.ask("SELECT MIN(chain) FROM job_models WHERE job_id = ?", page.job_id);
    if (first.next()) request.chains.push_back(first.integer(0));
    return request;
}

/// Joins the broker's reply with what is stored about the next open day of each chain.
Waiting waiting_of(Reader& reader, const BrokerReply& broker) {
    std::vector<NextDay> next_days;
    const auto waits = broker.waits ? broker.waits->chains : std::vector<common::Wait>{};
    for (const auto& wait : waits) {
        auto rows = reader.ask(
            "SELECT m.model, d.status, d.started_at, a.error FROM job_models m"
            " JOIN job_details d ON d.job_id = m.job_id AND d.date = ?2 AND d.model = m.model"
            " LEFT JOIN attempts a ON a.chain = m.chain AND a.date = ?2 AND a.attempt = ?3"
            " WHERE m.chain = ?1",
            wait.chain, wait.date.text(), wait.attempt);
        if (!rows.next()) continue;
        next_days.push_back({.wait = wait,
                             .model = rows.text(0),
                             .status = day_status_of(rows.text(1)),
                             .started_at = rows.text(2),
                             .error = rows.text(3)});
    }
    return {broker, std::move(next_days), common::utc_now()};
}

/// Whether the files of a job with dual_write are complete; null for a job without it.
Json files_complete(const common::JobSettings& settings, JobStatus status,
                    const std::string& job_id, std::string_view folder) {
    if (!settings.dual_write) return nullptr;
    return !is_open(status) && is_marked(folder, job_id);
}

/// Selects a job: first 15 columns, then those of JOB_SETTINGS_COLUMNS.
const std::string& select_job() {
    static const auto SQL =
        std::string{
            "SELECT j.status, j.date_range, j.models, j.created_at, j.started_at, j.completed_at,"
            " j.total_duration_seconds, j.error, s.market, s.warnings, s.total, s.completed,"
            " s.failed, s.skipped, s.cancelled, "} +
        common::JOB_SETTINGS_COLUMNS +
        " FROM jobs j JOIN job_settings s USING (job_id) WHERE j.job_id = ?";
    return SQL;
}

/// The columns of the statement in add_details(), in its order.
constexpr const char* DETAIL_COLUMNS[] = {"date",       "model",        "status",          "error",
                                          "started_at", "completed_at", "duration_seconds"};

/// Writes next_days, the details of the page, and next_cursor. `waiting` is set for an open job,
/// and `answer` has the job's status and completed_at. Days of a cancelled job whose rows are still
/// open are shown as cancelled at the job's end: the writer updates these rows only some time after
/// the cancel.
void add_details(Reader& reader, const Page& page, const std::optional<Waiting>& waiting,
                 const Json& answer, common::JsonWriter& json) {
    const bool cancelled =
        answer["status"].get_ref<const std::string&>() == to_text(JobStatus::cancelled);
    const auto& end = answer["completed_at"];
    const auto cancelled_at = cancelled && end.is_string() ? end.get<std::string>() : std::string{};
    json.key("next_days").document(waiting ? waiting->next_days() : Json::array());
    json.key("details").array();
    auto rows = reader.ask(
        "SELECT date, model,"
        " CASE WHEN ?5 AND status IN ('pending', 'running') THEN 'cancelled' ELSE status END,"
        " error, started_at,"
        " CASE WHEN ?5 AND status IN ('pending', 'running') THEN ?6 ELSE completed_at END,"
        " duration_seconds FROM job_details WHERE job_id = ?1 AND (date, model) > (?2, ?3)"
        " ORDER BY date, model LIMIT ?4",
        page.job_id, page.after_date, page.after_model, page.limit + 1, cancelled ? 1 : 0,
        cancelled_at);
    std::string last;
    std::int64_t count = 0;
    bool more = false;
    while (rows.next()) {
        if (++count > page.limit) {
            more = true;
            break;
        }
        last = cursor_text({rows.text(0), rows.text(1)});
        json.object();
        for (int column = 0; const char* name : DETAIL_COLUMNS)
            rows.write(json.key(name), column++);
        if (const auto status = day_status_of(rows.text(2)); waiting && is_open(status))
            json.key("waiting_for").document(waiting->of(rows.text(0), rows.text(1), status));
        json.end_object();
    }
    json.end_array().key("next_cursor");
    more ? json.value(last) : json.null();
}

}  // namespace

Outcome job_status(Reader& reader, const std::string& job_id, Parameters& parameters,
                   const ReadContext& context) {
    const auto limit = parameters.integer("limit");
    const auto after = cursor_key(parameters, 2);
    if (const auto fault = parameters.fault()) return *fault;
    const Page page{
        .job_id = job_id, .after_date = after[0], .after_model = after[1], .limit = limit};
    std::optional<Waiting> waiting;
    Json answer;
    {
        auto rows = reader.ask(common::Sql::of_static(select_job()), job_id);
        if (!rows.next()) return unknown_job(job_id);
        const auto status = job_status_of(rows.text(0));
        if (is_open(status)) {
            // An open job is answered in two calls: the first returns a request to the broker, and
            // the caller calls again with the reply. For /simulate/current another job may have
            // become the newest in between; then the broker is asked again.
            const BrokerReply* broker = context.broker;
            const bool is_of_another_job =
                broker != nullptr && broker->waits && broker->waits->job != common::JobId{job_id};
            if (broker == nullptr || is_of_another_job) return waits_request(reader, page);
            waiting = waiting_of(reader, *broker);
        }
        // The numbers from here on are columns of select_job().
        const auto settings = common::job_settings_of(rows, 15);
        answer = {{"job_id", job_id}, {"market", rows.text(8)}};
        answer.update(json_of(settings));
        answer.update(Json{
            {"files_complete", files_complete(settings, status, job_id, context.mirror_folder)},
            {"status", to_text(status)},
            {"progress", progress(rows, 10, status, running_days(reader, job_id))},
            {"date_range", stored_document(rows, 1)},
            {"models", stored_document(rows, 2)},
            {"created_at", rows.text(3)},
            {"started_at", rows.json(4)},
            {"completed_at", rows.json(5)},
            {"total_duration_seconds", rows.json(6)},
            {"error", rows.json(7)},
            {"warnings", stored_document(rows, 9)}});
    }
    auto& counts = answer["progress"];
    counts["waiting"] = waiting ? waiting->counts(counts["pending"].get<std::int64_t>() +
                                                  counts["running"].get<std::int64_t>())
                                : Json::object();
    common::JsonWriter json;
    json.object();
    for (const auto& [name, value] : answer.items()) json.key(name).document(value);
    add_details(reader, page, waiting, answer, json);
    return Reply{200, std::move(json.end_object()).text()};
}

Outcome current_job(Reader& reader, const std::string&, Parameters& parameters,
                    const ReadContext& context) {
    std::string job_id;
    {
        auto rows = reader.ask("SELECT job_id FROM job_settings ORDER BY job_number DESC LIMIT 1");
        if (!rows.next()) return refused(404, "No simulation jobs found");
        job_id = rows.text(0);
    }
    return job_status(reader, job_id, parameters, context);
}

Reply job_list(Reader& reader, Parameters& parameters) {
    const auto limit = parameters.integer("limit");
    const auto before = parameters.integer("cursor");  // a job number; by default above all
    const auto status = parameters.choice("status");
    if (const auto fault = parameters.fault()) return *fault;
    auto jobs = Json::array();
    Json next = nullptr;
    std::int64_t last = 0;
    auto running = all_running_days(reader);
    auto rows = reader.ask(
        "SELECT s.job_number, s.job_id, s.label, s.market, j.status, j.created_at, j.started_at,"
        " j.completed_at, s.total, s.completed, s.failed, s.skipped, s.cancelled, j.models"
        " FROM job_settings s CROSS JOIN jobs j USING (job_id)"
        " WHERE s.job_number < ?1 AND (?2 = '' OR j.status = ?2) AND (?3 = '' OR s.market = ?3)"
        " AND (?4 = '' OR s.label = ?4) ORDER BY s.job_number DESC LIMIT ?5",
        before, status, parameters.text("market").value_or(""),
        parameters.text("label").value_or(""), limit + 1);
    while (rows.next()) {
        if (static_cast<std::int64_t>(jobs.size()) == limit) {
            next = std::to_string(last);
            break;
        }
        last = rows.integer(0);
        const auto id = rows.text(1);
        auto& days = running.try_emplace(id, Json::array()).first->second;
        jobs.push_back(
            {{"job_id", id},
             {"label", rows.text(2)},
             {"market", rows.text(3)},
             {"status", rows.text(4)},
             {"models", stored_document(rows, 13)},
             {"progress", progress(rows, 8, job_status_of(rows.text(4)), std::move(days))},
             {"created_at", rows.text(5)},
             {"started_at", rows.json(6)},
             {"completed_at", rows.json(7)}});
    }
    const auto count = jobs.size();
    return {200,
            common::json_text(
                {{"jobs", std::move(jobs)}, {"count", count}, {"next_cursor", std::move(next)}}),
            0};
}

}  // namespace tradepit::query
