#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/instant.h"
#include "common/limits.h"
#include "common/messages.h"

namespace tradepit::query {

/// What the broker answered to a read's question, or how long it has said nothing at all.
struct BrokerWord {
    std::optional<common::Waits> waits;
    std::int64_t silent_ms = 0;  ///< where there is no answer
};

/// One request of the REST surface, from HTTP or from the lookup socket. Path and parameters are
/// percent-decoded UTF-8.
struct Request {
    std::string method;  ///< "GET", "POST", …
    std::string path;    ///< "/results", without the query string
    std::vector<common::Parameter> parameters;
    std::string key;        ///< Idempotency-Key, may be empty
    std::string_view body;  ///< whole, within REQUEST_BYTES_MAX; valid during the call
    /// Null: the broker was not asked yet. Valid during the call.
    const BrokerWord* broker = nullptr;
};

/// `body` is one JSON document, and the empty text never.
struct Reply {
    int status = 200;
    std::string body;
    int retry_after_s = 0;   ///< Retry-After, where above 0
    std::string allow = {};  ///< Allow, where not empty: HTTP's with a 405

    friend bool operator==(const Reply&, const Reply&) = default;
};

/// What Request asks for: done already; the writer's to do and to record, a job to be made or
/// cancelled, or a refusal; or a question to the broker, whose word the same request is to bring
/// with it.
using Answered = std::variant<Reply, common::Job, common::CancelJob, common::RefusedRequest,
                              common::MaintenanceRequest, common::WaitsRequest>;

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
    /// What a question may take, unless it is a long read: whoever asks for more is told to ask for
    /// less of it.
    static constexpr common::Instant READ_TIME_MAX = std::chrono::seconds{5};

    struct Settings {
        std::string database;
        std::string config_dir;
        common::Instant read_time = READ_TIME_MAX;
        /// Once it is set, what is being read is given up; null: never.
        const std::atomic<bool>* stopping = nullptr;
    };

    explicit Rest(Settings settings);
    ~Rest();
    Rest(Rest&&) noexcept;
    Rest& operator=(Rest&&) noexcept;

    /// Answers everything except GET /health and what only the broker knows. What is for the writer
    /// has a key in any case: it goes to the broker in parts, and its answer to submitted(). With a
    /// key of the client's own, refusals too are for the writer, so that a repeat gets the same.
    Answered answer(const Request& request);

    /// The reply to what the writer was asked to do, once its answer is there.
    Reply submitted(const common::JobRequest& request, const common::JobAnswer& answer);

    /// GET /health: 200 when the database can be read and every process is well, else 503.
    Reply health(std::span<const ProcessHealth> processes);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// A read that may take minutes, with the size of its job: a digest. It has no limit of time.
[[nodiscard]] bool is_long_read(std::string_view path);

/// What a 405 on that path says in Allow.
[[nodiscard]] std::string_view allowed_methods(std::string_view path);

/// {"detail": text}.
Reply refused(int status, std::string_view detail);

/// The largest refusal; there is more wrong with a request than anybody reads.
inline constexpr std::size_t REFUSAL_BYTES_MAX = common::PART_BYTES_MAX;

/// A refusal as RefusedRequest carries it, within REFUSAL_BYTES_MAX, and the same from there: byte
/// for byte, so that a repeat of the request gets what the first one got.
[[nodiscard]] std::string detail_of(const Reply& refusal);
[[nodiscard]] Reply refused_with(int status, const std::string& detail);

/// 503 with Retry-After: what is needed is away for the moment.
Reply unavailable(std::string_view detail);

}  // namespace tradepit::query
