#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/instant.h"
#include "common/messages/messages.h"
#include "common/process/deployment.h"
#include "query/mirror/mirror_counts.h"
#include "query/requests/reply.h"
#include "query/requests/request.h"
#include "query/rest/lookup_counts.h"
#include "query/storage/snapshots.h"

namespace tradepit::query {

/// How one process does, as the asker saw it.
struct ProcessHealth {
    std::string name;
    bool well = false;
    std::string detail;  ///< for people; may be empty
};

/// The REST surface apart from its transport: every SELECT, on one read-only connection of its own.
/// One thread each; as many objects as threads. The database may appear later and is looked for at
/// each request: until then reads are answered 503.
class Rest {
public:
    struct Settings {
        std::string database;
        std::string config_dir;
        std::int64_t max_simulation_days = 0;  ///< of one job; 0: any number
        common::Deployment deployment = {};
        common::Instant read_time = Snapshots::READ_TIME_MAX;
        const std::atomic<bool>* stopping = nullptr;  ///< as Snapshots has it
        LookupCounts* counts = nullptr;               ///< of all threads; null: nothing is counted
        const MirrorCounts* mirror = nullptr;  ///< for GET /metrics; null: no files are written
        std::string dual_write_dir = {};       ///< of the files of jobs with dual_write
    };

    explicit Rest(Settings settings);
    ~Rest();
    Rest(Rest&&) noexcept;
    Rest& operator=(Rest&&) noexcept;

    /// Answers everything but what only the server's loop knows (AnsweredBy::loop). What is for the
    /// writer has a key in any case: it goes to the broker in parts, and its answer to submitted().
    /// With a key of the client's own, refusals too are for the writer, so that a repeat gets the
    /// same.
    Answered answer(const Request& request);

    /// The reply to what the writer was asked to do, once its answer is there.
    Reply submitted(const common::JobRequest& request, const common::JobAnswer& answer);

    /// GET /health: 200 when the database can be read and every process is well, else 503.
    Reply health(std::span<const ProcessHealth> processes);

    /// GET /metrics: `of_pipeline`, what the database holds, and what was answered.
    Reply metrics(const std::string& of_pipeline);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace tradepit::query
