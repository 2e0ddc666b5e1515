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

/// A request to query. It has the parts of an HTTP request.
struct Request {
    std::string method = "GET";
    std::string path;
    std::vector<common::Parameter> parameters{};
    std::string key{};     ///< the Idempotency-Key of a POST
    std::string body{};    ///< at most REQUEST_BYTES_MAX
    bool is_long = false;  ///< the answer has one part and may take minutes
};

struct Response {
    int status = 0;  ///< an HTTP status
    std::string body;
};

/// Sends requests of the REST API to query over the lookup socket, without HTTP. A request is sent
/// again when no answer comes. All requests are idempotent (POSTs by their key), so a process that
/// restarts meanwhile costs only time. Not thread-safe.
class Client {
public:
    /// How long ask() tries and waits. The `long_` values are for a request with is_long.
    struct Patience {
        /// Time limit of a request, of the repeats after a 503, and of waiting for a connection.
        common::Duration total = std::chrono::seconds{10};
        /// Silence before a request is sent again.
        common::Duration repeat = std::chrono::seconds{3};
        /// Pause before a repeat after a 503.
        common::Duration busy = std::chrono::milliseconds{200};
        /// In place of `total`, as long as query can be reached.
        common::Duration long_total = std::chrono::minutes{10};
        /// In place of `repeat`.
        common::Duration long_repeat = std::chrono::seconds{30};
    };

    explicit Client(Channel& channel) : Client(channel, Patience{}) {}
    Client(Channel& channel, Patience patience) : channel_(channel), patience_(patience) {}

    /// The answer, whatever its status. After a 503 it asks again and gives the 503 back once
    /// Patience::total has passed.
    /// @throws Unreachable when no answer comes, UsageError when the body is above
    /// REQUEST_BYTES_MAX.
    Response ask(const Request& request);
    /// Sends one request, again and again while no answer comes. @return nothing when none came
    /// before the deadline; a 503 is given back like any other answer. @throws UsageError as ask().
    std::optional<Response> ask_until(const Request& request, common::Instant deadline);

    /// Sets a function that is called with the endpoint, once for each request that has waited for
    /// more than a second.
    void on_wait(std::function<void(const std::string&)> notice) { notice_ = std::move(notice); }

private:
    [[nodiscard]] bool send_parts(const Request& request, common::Instant deadline);
    std::optional<Response> receive_parts(common::Instant deadline, common::Duration repeat);
    void notice_once();

    Channel& channel_;
    Patience patience_;
    std::int64_t id_ = 0;
    std::function<void(const std::string&)> notice_;
};

/// The body of an answer with a status below 400. @throws Unreachable for a 503, Refused for any
/// other error; both with the answer's `detail`.
std::string accepted(const Response& response);

/// The `detail` of an error's body for people: its text, or the list of faults joined by "; ".
/// Without a `detail` it is the status and the body.
std::string detail_of(const Response& response);

}  // namespace tradepit::cli
