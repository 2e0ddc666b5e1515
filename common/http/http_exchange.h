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

/// What an HttpServer and its handler give each other. Neither names a library of the transport.
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

/// Octets that live as long as the program and never change: they are sent without being copied,
/// and hashed and compressed once (HttpFiles).
struct HttpFile {
    std::string_view octets;
};

struct HttpPiece {
    std::string text;
    bool is_last = false;
};
/// A body of unknown length, sent in chunks. `next` is called on the HTTP thread when the client
/// has taken what was before; nothing from it ends the connection without the last chunk.
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

/// {"detail": text}.
[[nodiscard]] HttpReply http_refusal(int status, std::string_view detail);

/// A late answer, by the number of its request.
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

/// The answer comes by the responder. After `patience` the client gets `otherwise`.
struct AnswerLater {
    std::chrono::milliseconds patience{};
    HttpReply otherwise;
};

/// Answers requests on one HTTP thread; it may block it shortly. An exception is logged and
/// answered 500.
using HttpHandler =
    std::function<std::variant<HttpReply, AnswerLater>(HttpRequest, const HttpResponder&)>;

}  // namespace tradepit::common
