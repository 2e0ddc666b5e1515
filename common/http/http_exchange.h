#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/messages/messages.h"
#include "common/process/mailbox.h"

/// What an HttpServer and its handler exchange. These types depend on no library of the transport.
namespace tradepit::common {

/// A request that is well-formed and within the limits. A HEAD comes as a GET.
struct HttpRequest {
    std::string method;
    std::string path;  ///< percent-decoded UTF-8, without the query string
    std::vector<Parameter> parameters;
    std::string key;                         ///< Idempotency-Key, may be empty
    std::string accept;                      ///< Accept, may be empty
    std::vector<std::string> authorization;  ///< every Authorization field
    std::string body;
};

/// A body of octets that live as long as the program and never change. They are sent without being
/// copied, and hashed and compressed once (HttpFiles).
struct HttpFile {
    std::string_view octets;
};

/// One piece of a body; `is_last`: no other one follows.
struct HttpPiece {
    std::string text;
    bool is_last = false;
};
/// A body of unknown length, sent in chunks. `next` is called on the HTTP thread when the client
/// has taken the piece before. When it returns nothing or throws, the connection ends without the
/// last chunk, so that the client sees that the body is incomplete.
struct HttpPieces {
    std::string first;
    std::function<std::optional<HttpPiece>()> next;
};

struct HttpReply {
    using Body = std::variant<std::string, HttpFile, HttpPieces>;

    int status = 200;
    Body body;
    int retry_after_s = 0;                                      ///< Retry-After, where above 0
    std::string_view type = "application/json; charset=utf-8";  ///< Content-Type, a literal
    std::string_view policy = "default-src 'self'";  ///< Content-Security-Policy, a literal
    std::string allow = {};                          ///< Allow, where not empty
};

/// A refusal with the body {"detail": text}.
[[nodiscard]] HttpReply http_refusal(int status, std::string_view detail);

/// An answer from another thread, with the number of its request.
struct LateAnswer {
    std::int64_t request = 0;
    HttpReply reply;
};

/// Answers one request from another thread. May be called from any thread, also after the server
/// is gone. Only the first call counts, and one that comes too late does nothing.
class HttpResponder {
public:
    HttpResponder(std::shared_ptr<Mailbox<LateAnswer>> answers, std::int64_t request)
        : answers_{std::move(answers)}, request_{request} {}

    void operator()(HttpReply reply) const;

private:
    std::shared_ptr<Mailbox<LateAnswer>> answers_;
    std::int64_t request_;
};

/// A handler returns this when it answers later, by its responder. A client that has waited for
/// `patience` gets `otherwise`.
struct AnswerLater {
    std::chrono::milliseconds patience{};
    HttpReply otherwise;
};

/// Answers the requests of one HTTP thread. It runs on that thread, so it must not block for long.
/// An exception is logged, and answered with status 500.
using HttpHandler =
    std::function<std::variant<HttpReply, AnswerLater>(HttpRequest, const HttpResponder&)>;

}  // namespace tradepit::common
