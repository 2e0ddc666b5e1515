#include "query/api/database_api.h"

#include <optional>
#include <utility>

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "common/check.h"
#include "common/digest.h"
#include "common/limits.h"
#include "common/process/clock.h"
#include "common/schema/answers.h"
#include "common/statuses.h"
#include "common/text/json_text.h"
#include "common/text/name_rules.h"
#include "common/text/quoted.h"
#include "common/uuid.h"
#include "query/api/exports.h"
#include "query/api/gauges.h"
#include "query/api/routes.h"
#include "query/api/schemas.h"
#include "query/lookups/maintenance.h"
#include "query/lookups/model_analytics.h"
#include "query/lookups/status.h"
#include "query/requests/parameters.h"
#include "query/series/markets.h"
#include "query/series/which_job.h"
#include "query/storage/snapshots.h"
#include "query/submission/resolve.h"
#include "query/submission/retry.h"
#include "query/submission/submission.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

/// The schema of answers that also get the members of with_deployment().
constexpr std::string_view JOB_STATUS = "JobStatus";

/// The reply to a request that made a job, with `total` model-days.
Reply accepted(const std::string& job_id, std::int64_t total, Json warnings) {
    return {200,
            common::json_text({{"job_id", job_id},
                               {"status", to_text(common::JobStatus::pending)},
                               {"total_model_days", total},
                               {"message", "Simulation job created with " + std::to_string(total) +
                                               (total == 1 ? " model-day" : " model-days")},
                               {"warnings", std::move(warnings)}}),
            0};
}

/// The reply that was given when the job was made, whatever the job's status is now. After a
/// cleanup only the job's id is still known, and the reply has 0 model-days.
Reply accepted_before(Reader& reader, const std::string& job_id) {
    auto rows = reader.ask("SELECT total, warnings FROM job_settings WHERE job_id = ?", job_id);
    if (!rows.next()) return accepted(job_id, 0, Json::array());
    auto warnings = Json::parse(rows.text(1), nullptr, false);
    return accepted(job_id, rows.integer(0),
                    warnings.is_discarded() ? Json::array() : std::move(warnings));
}

/// The reply to a cancel, from the job's counts, which no longer change; nothing for an unknown
/// job.
std::optional<Reply> cancelled(Reader& reader, const std::string& job_id) {
    auto rows = reader.ask(
        "SELECT total, completed, failed, skipped, cancelled FROM job_settings WHERE job_id = ?",
        job_id);
    if (!rows.next()) return std::nullopt;
    const auto total = rows.integer(0);
    const auto cancelled_days = rows.integer(4);
    return Reply{
        200,
        common::json_text(
            {{"job_id", job_id},
             {"status", to_text(common::JobStatus::cancelled)},
             {"total_model_days", total},
             {"completed", rows.integer(1)},
             {"failed", rows.integer(2)},
             {"skipped", rows.integer(3)},
             {"cancelled", cancelled_days},
             {"message", "Simulation job cancelled: " + std::to_string(cancelled_days) + " of " +
                             std::to_string(total) + " model-days will not run"}}),
        0};
}

/// The recorded answer to the earlier request under this key, or a 409 where that request has
/// another hash than this one; nothing where the key is new.
std::optional<Reply> answer_under_key(Reader& reader, const std::string& key,
                                      const std::string& hash) {
    std::optional<common::CommandOutcome> outcome;
    {
        auto rows = reader.ask(common::SELECT_ANSWER, key);
        if (!rows.next()) return std::nullopt;
        const auto answer = common::answer_of(rows);
        if (answer.request_hash == hash)
            outcome = common::stored_outcome(answer.status, answer.answer);
    }
    if (!outcome) return refused(409, common::key_misused_detail(key));
    if (const auto* refusal = std::get_if<common::CommandRefused>(&*outcome))
        return refused_with(refusal->status, refusal->detail);
    const auto* done = std::get_if<common::JobAccepted>(&*outcome);
    if (done == nullptr) return refused(409, common::key_misused_detail(key));
    return accepted_before(reader, done->job.value());
}

}  // namespace

/// The members of a DatabaseApi, and what needs them.
struct DatabaseApi::Parts {
    explicit Parts(Settings wanted)
        : settings{std::move(wanted)},
          snapshots{{.database = settings.database, .stopping = settings.stopping}} {}

    const Settings settings;
    Snapshots snapshots;
    Calendars calendars{};
    int calendars_connection = 0;  ///< Snapshots::connections_opened() when the calendars were read

