#include "query/rest.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "common/check.h"
#include "common/clock.h"
#include "common/digest.h"
#include "common/json_text.h"
#include "common/shown.h"
#include "query/attempts.h"
#include "query/config.h"
#include "query/database.h"
#include "query/digest.h"
#include "query/job_id.h"
#include "query/leaderboard.h"
#include "query/maintenance.h"
#include "query/markets.h"
#include "query/parameters.h"
#include "query/resolve.h"
#include "query/results.h"
#include "query/retry.h"
#include "query/series.h"
#include "query/soundness.h"
#include "query/status.h"
#include "query/submission.h"
#include "query/which_job.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

constexpr int RETRY_AFTER_S = 1;
/// The refusal whose detail is a list (Faults); its body is this, the list, and a brace.
constexpr int UNPROCESSABLE = 422;
constexpr std::string_view DETAIL = "{\"detail\":";
/// Instructions of SQLite's machine between two looks at the time: some microseconds.
constexpr int STEPS_PER_LOOK = 1'000;

/// Which file a path leads to: another one after a restore.
struct FileIdentity {
    dev_t device = 0;
    ino_t inode = 0;
    friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

std::optional<FileIdentity> identity(const std::string& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) return std::nullopt;
    return FileIdentity{found.st_dev, found.st_ino};
}

/// A route that only reads. `job_id` is the part of the path that `pattern` has as "{}".
struct Route {
    std::string_view pattern;
    Reply (*answer)(Reader&, const std::string& job_id, Parameters&);
    std::string_view parameters;  ///< their names, parted by spaces
    bool is_long = false;
    /// In place of `answer`, where the broker's word belongs to it.
    Answered (*answer_with)(Reader&, const std::string& job_id, Parameters&,
                            const BrokerWord*) = nullptr;
};

constexpr Route ROUTES[] = {
    {"/simulate/status/{}", nullptr, "limit cursor", false, job_status},
    {"/simulate/current", nullptr, "limit cursor", false, current_job},
    {"/jobs", [](Reader& reader, const std::string&, Parameters& p) { return job_list(reader, p); },
     "limit cursor status market label"},
    {"/jobs/{}", nullptr, "limit cursor", false, job_status},
    {"/jobs/{}/digest", digest_of_job, "books", true},
    {"/jobs/{}/attempts", attempts_of_job, "", true},
    {"/jobs/{}/differences", differences_of_job, "limit cursor"},
    {"/results",
     [](Reader& reader, const std::string&, Parameters& p) { return results(reader, p); },
     "date start_date end_date model job_id market detail reasoning limit cursor"},
    {"/positions",
     [](Reader& reader, const std::string&, Parameters& p) { return position_rows(reader, p); },
     "date start_date end_date model job_id market limit cursor"},
    {"/portfolio/timeseries",
     [](Reader& reader, const std::string&, Parameters& p) { return timeseries(reader, p); },
     "model start_date end_date job_id market"},
    {"/leaderboard",
     [](Reader& reader, const std::string&, Parameters& p) { return leaderboard(reader, p); },
     "date latest sort model job_id market min_* max_*"},
    {"/markets",
     [](Reader& reader, const std::string&, Parameters&) { return market_list(reader); }, ""},
    {"/maintenance",
     [](Reader& reader, const std::string&, Parameters& p) { return maintenance(reader, p); },
     "limit"},
    {"/maintenance/{}",
     [](Reader& reader, const std::string& number, Parameters&) { return chore(reader, number); },
     ""},
    {"/check", [](Reader& reader, const std::string&, Parameters&) { return soundness(reader); },
     "", true},
};

// POST.
constexpr std::string_view TRIGGER = "/simulate/trigger";
constexpr std::string_view CANCEL = "/simulate/cancel/{}";
constexpr std::string_view RETRY = "/simulate/retry/{}";

