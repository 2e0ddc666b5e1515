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
#include "query/config.h"
#include "query/database.h"
#include "query/digest.h"
#include "query/job_id.h"
#include "query/leaderboard.h"
#include "query/markets.h"
#include "query/parameters.h"
#include "query/resolve.h"
#include "query/results.h"
#include "query/series.h"
#include "query/status.h"
#include "query/submission.h"
#include "query/which_job.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

constexpr int RETRY_AFTER_S = 1;
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
};

constexpr std::string_view TRIGGER = "/simulate/trigger";

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
            return refused(static_cast<int>(rows.integer(1)), rows.text(2));
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

    Answered submit(const Request& request) {
        if (!request.key.empty()) {
            if (const auto fault = name_fault("Idempotency-Key", request.key)) {
                return refused(400, *fault);
            }
        }
        const auto hash = common::sha256_hex(request.method + " " + request.path + "\n" +
                                             std::string{request.body});
        auto submission = read_submission(request.body);
        return ask([&](Reader& database) -> Answered {
            if (!request.key.empty()) {
                if (auto reply = repeated(database, request.key, hash)) return *reply;
            }
            if (auto* reply = std::get_if<Reply>(&submission)) return *reply;
            auto resolved =
                resolve(std::get<Submission>(submission), database, calendars, settings.config_dir);
            if (auto* reply = std::get_if<Reply>(&resolved)) return *reply;
            auto& job = std::get<common::Job>(resolved);
            job.job = common::JobId{new_uuid()};
            job.key = request.key.empty() ? new_uuid() : request.key;
            job.request_hash = hash;
            return std::move(job);
        });
    }
};

Rest::Rest(Settings settings) : parts_{std::make_unique<Parts>()} {
    parts_->settings = std::move(settings);
}
Rest::~Rest() = default;
Rest::Rest(Rest&&) noexcept = default;
Rest& Rest::operator=(Rest&&) noexcept = default;

Answered Rest::answer(const Request& request) {
    if (request.path == TRIGGER) {
        if (request.method != "POST") return refused(405, "Method Not Allowed");
        return parts_->submit(request);
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

Reply Rest::submitted(const common::Job& job, const common::JobAnswer& answer) {
    if (answer.status == 503) return unavailable(answer.detail);
    if (answer.status != 200) return refused(answer.status, answer.detail);
    if (answer.repeated || answer.job != job.job) {
        auto before = parts_->ask([&](Reader& reader) -> Answered {
            auto reply = accepted_before(reader, answer.job.value());
            return reply ? *reply : unavailable("Job " + answer.job.value() + " cannot be read");
        });
        return std::get<Reply>(before);
    }
    return accepted(job.job.value(), static_cast<std::int64_t>(model_days(job)), job.warnings);
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
    return path == TRIGGER ? "POST" : "GET, HEAD";
}

bool is_long_read(std::string_view path) {
    return std::ranges::any_of(
        ROUTES, [&](const Route& route) { return route.is_long && match(route.pattern, path); });
}

Reply refused(int status, std::string_view detail) {
    return {status, common::json_text({{"detail", detail}}), 0};
}

Reply unavailable(std::string_view detail) {
    auto reply = refused(503, detail);
    reply.retry_after_s = RETRY_AFTER_S;
    return reply;
}

}  // namespace tradepit::query