    Outcome answer(const ResolvedRequest& request, const BrokerReply* broker) {
        if (request.fault) return *request.fault;
        const auto& how = request.route->answered_by;
        if (const auto* action = std::get_if<Action>(&how)) return command_for(request, *action);
        if (const auto* document = std::get_if<ByDocument>(&how)) return document->text();
        if (const auto* file = std::get_if<ByFile>(&how)) return file->file(request.argument);
        if (request.format != common::ListFormat::json) return read_export(request, broker);
        return read(request, request.parameters, broker);
    }

    bool can_read() {
        try {
            return snapshots.ask([](Reader& reader) {
                return reader.ask("SELECT COUNT(*) FROM sqlite_schema").next();
            });
        } catch (const Unavailable& reason) {
            spdlog::debug("health: {}", reason.what());
            return false;
        }
    }

    Reply reply_to_command(const common::Command& command, const common::CommandAnswer& answer) {
        if (const auto* refusal = std::get_if<common::CommandRefused>(&answer.outcome))
            return refusal->status == 503 ? unavailable(refusal->detail)
                                          : refused_with(refusal->status, refusal->detail);
        if (const auto* maintained = std::get_if<common::MaintenanceAccepted>(&answer.outcome))
            return {200, maintained->document};
        const auto* done = std::get_if<common::JobAccepted>(&answer.outcome);
        if (done == nullptr) return refused(409, common::key_misused_detail(answer.key));
        const auto* job = std::get_if<common::Job>(&command);
        if (job != nullptr && !answer.repeated && done->job == job->job)
            return with_deployment(
                accepted(job->job.value(), static_cast<std::int64_t>(model_day_count(*job)),
                         job->warnings),
                settings.deployment);
        const bool is_cancel = std::holds_alternative<common::CancelJob>(command);
        return snapshots.ask([&](Reader& reader) -> Reply {
            const auto& id = done->job.value();
            if (!is_cancel)
                return with_deployment(accepted_before(reader, id), settings.deployment);
            if (auto reply = cancelled(reader, id)) return *reply;
            // The answer under a key is kept longer than the job that it names.
            if (answer.repeated) return refused(410, "Job " + id + " was cleaned up");
            return unavailable("Job " + id + " cannot be read");
        });
    }

private:
    /// Whether the read may have the outcome ReadLater. A page of an export may not: the thread
    /// that sends an export reads all of its pages, and each of them is small.
    bool may_be_read_later(const ResolvedRequest& request) const {
        const bool is_export_page =
            request.format != common::ListFormat::json && request.route->takes("cursor");
        return settings.quick_read_time && !is_export_page;
    }

    /// The time limit of the read; nothing: it has none.
    std::optional<common::Duration> time_max(const ResolvedRequest& request) const {
        if (is_long(request)) return std::nullopt;
        return may_be_read_later(request) ? settings.quick_read_time : settings.read_time;
    }

    Outcome read(const ResolvedRequest& request, Parameters parameters, const BrokerReply* broker) {
        const Route& route = *request.route;
        const auto handler = read_handler(route);
        const auto ask = [&](Reader& reader) -> Outcome {
            if (auto fault = market_fault(reader, parameters.text("market"))) return *fault;
            auto outcome =
                handler(reader, request.argument, parameters,
                        {broker, settings.dual_write_dir,
                         route.writes_formats ? request.format : common::ListFormat::json});
            auto* reply = std::get_if<Reply>(&outcome);
            if (route.reply_schema == JOB_STATUS && reply != nullptr && reply->status == 200)
                return with_deployment(std::move(*reply), settings.deployment);
            return outcome;
        };
        try {
            return snapshots.ask(ask, time_max(request));
        } catch (const ReadTooLong&) {
            if (may_be_read_later(request)) return ReadLater{};
            const auto limit =
                std::chrono::duration_cast<std::chrono::milliseconds>(settings.read_time);
            return unavailable("the read took longer than " + std::to_string(limit.count()) +
                               " ms (READ_TIME_MAX): ask for less of it");
        }
    }

