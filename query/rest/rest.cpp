#include "query/rest/rest.h"

#include <optional>
#include <utility>

#include "common/digest.h"
#include "common/process/clock.h"
#include "common/schema/answers.h"
#include "common/statuses.h"
#include "common/text/json_text.h"
#include "common/text/shown.h"
#include "query/lookups/maintenance.h"
#include "query/lookups/status.h"
#include "query/requests/parameters.h"
#include "query/rest/deployment.h"
#include "query/rest/exports.h"
#include "query/rest/gauges.h"
#include "query/rest/routes.h"
#include "query/rest/schemas.h"
#include "query/series/markets.h"
#include "query/series/performance.h"
#include "query/series/which_job.h"
#include "query/storage/snapshots.h"
#include "query/submission/job_id.h"
#include "query/submission/resolve.h"
#include "query/submission/retry.h"
#include "query/submission/submission.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

/// What its answers have, beside what is stored: how far files are, and the kind of pipeline.
constexpr std::string_view JOB_STATUS = "JobStatus";

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

/// As accepted when the job was made, whatever became of it since; nothing for an unknown job.
std::optional<Reply> accepted_before(Reader& reader, const std::string& job_id) {
    auto rows = reader.ask("SELECT total, warnings FROM job_settings WHERE job_id = ?", job_id);
    if (!rows.next()) return std::nullopt;
    auto warnings = Json::parse(rows.text(1), nullptr, false);
    return accepted(job_id, rows.integer(0),
                    warnings.is_discarded() ? Json::array() : std::move(warnings));
}

/// What a cancel came to, which changes no more.
std::optional<Reply> cancelled(Reader& reader, const std::string& job_id) {
    auto rows = reader.ask(
        "SELECT total, completed, failed, skipped, cancelled FROM job_settings WHERE job_id = ?",
        job_id);
    if (!rows.next()) return std::nullopt;
    const auto total = rows.integer(0);
    const auto count = rows.integer(4);
    return Reply{200,
                 common::json_text(
                     {{"job_id", job_id},
                      {"status", to_text(common::JobStatus::cancelled)},
                      {"total_model_days", total},
                      {"completed", rows.integer(1)},
                      {"failed", rows.integer(2)},
                      {"skipped", rows.integer(3)},
                      {"cancelled", count},
                      {"message", "Simulation job cancelled: " + std::to_string(count) + " of " +
                                      std::to_string(total) + " model-days will not run"}}),
                 0};
}

/// The answer to a request that was made before under its key.
std::optional<Reply> repeated(Reader& reader, const std::string& key, const std::string& hash) {
    std::string job_id;
    {
        auto rows = reader.ask(common::SELECT_ANSWER, key);
        if (!rows.next()) return std::nullopt;
        auto answer = common::answer_of(rows);
        if (answer.request_hash != hash) return refused(409, common::key_misused(key));
        if (answer.status != 200) return refused_with(answer.status, answer.answer);
        job_id = std::move(answer.answer);
    }
    auto reply = accepted_before(reader, job_id);
    return reply ? reply : std::optional{accepted(job_id, 0, Json::array())};
}

}  // namespace

struct Rest::Parts {
    explicit Parts(Settings wanted)
        : settings{std::move(wanted)},
          snapshots{{settings.database, settings.read_time, settings.stopping}} {}

    const Settings settings;
    Snapshots snapshots;
    Calendars calendars{};
    int calendars_of = 0;  ///< Snapshots::opened() that they were read at

    Answered answer(const Request& request) {
        const auto found = find_route(request.method, request.path);
        if (found.route == nullptr) return no_route(found);
        Parameters parameters{request.parameters, found.route->parameters};
        if (auto fault = parameters.fault()) return std::move(*fault);
        switch (found.route->by) {
            case AnsweredBy::reader:
            case AnsweredBy::long_reader:
                if (!found.route->rows.empty() && parameters.choice("format") != "json")
                    return read_export(request, found, parameters);
                return read(request, found, parameters);
            case AnsweredBy::writer:
                return command(request, found);
            case AnsweredBy::text:
                return found.route->text();
            case AnsweredBy::loop:
                break;
        }
        return refused(404, "Not Found");
    }

