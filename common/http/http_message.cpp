#include "common/http/http_message.h"

#include <algorithm>
#include <ctime>
#include <string_view>

#include "common/digest.h"
#include "common/http/accept.h"
#include "common/http/content_coding.h"
#include "common/http/gzip.h"
#include "common/http/http_target.h"
#include "common/limits.h"

namespace tradepit::common {

namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

std::string_view text_of(boost::beast::string_view field) { return {field.data(), field.size()}; }

/// The refusal of a request whose Idempotency-Key is invalid; nothing when the key is valid or not
/// given.
std::optional<HttpReply> key_fault(const BeastRequest& message) {
    if (message.count("Idempotency-Key") > 1)
        return http_refusal(400, "Idempotency-Key is given twice");
    const auto key = message["Idempotency-Key"];
    if (key.size() > NAME_BYTES_MAX)
        return http_refusal(
            400, "Idempotency-Key is longer than " + std::to_string(NAME_BYTES_MAX) + " bytes");
    for (const char c : key)
        if (c < ' ' || c > '~') return http_refusal(400, "Idempotency-Key is not printable ASCII");
    return std::nullopt;
}

/// The codings of the body, in one list where the field Content-Encoding is given several times.
std::string all_codings(const BeastRequest& message) {
    std::string codings;
    const auto [first, last] = message.equal_range(http::field::content_encoding);
    for (auto field = first; field != last; ++field) {
        if (field != first) codings += ", ";
        codings += text_of(field->value());
    }
    return codings;
}

/// Hexadecimal digits of a body's hash in its ETag.
constexpr std::size_t ETAG_DIGITS = 32;
constexpr int UNAUTHORIZED = 401;
constexpr int UNSUPPORTED_MEDIA_TYPE = 415;
constexpr int NO_CONTENT = 204;
/// For how long a browser may remember what a preflight answered, in seconds.
constexpr const char* PREFLIGHT_SECONDS = "600";

/// Now, in the form of the field Date.
std::string http_date() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

/// The ETag of a body. `body` itself is not compressed; `gzip` says whether it is sent compressed.
/// Each encoding of a body is another representation (RFC 9110), and needs an ETag of its own.
std::string etag_of(std::string_view body, bool gzip) {
    return "\"" + sha256_hex(body).substr(0, ETAG_DIGITS) + (gzip ? "-gzip\"" : "\"");
}

/// Whether the list of an If-None-Match field has this ETag, or is "*" (RFC 9110, section 13.1.2).
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

bool is_worth_gzip(std::size_t bytes) { return bytes >= GZIP_BYTES_MIN && bytes <= GZIP_BYTES_MAX; }

/// Sets the field Vary: the fields of the request on which the response depends.
template <class Body>
void set_vary(http::response<Body>& response, const ResponseOptions& options) {
    std::string fields = options.get ? "Accept, Accept-Encoding, Authorization" : "";
    if (options.varies_by_origin) fields += fields.empty() ? "Origin" : ", Origin";
    if (!fields.empty()) response.set(http::field::vary, fields);
}

/// Sets the fields by which a browser lets a page of ResponseOptions::origin read the response, and
/// send its request after a preflight (the Fetch standard, "CORS protocol").
template <class Body>
void set_cors(http::response<Body>& response, const ResponseOptions& options) {
    if (options.origin.empty()) return;
    response.set(http::field::access_control_allow_origin, options.origin);
    response.set(http::field::access_control_expose_headers, "Allow, ETag, Location, Retry-After");
    if (!options.preflight) return;
    response.set(http::field::access_control_allow_methods, "GET, HEAD, POST, OPTIONS");
    response.set(http::field::access_control_allow_headers,
                 "Accept, Authorization, Content-Encoding, Content-Type, Idempotency-Key, "
                 "If-None-Match");
    response.set(http::field::access_control_max_age, PREFLIGHT_SECONDS);
}

/// Sets the status and every field that does not depend on the body.
template <class Body>
void set_fields(http::response<Body>& response, const HttpReply& reply,
                const ResponseOptions& options) {
    response.result(static_cast<unsigned>(reply.status));
    response.version(11);  // HTTP/1.1
    response.set(http::field::date, http_date());
    if (reply.status != NO_CONTENT)
        response.set(http::field::content_type,
                     boost::beast::string_view{reply.type.data(), reply.type.size()});
    response.set("Content-Security-Policy",
                 boost::beast::string_view{reply.policy.data(), reply.policy.size()});
    response.set("X-Content-Type-Options", "nosniff");
    response.set(http::field::cache_control, "no-store");
    set_vary(response, options);
    set_cors(response, options);
    if (reply.retry_after_s > 0)
        response.set(http::field::retry_after, std::to_string(reply.retry_after_s));
    if (!reply.allow.empty()) response.set(http::field::allow, reply.allow);
    if (!reply.location.empty()) response.set(http::field::location, reply.location);
    if (reply.status == UNAUTHORIZED) response.set(http::field::www_authenticate, "Bearer");
    if (reply.status == UNSUPPORTED_MEDIA_TYPE)
        response.set(http::field::accept_encoding, "gzip");  // RFC 9110, section 15.5.16
    response.keep_alive(options.keep);
    // Beast leaves the field out, because the response is of HTTP/1.1. A client of HTTP/1.0 that
    // does not find it waits for the end of the connection.
    if (options.keep && !options.chunks) response.set(http::field::connection, "keep-alive");
}

/// Gives the response its ETag. Where the client knows that ETag, the response becomes a 304, and
/// the result is true.
template <class Body>
bool becomes_not_modified(http::response<Body>& response, const std::string& etag,
                          const ResponseOptions& options) {
    response.set(http::field::etag, etag);
    // The client may keep the body, and asks each time whether it is still the same.
    response.set(http::field::cache_control, "private, no-cache");
    if (!is_known(options.known_etags, etag)) return false;
    response.result(http::status::not_modified);
    response.erase(http::field::content_type);
    return true;
}

bool has_etag(const HttpReply& reply, const ResponseOptions& options) {
    return options.get && reply.status == 200;
}

}  // namespace