/// What stands in the path for "{}" (empty where the pattern has none), or nothing for another
/// path.
std::optional<std::string> match(std::string_view pattern, std::string_view path) {
    const auto hole = pattern.find("{}");
    if (hole == pattern.npos) {
        return pattern == path ? std::optional<std::string>{""} : std::nullopt;
    }
    const auto before = pattern.substr(0, hole);
    const auto after = pattern.substr(hole + 2);
    if (path.size() <= before.size() + after.size()) return std::nullopt;
    if (!path.starts_with(before) || !path.ends_with(after)) return std::nullopt;
    const auto name = path.substr(before.size(), path.size() - before.size() - after.size());
    if (name.find('/') != name.npos) return std::nullopt;
    return std::string{name};
}

bool is_post(std::string_view path) {
    return path == TRIGGER || match(CANCEL, path) || match(RETRY, path) || maintenance_of(path);
}

Reply accepted(const std::string& job_id, std::int64_t total, Json warnings) {
    return {200,
            common::json_text({{"job_id", job_id},
                               {"status", "pending"},
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
                      {"status", "cancelled"},
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
        auto rows =
            reader.ask("SELECT request_hash, status, answer FROM idempotency WHERE key = ?", key);
        if (!rows.next()) return std::nullopt;
        if (rows.text(0) != hash) {
            return refused(
                409, "The key " + common::shown(key) + " was used with another request before");
        }
        if (rows.integer(1) != 200) {
            return refused_with(static_cast<int>(rows.integer(1)), rows.text(2));
        }
        job_id = rows.text(2);
    }
    auto reply = accepted_before(reader, job_id);
    return reply ? reply : std::optional{accepted(job_id, 0, Json::array())};
}

}  // namespace

/// A submission may take longer to be read than what a question may: a repeat would not be faster.
enum class TimeLimit { none, read_time };

struct Rest::Parts {
    Settings settings;
    std::optional<common::Instant> read_until{};  ///< of the question that is being answered
    std::optional<Reader> reader;
    std::optional<FileIdentity> file;
    Calendars calendars;

    /// The connection, opened if need be; null while there is nothing to open.
    Reader* open() {
        const auto now = identity(settings.database);
        if (reader && now == file) return &*reader;
        reader.reset();
        calendars = {};
        if (auto database = open_database(settings.database)) {
            reader.emplace(std::move(*database));
            sqlite3_progress_handler(reader->database().getHandle(), STEPS_PER_LOOK, is_over, this);
            file = now;
            return &*reader;
        }
        return nullptr;
    }

    /// SQLite's question whether to give up.
    static int is_over(void* self) {
        const auto& parts = *static_cast<const Parts*>(self);
        const bool stopping = parts.settings.stopping != nullptr && *parts.settings.stopping;
        return stopping || (parts.read_until && common::steady_now() >= *parts.read_until) ? 1 : 0;
    }

    Reply interrupted() const {
        if (settings.stopping != nullptr && *settings.stopping)
            return unavailable("query is being stopped");
        const auto limit =
            std::chrono::duration_cast<std::chrono::milliseconds>(settings.read_time);
        return unavailable("the read took longer than " + std::to_string(limit.count()) +
                           " ms (READ_TIME_MAX): ask for less of it");
    }

    /// Runs `question` in one snapshot; what keeps it from being answered is a 503.
    template <class Question>
    Answered ask(Question question, TimeLimit limit = TimeLimit::none) {
        try {
            read_until.reset();
            if (limit == TimeLimit::read_time)
                read_until = common::steady_now() + settings.read_time;
            auto* database = open();
            if (database == nullptr) {
                return unavailable("The database is not there yet: it is made by the writer");
            }
            const Snapshot snapshot{database->database()};
            return question(*database);
        } catch (const SQLite::Exception& error) {
            if (error.getErrorCode() == SQLITE_INTERRUPT) return interrupted();
            reader.reset();
            return unavailable(std::string{"The database cannot be read: "} + error.what());
        } catch (const std::runtime_error& error) {
            return unavailable(error.what());
        }
    }

    Answered trigger(const Request& request) {
        auto submission = read_submission(request.body);
        return make_job(request, [&](Reader& database) -> std::variant<common::Job, Reply> {
            if (auto* reply = std::get_if<Reply>(&submission)) return *reply;
            return resolve(std::get<Submission>(submission), database, calendars,
                           settings.config_dir);
        });
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

private:
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
        return ask([&](Reader& database) -> Answered {
            if (!request.key.empty()) {
                if (auto reply = repeated(database, request.key, hash)) return *reply;
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

Rest::Rest(Settings settings) : parts_{std::make_unique<Parts>()} {
    parts_->settings = std::move(settings);
}
Rest::~Rest() = default;
Rest::Rest(Rest&&) noexcept = default;
Rest& Rest::operator=(Rest&&) noexcept = default;

Answered Rest::answer(const Request& request) {
    if (is_post(request.path)) {
        if (request.method != "POST") return refused(405, "Method Not Allowed");
        if (const auto job_id = match(CANCEL, request.path))
            return parts_->cancel(request, *job_id);
        if (const auto job_id = match(RETRY, request.path)) return parts_->retry(request, *job_id);
        if (const auto kind = maintenance_of(request.path)) return parts_->maintain(request, *kind);
        return parts_->trigger(request);
    }
    for (const auto& route : ROUTES) {
        const auto job_id = match(route.pattern, request.path);
        if (!job_id) continue;
        if (request.method != "GET") return refused(405, "Method Not Allowed");
        return parts_->ask(
            [&](Reader& reader) -> Answered {
                Parameters parameters{request.parameters};
                parameters.allow(route.parameters);
                if (const auto fault = parameters.fault()) return *fault;
                if (auto fault = unknown_market(reader, parameters.text("market"))) return *fault;
                if (route.answer_with != nullptr)
                    return route.answer_with(reader, *job_id, parameters, request.broker);
                return route.answer(reader, *job_id, parameters);
            },
            route.is_long ? TimeLimit::none : TimeLimit::read_time);
    }
    return refused(404, "Not Found");
}

Reply Rest::submitted(const common::JobRequest& request, const common::JobAnswer& answer) {
    if (answer.status == 503) return unavailable(answer.detail);
    if (answer.status != 200) return refused_with(answer.status, answer.detail);
    if (std::holds_alternative<common::MaintenanceRequest>(request)) return {200, answer.detail, 0};
    const auto* job = std::get_if<common::Job>(&request);
    if (job != nullptr && !answer.repeated && answer.job == job->job)
        return accepted(job->job.value(), static_cast<std::int64_t>(model_days(*job)),
                        job->warnings);
    const bool is_cancel = std::holds_alternative<common::CancelJob>(request);
    return std::get<Reply>(parts_->ask([&](Reader& reader) -> Answered {
        const auto& id = answer.job.value();
        auto reply = is_cancel ? cancelled(reader, id) : accepted_before(reader, id);
        if (reply) return *reply;
        // A repeat of long ago, with its answer still known.
        if (answer.repeated) return refused(410, "Job " + id + " was cleaned up");
        return unavailable("Job " + id + " cannot be read");
    }));
}

Reply Rest::health(std::span<const ProcessHealth> processes) {
    const auto database = std::get<Reply>(parts_->ask([](Reader& reader) -> Answered {
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
    return {well ? 200 : 503,
            common::json_text({{"status", well ? "healthy" : "unhealthy"},
                               {"database", database.status == 200 ? "connected" : "disconnected"},
                               {"timestamp", common::utc_now()},
                               {"processes", std::move(states)}}),
            0};
}

std::string_view allowed_methods(std::string_view path) {
    return is_post(path) ? "POST" : "GET, HEAD";
}

bool is_long_read(std::string_view path) {
    return std::ranges::any_of(
        ROUTES, [&](const Route& route) { return route.is_long && match(route.pattern, path); });
}

Reply refused(int status, std::string_view detail) {
    return {status, common::json_text({{"detail", detail}}), 0};
}

std::string detail_of(const Reply& refusal) {
    if (refusal.status == UNPROCESSABLE)
        return refusal.body.substr(DETAIL.size(), refusal.body.size() - DETAIL.size() - 1);
    return Json::parse(refusal.body).at("detail").get<std::string>();
}

Reply refused_with(int status, const std::string& detail) {
    if (status != UNPROCESSABLE) return refused(status, detail);
    return {status, std::string{DETAIL} + detail + "}", 0};
}

Reply unavailable(std::string_view detail) {
    auto reply = refused(503, detail);
    reply.retry_after_s = RETRY_AFTER_S;
    return reply;
}

}  // namespace tradepit::query
