#include "query/http/http_response.h"

#include <ctime>
#include <string_view>

#include "common/digest.h"
#include "query/http/accept.h"
#include "query/http/gzip.h"

namespace tradepit::query {

namespace http = boost::beast::http;

namespace {

constexpr std::size_t ETAG_DIGITS = 32;
constexpr int UNAUTHORIZED = 401;

std::string http_date() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

/// Each encoding of a body is another representation, with a validator of its own.
std::string etag_of(std::string_view body, bool gzip) {
    return "\"" + common::sha256_hex(body).substr(0, ETAG_DIGITS) + (gzip ? "-gzip\"" : "\"");
}

/// Whether a list of validators (RFC 9110, section 13.1.2) has this one.
bool is_known(std::string_view list, std::string_view etag) {
    while (!list.empty()) {
        auto each = list.substr(0, list.find(','));
        list.remove_prefix(std::min(each.size() + 1, list.size()));
        while (each.starts_with(' ')) each.remove_prefix(1);
        while (each.ends_with(' ')) each.remove_suffix(1);
        if (each.starts_with("W/")) each.remove_prefix(2);
        if (each == etag || each == "*") return true;
    }
    return false;
}

template <class Body>
void set_fields(http::response<Body>& response, const Reply& reply, const Wants& wants) {
    response.result(static_cast<unsigned>(reply.status));
    response.version(11);
    response.set(http::field::date, http_date());
    response.set(http::field::content_type,
                 boost::beast::string_view{reply.type.data(), reply.type.size()});
    response.set("Content-Security-Policy",
                 boost::beast::string_view{reply.policy.data(), reply.policy.size()});
    response.set("X-Content-Type-Options", "nosniff");
    response.set(http::field::cache_control, "no-store");
    if (wants.get) response.set(http::field::vary, "Accept, Accept-Encoding, Authorization");
    if (reply.retry_after_s > 0)
        response.set(http::field::retry_after, std::to_string(reply.retry_after_s));
    if (!reply.allow.empty()) response.set(http::field::allow, reply.allow);
    if (reply.status == UNAUTHORIZED) response.set(http::field::www_authenticate, "Bearer");
    response.keep_alive(wants.keep);
}

}  // namespace

Wants wants_of(const HttpMessage& message, bool keep) {
    const bool head = message.method() == http::verb::head;
    return {.head = head,
            .get = head || message.method() == http::verb::get,
            .gzip = accepts_gzip(text_view(message[http::field::accept_encoding])),
            .keep = keep,
            .chunks = message.version() >= 11,
            .known = std::string{message[http::field::if_none_match]}};
}

http::response<http::string_body> response_to(Reply reply, const Wants& wants) {
    http::response<http::string_body> response;
    set_fields(response, reply, wants);
    const bool gzip =
        wants.gzip && reply.body.size() >= GZIP_BYTES_MIN && reply.body.size() <= GZIP_BYTES_MAX;
    if (wants.get && reply.status == 200) {
        const auto etag = etag_of(reply.body, gzip);
        response.set(http::field::etag, etag);
        // It may be kept, and has to be asked for again.
        response.set(http::field::cache_control, "private, no-cache");
        if (is_known(wants.known, etag)) {
            response.result(http::status::not_modified);
            response.erase(http::field::content_type);
            return response;
        }
    }
    if (gzip) {
        response.set(http::field::content_encoding, "gzip");
        reply.body = gzipped(reply.body);
    }
    response.content_length(reply.body.size());
    if (!wants.head) response.body() = std::move(reply.body);
    return response;
}

http::response<http::empty_body> head_of_stream(const Reply& reply, const Wants& wants) {
    http::response<http::empty_body> response;
    set_fields(response, reply, wants);
    if (wants.gzip) response.set(http::field::content_encoding, "gzip");
    if (wants.chunks)
        response.chunked(true);
    else
        response.keep_alive(false);
    return response;
}

}  // namespace tradepit::query