    /// One page of a list as CSV or JSON lines. A request without `limit` asks for the whole list,
    /// which is read in pages of PAGE_ROWS_MAX rows; one with `limit` gets a single page.
    Outcome read_export(const ResolvedRequest& request, const BrokerReply* broker) {
        const Route& route = *request.route;
        const bool is_whole = !request.parameters.text("limit");
        auto outcome =
            read(request,
                 is_whole && route.takes("limit")
                     ? request.parameters.with("limit", std::to_string(common::PAGE_ROWS_MAX))
                     : request.parameters,
                 broker);
        auto* page = std::get_if<Reply>(&outcome);
        if (page == nullptr) return outcome;
        auto reply = route.writes_formats
                         ? with_header(std::move(*page), request, columns_of(route.row))
                         : exported(std::move(*page), request, route.rows, columns_of(route.row));
        auto* export_page = std::get_if<ExportPage>(&reply.body);
        if (export_page != nullptr && !is_whole) {
            // As a plain text the page is the whole answer: nobody reads the pages after it. The
            // text is moved out first, because the assignment destroys `export_page`.
            auto text = std::move(export_page->text);
            reply.body = std::move(text);
        }
        return reply;
    }

    /// The command that the request asks for, or its refusal, or the answer that is recorded under
    /// its key.
    Outcome command_for(const ResolvedRequest& request, Action action) {
        switch (action) {
            case Action::cancel:
                return cancel(request);
            case Action::retry:
                return retry(request);
            case Action::maintain:
                return maintain(request, *task_of_path(request.path));
            case Action::trigger:
                break;
        }
        return trigger(request);
    }

    Outcome trigger(const ResolvedRequest& request) {
        auto submission = read_submission(request.body);
        return make_job(request, [&](Reader& database) -> std::variant<common::Job, Reply> {
            if (auto* reply = std::get_if<Reply>(&submission)) return *reply;
            // A new connection may be to another file, with other calendars.
            if (std::exchange(calendars_connection, snapshots.connections_opened()) !=
                snapshots.connections_opened())
                calendars = {};
            return query::resolve(std::get<Submission>(submission), database, calendars,
                                  resolution_settings());
        });
    }

    ResolutionSettings resolution_settings() const {
        return {
            .config_dir = settings.config_dir,
            .days_max = settings.max_simulation_days,
            .is_dev = settings.deployment.is_dev(),
            .today =
                common::Stamp::parse(common::utc_text(common::utc_now()).substr(0, 10)).value()};
    }

    Outcome retry(const ResolvedRequest& request) {
        return make_job(request, [&](Reader& database) -> std::variant<common::Job, Reply> {
            if (auto fault = fieldless_body_fault(request.body)) return *fault;
            return resolve_retry(request.argument, database);
        });
    }

    /// Does not look at the job: only the writer knows whether it can still be cancelled.
    Outcome cancel(const ResolvedRequest& request) {
        const auto& job_id = request.argument;
        if (const auto fault = key_fault(request)) return *fault;
        const auto hash = hash_of(request);
        if (auto fault = fieldless_body_fault(request.body)) return recorded(request, hash, *fault);
        if (job_id.size() > common::NAME_BYTES_MAX)
            return recorded(request, hash, unknown_job(common::quoted_text(job_id)));
        return common::Command{common::CancelJob{key_of(request), hash, common::JobId{job_id}}};
    }

    /// Does not look at other tasks: only the writer knows whether one is running.
    Outcome maintain(const ResolvedRequest& request, const common::TaskInfo& task) {
        if (const auto fault = key_fault(request)) return *fault;
        const auto hash = hash_of(request);
        auto read = read_maintenance(task, request.body);
        if (auto* reply = std::get_if<Reply>(&read))
            return recorded(request, hash, std::move(*reply));
        auto& run = std::get<common::RunMaintenance>(read);
        run.key = key_of(request);
        run.request_hash = hash;
        return common::Command{std::move(run)};
    }

    /// Identifies the request: a repeat under its key has the same hash.
    static std::string hash_of(const ResolvedRequest& request) {
        return common::sha256_hex(request.method + " " + request.path + "\n" + request.body);
    }
    /// The client's key, or a new one that no other request has.
    static std::string key_of(const ResolvedRequest& request) {
        return request.key.empty() ? common::new_uuid() : request.key;
    }
    /// A 400 for a key that is not a name.
    static std::optional<Reply> key_fault(const ResolvedRequest& request) {
        if (request.key.empty()) return std::nullopt;
        const auto fault = common::name_fault("Idempotency-Key", request.key);
        return fault ? std::optional{refused(400, *fault)} : std::nullopt;
    }