    Reply submitted(const common::JobRequest& request, const common::JobAnswer& answer) {
        if (answer.status == 503) return unavailable(answer.detail);
        if (answer.status != 200) return refused_with(answer.status, answer.detail);
        if (std::holds_alternative<common::MaintenanceRequest>(request))
            return {200, answer.detail, 0};
        const auto* job = std::get_if<common::Job>(&request);
        if (job != nullptr && !answer.repeated && answer.job == job->job)
            return with_deployment(
                accepted(job->job.value(), static_cast<std::int64_t>(model_days(*job)),
                         job->warnings),
                settings.deployment);
        const bool is_cancel = std::holds_alternative<common::CancelJob>(request);
        return std::get<Reply>(snapshots.ask([&](Reader& reader) -> Answered {
            const auto& id = answer.job.value();
            auto reply = is_cancel ? cancelled(reader, id) : accepted_before(reader, id);
            // A repeat of long ago, with its answer still known.
            if (!reply && answer.repeated) return refused(410, "Job " + id + " was cleaned up");
            if (!reply) return unavailable("Job " + id + " cannot be read");
            return is_cancel ? *reply : with_deployment(*reply, settings.deployment);
        }));
    }

private:
    Answered read(const Request& request, const FoundRoute& found, Parameters& parameters) {
        const bool is_long = found.route->by == AnsweredBy::long_reader;
        return snapshots.ask(
            [&](Reader& reader) -> Answered {
                if (auto fault = unknown_market(reader, parameters.text("market"))) return *fault;
                auto answered = found.route->read(reader, std::string{found.job_id}, parameters,
                                                  {request.broker, settings.dual_write_dir});
                auto* reply = std::get_if<Reply>(&answered);
                if (found.route->answers == JOB_STATUS && reply != nullptr && reply->status == 200)
                    return with_deployment(std::move(*reply), settings.deployment);
                return answered;
            },
            is_long ? TimeLimit::none : TimeLimit::read_time);
    }

    /// A page of a list in another format; of PAGE_ROWS_MAX rows, where the whole is asked for.
    Answered read_export(const Request& request, const FoundRoute& found,
                         const Parameters& parameters) {
        const bool is_whole = !parameters.text("limit");
        auto given = request.parameters;
        std::erase_if(given, [&](const auto& each) { return each.value.empty(); });
        if (is_whole && found.route->takes("limit"))
            given.push_back({"limit", std::to_string(PAGE_ROWS_MAX)});
        Parameters of_page{given, found.route->parameters};
        auto answered = read(request, found, of_page);
        auto* page = std::get_if<Reply>(&answered);
        if (page == nullptr) return answered;
        auto reply = exported(std::move(*page), parameters.choice("format"), found.route->rows,
                              columns_of(found.route->row), request.later_page);
        if (!is_whole) reply.next.clear();
        return reply;
    }

    Answered command(const Request& request, const FoundRoute& found) {
        const std::string job_id{found.job_id};
        switch (found.route->command) {
            case Command::cancel:
                return cancel(request, job_id);
            case Command::retry:
                return retry(request, job_id);
            case Command::maintain:
                return maintain(request, *maintenance_of(request.path));
            case Command::trigger:
                break;
        }
        return trigger(request);
    }

    Answered trigger(const Request& request) {
        auto submission = read_submission(request.body);
        return make_job(request, [&](Reader& database) -> std::variant<common::Job, Reply> {
            if (auto* reply = std::get_if<Reply>(&submission)) return *reply;
            if (std::exchange(calendars_of, snapshots.opened()) != snapshots.opened())
                calendars = {};
            return resolve(std::get<Submission>(submission), database, calendars, terms());
        });
    }

    Terms terms() const {
        return {.config_dir = settings.config_dir,
                .days_max = settings.max_simulation_days,
                .is_dev = settings.deployment.is_dev(),
                .today = common::Stamp::parse(common::utc_now().substr(0, 10)).value()};
    }

    Answered retry(const Request& request, const std::string& job_id) {
        return make_job(request, [&](Reader& database) -> std::variant<common::Job, Reply> {
            if (auto fault = body_fault(request.body)) return *fault;
            return resolve_retry(job_id, database);
        });
    }

    /// The writer alone knows whether the job can still be cancelled.
    Answered cancel(const Request& request, const std::string& job_id) {
        if (const auto fault = key_fault(request)) return *fault;
        const auto hash = hash_of(request);
        if (auto fault = body_fault(request.body)) return kept(request, hash, *fault);
        if (job_id.size() > common::NAME_BYTES_MAX)
            return kept(request, hash, unknown_job(common::shown(job_id)));
        return common::CancelJob{key_of(request), hash, common::JobId{job_id}};
    }

