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

/// What an HttpServer and its handler exchange. These types depend neither on Beast nor on Asio.
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
/// copied. Each HTTP thread hashes and compresses them once (HttpFiles in http_message.h).
struct HttpFile {
    std::string_view octets;
};

/// One piece of a body that is sent in pieces. `is_last`: no other piece follows.
struct HttpPiece {
    std::string text;  ///< may be empty
    bool is_last = false;
};
/// A body of unknown length, sent in chunks: `first`, and then what `next` returns, up to a piece
/// with is_last. `next` is called on the HTTP thread, each time that the socket has taken the piece
/// before. So it is called at least once, unless the request was a HEAD or the connection ends.
/// When it returns nothing or throws, the connection ends without the last chunk, so that the
/// client sees that the body is incomplete.
struct HttpPieces {
    std::string first;
    std::function<std::optional<HttpPiece>()> next;
};

/// The answer to a request. The views are of string literals, because they are not copied.
struct HttpReply {
    using Body = std::variant<std::string, HttpFile, HttpPieces>;

    int status = 200;
    Body body;
    int retry_after_s = 0;  ///< Retry-After in seconds; 0: the field is left out
    std::string_view type = "application/json; charset=utf-8";  ///< Content-Type
    std::string_view policy = "default-src 'self'";             ///< Content-Security-Policy
    std::string allow = {};     ///< Allow; empty: the field is left out
    std::string location = {};  ///< Location, percent-encoded; empty: the field is left out
};

/// A refusal with the body {"detail": text}.
[[nodiscard]] HttpReply http_refusal(int status, std::string_view detail);

/// An answer from another thread.
struct LateAnswer {
    std::int64_t request = 0;  ///< the number that the HTTP thread gave the request
    HttpReply reply;
};

/// Passes the answer to one request from another thread to the request's HTTP thread. May be called
/// from any thread, also after the server is gone. Only the first call counts. The answer is
/// dropped when the client was answered already, or when too many answers wait for the HTTP thread
/// (LateAnswers).
class HttpResponder {
public:
    HttpResponder(std::shared_ptr<Mailbox<LateAnswer>> answers, std::int64_t request)
        : answers_{std::move(answers)}, request_{request} {}

    void operator()(HttpReply reply) const;

private:
    std::shared_ptr<Mailbox<LateAnswer>> answers_;
    std::int64_t request_;
};

/// A handler returns this when the answer comes later, through the HttpResponder. When none has
/// come after `patience`, the client gets `otherwise`.
struct AnswerLater {
    std::chrono::milliseconds patience{};
    HttpReply otherwise;
};

/// Answers the requests of one HTTP thread. It runs on that thread, so it must not block for long.
/// When it throws, the exception is logged, and the client gets status 500.
using HttpHandler =
    std::function<std::variant<HttpReply, AnswerLater>(HttpRequest, const HttpResponder&)>;

}  // namespace tradepit::common