const HttpFiles::Forms& HttpFiles::of(const HttpFile& file) {
    const auto [entry, is_new] = forms_.try_emplace({file.octets.data(), file.octets.size()});
    Forms& forms = entry->second;
    if (!is_new) return forms;
    forms.plain = file.octets;
    forms.plain_etag = etag_of(forms.plain, /*gzip=*/false);
    if (!is_worth_gzip(forms.plain.size())) return forms;
    forms.gzipped = gzipped(forms.plain);
    forms.gzipped_etag = etag_of(forms.plain, /*gzip=*/true);
    return forms;
}

std::optional<HttpReply> framing_fault(const BeastRequest& message) {
    const auto length = message[http::field::content_length];
    if (message.count(http::field::content_length) > 1 ||
        length.find_first_not_of("0123456789") != beast::string_view::npos)
        return http_refusal(400, "Content-Length is not one number");
    if (const auto encodings = message.count(http::field::transfer_encoding); encodings > 0) {
        if (message.count(http::field::content_length) > 0)
            return http_refusal(400, "Content-Length and Transfer-Encoding are both given");
        if (encodings > 1 || !beast::iequals(message[http::field::transfer_encoding], "chunked"))
            return http_refusal(400, "a Transfer-Encoding other than chunked");
        if (message.version() < 11) return http_refusal(400, "Transfer-Encoding before HTTP/1.1");
    }
    const auto hosts = message.count(http::field::host);
    if (hosts > 1 || (hosts == 0 && message.version() >= 11) ||
        message[http::field::host].find_first_of(" \t,") != beast::string_view::npos)
        return http_refusal(400, "not exactly one Host");
    const auto expect = message[http::field::expect];
    if (!expect.empty() && message.version() >= 11 && !beast::iequals(expect, "100-continue"))
        return http_refusal(417, "an expectation other than 100-continue");
    return std::nullopt;
}

bool expects_continue(const BeastRequest& message) {
    return message.version() >= 11 && !message[http::field::expect].empty();
}