    /// The writer alone knows what it is at.
    Answered maintain(const Request& request, common::MaintenanceKind kind) {
        if (const auto fault = key_fault(request)) return *fault;
        const auto hash = hash_of(request);
        auto read = read_maintenance(kind, request.body);
        if (auto* reply = std::get_if<Reply>(&read)) return kept(request, hash, std::move(*reply));
        auto& asked = std::get<common::MaintenanceRequest>(read);
        asked.key = key_of(request);
        asked.request_hash = hash;
        return std::move(asked);
    }
    static std::string hash_of(const Request& request) {
        return common::sha256_hex(request.method + " " + request.path + "\n" +
                                  std::string{request.body});
    }
    static std::string key_of(const Request& request) {
        return request.key.empty() ? new_uuid() : request.key;
    }
    static std::optional<Reply> key_fault(const Request& request) {
        if (request.key.empty()) return std::nullopt;
        const auto fault = name_fault("Idempotency-Key", request.key);
        return fault ? std::optional{refused(400, *fault)} : std::nullopt;
    }

    /// The job that a request resolves to, in one snapshot, or what was answered to its key before.
    template <class Resolve>
    Answered make_job(const Request& request, Resolve resolve_in) {
        if (const auto fault = key_fault(request)) return *fault;
        const auto hash = hash_of(request);
        return snapshots.ask([&](Reader& database) -> Answered {
            if (!request.key.empty()) {
                if (auto reply = repeated(database, request.key, hash))
                    return reply->status == 200 ? with_deployment(*reply, settings.deployment)
                                                : *reply;
            }
            auto resolved = resolve_in(database);
            if (auto* reply = std::get_if<Reply>(&resolved)) return kept(request, hash, *reply);
            auto& job = std::get<common::Job>(resolved);
            job.job = common::JobId{new_uuid()};
            job.key = key_of(request);
            job.request_hash = hash;
            return std::move(job);
        });
    }

    /// A refusal, for the writer to keep where the client may repeat the request under its key.
    static Answered kept(const Request& request, const std::string& hash, Reply reply) {
        if (reply.status < 400 || reply.status > 499) return reply;
        if (reply.body.size() > REFUSAL_BYTES_MAX)
            reply = refused(400, "There is more wrong with the request than can be told: " +
                                     std::to_string(reply.body.size()) + " bytes, more than " +
                                     std::to_string(REFUSAL_BYTES_MAX) + " (REFUSAL_BYTES_MAX)");
        if (request.key.empty()) return reply;
        return common::RefusedRequest{request.key, hash, reply.status, detail_of(reply)};
    }
};

Rest::Rest(Settings settings) : parts_{std::make_unique<Parts>(std::move(settings))} {}
Rest::~Rest() = default;
Rest::Rest(Rest&&) noexcept = default;
Rest& Rest::operator=(Rest&&) noexcept = default;

Answered Rest::answer(const Request& request) {
    auto* counts = parts_->settings.counts;
    if (counts == nullptr) return parts_->answer(request);
    const auto begin = common::steady_now();
    auto answered = parts_->answer(request);
    if (const auto* reply = std::get_if<Reply>(&answered))
        counts->answered(request.method, request.path, reply->status, common::steady_now() - begin);
    return answered;
}

Reply Rest::submitted(const common::JobRequest& request, const common::JobAnswer& answer) {
    auto reply = parts_->submitted(request, answer);
    if (auto* counts = parts_->settings.counts; counts != nullptr) counts->commanded(reply.status);
    return reply;
}

Reply Rest::health(std::span<const ProcessHealth> processes) {
    const auto database = std::get<Reply>(parts_->snapshots.ask([](Reader& reader) -> Answered {
        static_cast<void>(reader.ask("SELECT COUNT(*) FROM sqlite_schema").next());
        return Reply{200, "{}", 0};
    }));
    bool well = database.status == 200;
    auto states = Json::object();
    for (const auto& process : processes) {
        well = well && process.well;
        states[process.name] = {{"status", process.well ? "healthy" : "unhealthy"},
                                {"detail", process.detail}};
    }
    return with_deployment(
        {well ? 200 : 503,
         common::json_text({{"status", well ? "healthy" : "unhealthy"},
                            {"database", database.status == 200 ? "connected" : "disconnected"},
                            {"timestamp", common::utc_now()},
                            {"processes", std::move(states)}}),
         0},
        parts_->settings.deployment);
}

Reply Rest::metrics(const std::string& of_pipeline) {
    const auto& settings = parts_->settings;
    auto answered = parts_->snapshots.ask([](Reader& reader) -> Answered {
        return Reply{200, stored_gauges(reader), 0};
    });
    const auto& stored = std::get<Reply>(answered);
    auto text = of_pipeline + file_gauges(settings.database) +
                gauge("tradepit_database_up", "Whether the database can be read.",
                      stored.status == 200 ? 1 : 0);
    if (stored.status == 200) text += stored.body;
    if (settings.mirror != nullptr) text += mirror_gauges(*settings.mirror);
    if (settings.counts != nullptr) text += settings.counts->text();
    Reply reply{200, std::move(text), 0};
    reply.type = METRICS_TYPE;
    return reply;
}

}  // namespace tradepit::query
