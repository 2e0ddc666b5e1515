#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>  // must precede Asio of Boost 1.74, which lacks this include
#include <variant>

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/string_body.hpp>

#include "common/http/http_access.h"
#include "common/http/http_exchange.h"

/// Converts Beast's requests for a handler, and a handler's replies to Beast's responses.
namespace tradepit::common {

/// A request as Beast parsed it.
using BeastRequest = boost::beast::http::request<boost::beast::http::string_body>;

/// Checks the header of a request that Beast could parse. Returns the refusal; nothing when the
/// header is fine. It refuses repeated or contradictory fields Content-Length, Transfer-Encoding
/// and Host with 400: a proxy in front of this server might read them in another way, and so see
/// the request end elsewhere (RFC 9112, sections 3.2 and 6). It refuses an Expect other than
/// "100-continue" with 417, unless the client speaks HTTP/1.0, where the field means nothing.
[[nodiscard]] std::optional<HttpReply> framing_fault(const BeastRequest& message);

/// Whether the client waits for a "100 Continue" before it sends the body. A client of HTTP/1.0
/// never does: it would take the 100 for the answer (RFC 9110, section 10.1.1).
[[nodiscard]] bool expects_continue(const BeastRequest& message);

/// What the fields of a request say of who sends it. The views point into `message`.
[[nodiscard]] HttpSender sender_of(const BeastRequest& message);

/// The request for a handler, or its refusal: 400 for an invalid Idempotency-Key, the refusal of
/// its target by parse_target() (http_target.h), or that of its body by decoded_body()
/// (content_coding.h). The target "*" of an OPTIONS, which asks about the whole server (RFC 9110,
/// section 9.3.7), becomes the path "*".
/// @param body_bytes_max the most octets of a body once it is decoded
[[nodiscard]] std::variant<HttpRequest, HttpReply> read_request(BeastRequest message,
                                                                std::size_t body_bytes_max);

/// Bodies of a size from GZIP_BYTES_MIN to GZIP_BYTES_MAX are compressed for clients that accept
/// it. For a smaller body compression saves no packet; for a larger one it would keep the thread's
/// other connections waiting. A body that is sent in pieces is compressed whatever its size.
inline constexpr std::size_t GZIP_BYTES_MIN = 1'400;
inline constexpr std::size_t GZIP_BYTES_MAX = std::size_t{4} << 20;

/// What a request asks of its response.
struct ResponseOptions {
    bool head = false;  ///< the method is HEAD: the response has no body
    bool get = false;   ///< the method is GET or HEAD
    bool gzip = false;  ///< the client accepts gzip
    bool keep = false;  ///< the connection stays open
    /// The client speaks HTTP/1.1: it understands chunks, and assumes that the connection stays
    /// open. One of HTTP/1.0 is told that it does.
    bool chunks = false;
    std::string known_etags = {};   ///< If-None-Match
    bool varies_by_origin = false;  ///< HttpAccess has origins, so answers depend on Origin
    /// The field Origin where HttpAccess names it: its pages may read the response. Else empty.
    std::string origin = {};
    bool preflight = false;  ///< a browser asks whether a page of `origin` may send a request
};

/// @param keep as ResponseOptions::keep
[[nodiscard]] ResponseOptions options_of(const BeastRequest& message, bool keep,
                                         const HttpAccess& access);

/// The files that one HTTP thread has served. Each is hashed and compressed when it is first
/// requested.
class HttpFiles {
public:
    /// A file as it is and compressed, with the ETag of each.
    struct Forms {
        std::string_view plain;
        std::string gzipped;  ///< empty: the file is never sent compressed
        std::string plain_etag;
        std::string gzipped_etag;  ///< empty where `gzipped` is
    };
    [[nodiscard]] const Forms& of(const HttpFile& file);

private:
    std::map<std::pair<const char*, std::size_t>, Forms> forms_;  ///< by address and size
};

/// The response to a reply whose body is a string. With status 200 to a GET or HEAD it has a strong
/// ETag, made of the hash of its body and its encoding. Where ResponseOptions::known_etags has that
/// ETag, the response becomes a 304 without a body.
[[nodiscard]] boost::beast::http::response<boost::beast::http::string_body> response_to(
    HttpReply reply, const ResponseOptions& options);

/// The same for a reply whose body is a file. The response refers to `forms`, which must outlive
/// it.
[[nodiscard]] boost::beast::http::response<boost::beast::http::span_body<const char>>
file_response_to(const HttpReply& reply, const HttpFiles::Forms& forms,
                 const ResponseOptions& options);

/// The head of a response whose body is sent in pieces: in chunks, or, where the client does not
/// understand them, until the connection ends.
[[nodiscard]] boost::beast::http::response<boost::beast::http::empty_body> head_of_stream(
    const HttpReply& reply, const ResponseOptions& options);

}  // namespace tradepit::common
