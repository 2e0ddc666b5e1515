#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/channel.h"
#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::cli {

/// A request to query. It consists of what an HTTP request consists of.
struct Request {
    std::string method = "GET";
    std::string path;
    std::vector<common::Parameter> parameters{};  ///< of the query string, not percent-encoded
    std::string key{};                            ///< the Idempotency-Key of a POST
    std::string body{};                           ///< at most REQUEST_BYTES_MAX
    /// The answer may take minutes (common::is_long_read()). A repeat keeps the id of the request,
    /// so that query does not start the work twice. The parts of two answers could then not be told
    /// apart, so the answer must fit into one part.
    bool is_long = false;
};

struct Response {
    int status = 0;  ///< an HTTP status
    std::string body;
};

/// Sends requests of the REST API to query over the lookup socket, without HTTP. A request is sent
/// again when no answer comes. All requests are idempotent (POSTs by their key), so a process that
/// restarts meanwhile costs only time. Every wait serves the channel's watched descriptors, and
/// passes on what they throw. Not thread-safe.
class Client {
public:
    /// How long ask() tries and waits. The `long_` values are for a request with is_long.
    struct Patience {
        /// Time limit of a request, and of the repeats after a 503.
        common::Duration total = std::chrono::seconds{10};
        /// Silence before a request is sent again.
        common::Duration repeat_after = std::chrono::seconds{3};
        /// Pause before a repeat after a 503.
        common::Duration pause_when_busy = std::chrono::milliseconds{200};
        /// Time limit of a long request. It ends earlier when there is no connection for `total`.
        common::Duration long_total = std::chrono::minutes{10};
        /// Silence before a long request is sent again.
        common::Duration long_repeat_after = std::chrono::seconds{30};
    };

    explicit Client(Channel& channel) : Client(channel, Patience{}) {}
    Client(Channel& channel, Patience patience) : channel_(channel), patience_(patience) {}

    /// The answer, whatever its status. After a 503 it asks again, and returns the last 503 when
    /// the next repeat would come after the time limit: Patience::total from the beginning; for a
    /// long request, `total` from the first 503 and at most `long_total` from the beginning.
    /// @throws Unreachable when no answer comes, UsageError when the body is above
    /// REQUEST_BYTES_MAX.
    Response ask(const Request& request);
    /// Sends one request, again and again while no answer comes. A 503 is returned like any other
    /// answer. @return nothing when no answer came before the deadline, or, for a request with
    /// is_long, when there was no connection for Patience::total. When a part of the answer came
    /// before the deadline, the other parts are awaited beyond it. @throws UsageError as ask().
    std::optional<Response> ask_until(const Request& request, common::Instant deadline);

    /// Sets a function that is called with the endpoint, at most once in each ask_until(): after a
    /// second without a connection, or before the request is sent again for want of an answer.
    void on_wait(std::function<void(const std::string&)> notice) { notice_ = std::move(notice); }

private:
    /// @return false when there was no connection for one of the parts before the deadline.
    [[nodiscard]] bool send_parts(const Request& request, common::Instant deadline);
    /// Waits for the answer to request id_. After each part that comes, the next one has at least
    /// `repeat_after` to come. @return nothing when a part was missing at the deadline.
    std::optional<Response> receive_parts(common::Instant deadline, common::Duration repeat_after);
    void call_notice() const;

    Channel& channel_;
    Patience patience_;
    std::int64_t id_ = 0;  ///< of the request that was sent last
    std::function<void(const std::string&)> notice_;
};

/// The body of an answer with a status below 400. @throws Unreachable for a 503, Refused for any
/// other error; both with the answer's `detail`.
std::string accepted(const Response& response);

/// The `detail` of an error's body for people: its text, or the list of faults joined by "; ".
/// Without a `detail` it is the status and the body.
std::string detail_of(const Response& response);

}  // namespace tradepit::cli
