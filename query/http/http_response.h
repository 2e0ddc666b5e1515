#pragma once

#include <cstddef>
#include <string>

#include <boost/beast/http/empty_body.hpp>

#include "query/http/http_request.h"

namespace tradepit::query {

/// Answers within these are compressed for those who take it: below, it is not worth a packet;
/// above, it would keep the thread's other connections waiting.
inline constexpr std::size_t GZIP_BYTES_MIN = 1'400;
inline constexpr std::size_t GZIP_BYTES_MAX = std::size_t{4} << 20;

/// How a client wants its answer.
struct Wants {
    bool head = false;
    bool get = false;  ///< or head
    bool gzip = false;
    bool keep = false;       ///< the connection
    bool chunks = false;     ///< it reads them: HTTP/1.1
    std::string known = {};  ///< If-None-Match
};

[[nodiscard]] Wants wants_of(const HttpMessage& message, bool keep);

/// The answer to send. One to a GET with status 200 has a strong ETag, of the hash of its body and
/// its encoding, and is 304 where the client has it.
[[nodiscard]] boost::beast::http::response<boost::beast::http::string_body> response_to(
    Reply reply, const Wants& wants);

/// The head of an answer that is sent in chunks, or until the connection's end.
[[nodiscard]] boost::beast::http::response<boost::beast::http::empty_body> head_of_stream(
    const Reply& reply, const Wants& wants);

}  // namespace tradepit::query