HttpSender sender_of(const BeastRequest& message) {
    const auto method = message.method();
    HttpSender sender{.changes_nothing = method == http::verb::get || method == http::verb::head ||
                                         method == http::verb::options,
                      .host = std::nullopt,
                      .origin = text_of(message[http::field::origin])};
    if (message.count(http::field::host) > 0) sender.host = text_of(message[http::field::host]);
    return sender;
}

std::variant<HttpRequest, HttpReply> read_request(BeastRequest message,
                                                  std::size_t body_bytes_max) {
    if (auto fault = key_fault(message)) return std::move(*fault);
    const auto text = text_of(message.target());
    const bool is_for_all = message.method() == http::verb::options && text == "*";
    auto target = is_for_all ? Target{.path = "*", .parameters = {}} : parse_target(text);
    if (const auto* fault = std::get_if<TargetFault>(&target))
        return http_refusal(fault->status, fault->detail);
    auto body = decoded_body(std::move(message.body()), all_codings(message), body_bytes_max);
    if (auto* refusal = std::get_if<HttpReply>(&body)) return std::move(*refusal);
    auto& [path, parameters] = std::get<Target>(target);
    HttpRequest request{.method = message.method() == http::verb::head
                                      ? "GET"
                                      : std::string{message.method_string()},
                        .path = std::move(path),
                        .parameters = std::move(parameters),
                        .key = std::string{message["Idempotency-Key"]},
                        .accept = std::string{message[http::field::accept]},
                        .authorization = {},
                        .body = std::get<std::string>(std::move(body))};
    const auto [first, last] = message.equal_range(http::field::authorization);
    for (auto field = first; field != last; ++field)
        request.authorization.emplace_back(field->value());
    return request;
}

ResponseOptions options_of(const BeastRequest& message, bool keep, const HttpAccess& access) {
    const bool head = message.method() == http::verb::head;
    const auto origin = text_of(message[http::field::origin]);
    return {.head = head,
            .get = head || message.method() == http::verb::get,
            .gzip = accepts_gzip(std::string{message[http::field::accept_encoding]}),
            .keep = keep,
            .chunks = message.version() >= 11,
            .known_etags = std::string{message[http::field::if_none_match]},
            .varies_by_origin = !access.origins.empty(),
            .origin = is_admitted(origin, access) ? std::string{origin} : std::string{},
            .preflight = message.method() == http::verb::options &&
                         !message[http::field::access_control_request_method].empty()};
}

http::response<http::string_body> response_to(HttpReply reply, const ResponseOptions& options) {
    http::response<http::string_body> response;
    set_fields(response, reply, options);
    auto body = std::get<std::string>(std::move(reply.body));
    if (reply.status == NO_CONTENT) return response;  // without a length: RFC 9110, section 8.6
    const bool gzip = options.gzip && is_worth_gzip(body.size());
    if (has_etag(reply, options) && becomes_not_modified(response, etag_of(body, gzip), options))
        return response;
    if (gzip) {
        response.set(http::field::content_encoding, "gzip");
        body = gzipped(body);
    }
    response.content_length(body.size());
    if (!options.head) response.body() = std::move(body);
    return response;
}

http::response<http::span_body<const char>> file_response_to(const HttpReply& reply,
                                                             const HttpFiles::Forms& forms,
                                                             const ResponseOptions& options) {
    http::response<http::span_body<const char>> response;
    set_fields(response, reply, options);
    const bool gzip = options.gzip && !forms.gzipped.empty();
    if (has_etag(reply, options) &&
        becomes_not_modified(response, gzip ? forms.gzipped_etag : forms.plain_etag, options))
        return response;
    if (gzip) response.set(http::field::content_encoding, "gzip");
    const std::string_view body = gzip ? std::string_view{forms.gzipped} : forms.plain;
    response.content_length(body.size());
    if (!options.head) response.body() = {body.data(), body.size()};
    return response;
}

http::response<http::empty_body> head_of_stream(const HttpReply& reply,
                                                const ResponseOptions& options) {
    http::response<http::empty_body> response;
    set_fields(response, reply, options);
    if (options.gzip) response.set(http::field::content_encoding, "gzip");
    if (options.chunks)
        response.chunked(true);
    else
        response.keep_alive(false);  // the end of the connection is the end of the body
    return response;
}

}  // namespace tradepit::common
