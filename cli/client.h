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
    std::string key{};   ///< the Idempotency-Key of a POST
    std::string body{};  ///< at most REQUEST_BYTES_MAX
    /// The answer may take minutes, and must fit into one part. A repeat has the id of the request,
    /// so that query does not start the work twice; the parts of two answers could therefore not be
    /// told apart.
    bool is_long = false;
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
        common::Duration repeat_after = std::chrono::seconds{3};
        /// Pause before a repeat after a 503.
        common::Duration pause_when_busy = std::chrono::milliseconds{200};
        /// In place of `total` while there is a connection; without one, `total` holds.
        common::Duration long_total = std::chrono::minutes{10};
        /// In place of `repeat_after`.
        common::Duration long_repeat_after = std::chrono::seconds{30};
    };

    explicit Client(Channel& channel) : Client(channel, Patience{}) {}
    Client(Channel& channel, Patience patience) : channel_(channel), patience_(patience) {}

    /// The answer, whatever its status. After a 503 it asks again and gives the 503 back once
    /// Patience::total has passed.
    /// @throws Unreachable when no answer comes, UsageError when the body is above
    /// REQUEST_BYTES_MAX.
    Response ask(const Request& request);
    /// Sends one request, again and again while no answer comes. A 503 is given back like any other
    /// answer. @return nothing when no answer came before the deadline, or, for a request with
    /// is_long, when there was no connection for Patience::total. An answer of which a part has
    /// come is received after the deadline too. @throws UsageError as ask().
    std::optional<Response> ask_until(const Request& request, common::Instant deadline);

    /// Sets a function that is called with the endpoint, at most once in each ask_until(): after a
    /// second without a connection, or after the first time limit without an answer.
    void on_wait(std::function<void(const std::string&)> notice) { notice_ = std::move(notice); }

private:
    /// @return false when there was no connection for one of the parts before the deadline.
    [[nodiscard]] bool send_parts(const Request& request, common::Instant deadline);
    /// Waits for the answer to request id_. Every part that comes moves the deadline to at least
    /// `repeat_after` later.
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
