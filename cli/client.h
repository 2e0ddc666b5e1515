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

struct Request {
    std::string method = "GET";
    std::string path;
    std::vector<common::Parameter> parameters{};
    std::string key{};     ///< Idempotency-Key of a POST: a repeat changes nothing
    std::string body{};    ///< at most REQUEST_BYTES_MAX
    bool is_long = false;  ///< its answer, in one part, may take minutes
};

struct Response {
    int status = 0;  ///< as HTTP
    std::string body;
};

/// Asks query over the lookup socket: the REST surface, without HTTP. Requests are repeated when
/// nothing comes (they are idempotent, POSTs by their key), so a process that restarts in between
/// costs time and nothing else.
class Client {
public:
    struct Patience {
        common::Instant total = std::chrono::seconds{10};       ///< since the last sign of life
        common::Instant repeat = std::chrono::seconds{3};       ///< silence before the next repeat
        common::Instant busy = std::chrono::milliseconds{200};  ///< before asking again after a 503
        common::Instant long_total = std::chrono::minutes{10};  ///< `total` and `repeat` of what
        common::Instant long_repeat = std::chrono::seconds{30};  ///< is_long, while query is there
    };

    explicit Client(Channel& channel) : Client(channel, Patience{}) {}
    Client(Channel& channel, Patience patience) : channel_(channel), patience_(patience) {}

    /// The answer, whatever its status; a 503 is asked again until the patience ends.
    /// @throws Unreachable when nobody answers, UsageError when the body is above the limit.
    Response ask(const Request& request);
    /// One question, repeated in silence; nothing when no answer came before the deadline.
    std::optional<Response> ask_until(const Request& request, common::Instant deadline);

    /// Called once for each wait that takes longer than a second, with the endpoint.
    void on_wait(std::function<void(const std::string&)> notice) { notice_ = std::move(notice); }

private:
    [[nodiscard]] bool send_parts(const Request& request, common::Instant deadline);
    std::optional<Response> receive_parts(common::Instant deadline, common::Instant repeat);
    void notice_once();

    Channel& channel_;
    Patience patience_;
    std::int64_t id_ = 0;
    std::function<void(const std::string&)> notice_;
};

/// The body of an answer with a status below 400. @throws Refused with the answer's `detail` else;
/// Unreachable for a 503.
std::string accepted(const Response& response);

/// The `detail` of an error's body: text, or the faults of a validation one after the other.
std::string detail_of(const Response& response);

}  // namespace tradepit::cli
