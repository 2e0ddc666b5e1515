#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>  // before Asio 1.74, which uses it without including it
#include <variant>

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/string_body.hpp>

#include "common/http/http_exchange.h"

/// Converts between Beast's messages and those of a handler.
namespace tradepit::common {

using HttpMessage = boost::beast::http::request<boost::beast::http::string_body>;

/// Why a request is refused although Beast could parse it; nothing when it is not. Another server
/// in front of this one might read such framing in another way (RFC 9112, sections 3.2 and 6).
[[nodiscard]] std::optional<HttpReply> framing_fault(const HttpMessage& message);

/// The request for a handler, or the refusal of it. With `on_loopback`, for a server that only this
/// machine can reach, the field Host must name this machine.
[[nodiscard]] std::variant<HttpRequest, HttpReply> read_request(HttpMessage message,
                                                                bool on_loopback);

/// Answers of these sizes are compressed for clients that accept it. For a smaller one compression
/// saves no packet; for a larger one it would keep the thread's other connections waiting.
inline constexpr std::size_t GZIP_BYTES_MIN = 1'400;
inline constexpr std::size_t GZIP_BYTES_MAX = std::size_t{4} << 20;

/// What a request asks of its response.
struct ResponseOptions {
    bool head = false;
    bool get = false;  ///< GET or HEAD
    bool gzip = false;
    bool keep = false;             ///< the connection stays open
    bool chunks = false;           ///< the client understands chunks (HTTP/1.1)
    std::string known_etags = {};  ///< If-None-Match
};

[[nodiscard]] ResponseOptions options_of(const HttpMessage& message, bool keep);

/// The files that one thread has served. Each is hashed and compressed when it is first requested.
class HttpFiles {
public:
    struct Forms {
        std::string_view plain;
        std::string gzipped;  ///< empty: the file is never sent compressed
        std::string plain_etag;
        std::string gzipped_etag;
    };
    [[nodiscard]] const Forms& of(const HttpFile& file);

private:
    std::map<std::pair<const char*, std::size_t>, Forms> forms_;  ///< by address and size
};

/// The response with a whole body. With status 200 to a GET it has a strong ETag, made of the hash
/// of its body and its encoding, and becomes a 304 where the client has that body already.
[[nodiscard]] boost::beast::http::response<boost::beast::http::string_body> response_to(
    HttpReply reply, const ResponseOptions& options);

/// The same for a reply whose body is a file. The response refers to `forms`.
[[nodiscard]] boost::beast::http::response<boost::beast::http::span_body<const char>>
file_response_to(const HttpReply& reply, const HttpFiles::Forms& forms,
                 const ResponseOptions& options);

/// The head of a response whose body is sent in pieces: in chunks, or, where the client does not
/// understand them, until the connection ends.
[[nodiscard]] boost::beast::http::response<boost::beast::http::empty_body> head_of_stream(
    const HttpReply& reply, const ResponseOptions& options);

}  // namespace tradepit::common
