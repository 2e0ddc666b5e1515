#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>  // before Asio 1.74, which forgets it
#include <variant>

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/string_body.hpp>

#include "common/http/http_exchange.h"

/// Between Beast's messages and those of a handler.
namespace tradepit::common {

using HttpMessage = boost::beast::http::request<boost::beast::http::string_body>;

/// Why a request is refused that Beast could parse: another server in front of this one might read
/// its framing in another way (RFC 9112, sections 3.2 and 6).
[[nodiscard]] std::optional<HttpReply> framing_fault(const HttpMessage& message);

/// The request for a handler, or why it gets none. With `on_loopback`, for a server that only this
/// machine reaches, Host must name this machine.
[[nodiscard]] std::variant<HttpRequest, HttpReply> read_request(HttpMessage message,
                                                                bool on_loopback);

/// Answers of these sizes are compressed for clients that take it. Below, compression saves no
/// packet; above, it would keep the thread's other connections waiting.
inline constexpr std::size_t GZIP_BYTES_MIN = 1'400;
inline constexpr std::size_t GZIP_BYTES_MAX = std::size_t{4} << 20;

/// How a request wants its response.
struct ResponseOptions {
    bool head = false;
    bool get = false;  ///< or head
    bool gzip = false;
    bool keep = false;             ///< the connection
    bool chunks = false;           ///< the client reads them: HTTP/1.1
    std::string known_etags = {};  ///< If-None-Match
};

[[nodiscard]] ResponseOptions options_of(const HttpMessage& message, bool keep);

/// The files that one thread has served, each hashed and compressed when it is first asked for. A
/// file never changes, and there are as many as the program has.
class HttpFiles {
public:
    struct Forms {
        std::string_view plain;
        std::string gzipped;  ///< empty where it is sent plain to everybody
        std::string plain_etag;
        std::string gzipped_etag;
    };
    [[nodiscard]] const Forms& of(const HttpFile& file);

private:
    std::map<std::pair<const char*, std::size_t>, Forms> forms_;  ///< by place and size
};

/// The response for a body that is there. With status 200 to a GET it has a strong ETag, from the
/// hash of its body and its encoding, and becomes a 304 where the client has that already.
[[nodiscard]] boost::beast::http::response<boost::beast::http::string_body> response_to(
    HttpReply reply, const ResponseOptions& options);

/// The same for a reply whose body is a file; `forms` must outlive the response.
[[nodiscard]] boost::beast::http::response<boost::beast::http::span_body<const char>>
file_response_to(const HttpReply& reply, const HttpFiles::Forms& forms,
                 const ResponseOptions& options);

/// The head of a response in pieces: in chunks, or until the end of the connection.
[[nodiscard]] boost::beast::http::response<boost::beast::http::empty_body> head_of_stream(
    const HttpReply& reply, const ResponseOptions& options);

}  // namespace tradepit::common