    /// The command for the job that `resolve_in` makes, or its refusal, or the recorded answer
    /// under the request's key. The key is looked up and the job is made in one snapshot.
    template <class Resolve>
    Outcome make_job(const ResolvedRequest& request, Resolve resolve_in) {
        if (const auto fault = key_fault(request)) return *fault;
        const auto hash = hash_of(request);
        return snapshots.ask([&](Reader& database) -> Outcome {
            if (!request.key.empty()) {
                if (auto reply = answer_under_key(database, request.key, hash))
                    return reply->status == 200 ? with_deployment(*reply, settings.deployment)
                                                : *reply;
            }
            auto resolved = resolve_in(database);
            if (auto* reply = std::get_if<Reply>(&resolved)) return recorded(request, hash, *reply);
            auto& job = std::get<common::Job>(resolved);
            job.job = common::JobId{common::new_uuid()};
            job.key = key_of(request);
            job.request_hash = hash;
            return common::Command{std::move(job)};
        });
    }

    /// A refusal. Where the client gave a key it becomes a command, so that the writer records it
    /// and a repeat gets the same answer. A reply other than 4xx is returned as it is.
    static Outcome recorded(const ResolvedRequest& request, const std::string& hash, Reply reply) {
        if (reply.status < 400 || reply.status > 499) return reply;
        if (reply.text().size() > REFUSAL_BYTES_MAX)
            reply = refused(400, "The list of what is wrong with the request has " +
                                     std::to_string(reply.text().size()) + " bytes, more than " +
                                     std::to_string(REFUSAL_BYTES_MAX) + " (REFUSAL_BYTES_MAX)");
        if (request.key.empty()) return reply;
        return common::Command{
            common::RecordRefusal{request.key, hash, reply.status, detail_of(reply)}};
    }
};

DatabaseApi::DatabaseApi(Settings settings)
    : Api{all_routes()}, parts_{std::make_unique<Parts>(std::move(settings))} {}
DatabaseApi::~DatabaseApi() = default;

Outcome DatabaseApi::answer(const ResolvedRequest& request, const BrokerReply* broker) {
    const auto begin = common::steady_now();
    const auto answer_or_503 = [&]() -> Outcome {
        try {
            return parts_->answer(request, broker);
        } catch (const Unavailable& reason) {
            return unavailable(reason.what());
        }
    };
    auto outcome = answer_or_503();
    auto* counts = parts_->settings.counts;
    if (const auto* reply = std::get_if<Reply>(&outcome); counts != nullptr && reply != nullptr)
        counts->answered(request.route_index, reply->status, common::steady_now() - begin);
    return outcome;
}

Reply DatabaseApi::reply_to_command(const common::Command& command,
                                    const common::CommandAnswer& answer) {
    const auto reply_or_503 = [&] {
        try {
            return parts_->reply_to_command(command, answer);
        } catch (const Unavailable& reason) {
            return unavailable(reason.what());
        }
    };
    auto reply = reply_or_503();
    if (auto* counts = parts_->settings.counts; counts != nullptr) counts->commanded(reply.status);
    return reply;
}

Reply DatabaseApi::health(std::span<const ProcessHealth> processes) {
    const bool connected = parts_->can_read();
    bool well = connected;
    auto states = Json::object();
    for (const auto& process : processes) {
        well = well && process.is_healthy;
        states[process.name] = {{"status", process.is_healthy ? "healthy" : "unhealthy"},
                                {"detail", process.detail}};
    }
    return with_deployment(
        {well ? 200 : 503,
         common::json_text({{"status", well ? "healthy" : "unhealthy"},
                            {"database", connected ? "connected" : "disconnected"},
                            {"timestamp", common::utc_text(common::utc_now())},
                            {"processes", std::move(states)}}),
         0},
        parts_->settings.deployment);
}

Reply DatabaseApi::metrics(const std::string& pipeline_gauges) {
    const auto& settings = parts_->settings;
    std::optional<std::string> stored;
    try {
        stored = parts_->snapshots.ask([](Reader& reader) { return stored_gauges(reader); });
    } catch (const Unavailable& reason) {
        spdlog::debug("metrics: {}", reason.what());
    }
    auto text = pipeline_gauges + file_gauges(settings.database) +
                gauge("tradepit_database_up", "Whether the database can be read.", stored ? 1 : 0) +
                stored.value_or("");
    if (settings.mirror != nullptr) text += mirror_gauges(*settings.mirror);
    if (settings.counts != nullptr) text += settings.counts->text();
    return {200, std::move(text)};
}

}  // namespace tradepit::query
