#include "query/http/http_request.h"

#include <string>

#include "common/limits.h"
#include "query/http/accept.h"
#include "query/http/http_address.h"
#include "query/http/http_target.h"
#include "query/rest/routes.h"

namespace tradepit::query {

namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

/// A page of another site may send simple requests here, but not see the answer; it must not
/// submit jobs either.
bool is_foreign(const HttpMessage& message) {
    const auto origin = message[http::field::origin];
    if (origin.empty() || message.method() == http::verb::get ||
        message.method() == http::verb::head)
        return false;
    const auto host = message[http::field::host];
    return origin != "http://" + std::string{host} && origin != "https://" + std::string{host};
}

/// Before a listener that only this machine reaches, what is addressed to another name comes from a
/// page that has that name lead here (DNS rebinding): its own Origin would be no foreign one.
bool is_addressed_elsewhere(const HttpMessage& message) {
    if (message.count(http::field::host) == 0) return false;
    const auto field = message[http::field::host];
    const std::string_view host{field.data(), field.size()};
    const bool v6 = host.starts_with('[');
    const auto end = v6 ? host.find(']') + 1 : host.find(':');
    const auto port = end < host.size() ? host.substr(end) : std::string_view{};
    const bool port_fits = port.empty() || (port.front() == ':' &&
                                            port.find_first_not_of("0123456789", 1) == port.npos);
    const auto name = host.substr(0, end);
    return !port_fits || (!beast::iequals({name.data(), name.size()}, "localhost") &&
                          name != "[::1]" && !is_loopback_ip(std::string{name}));
}

std::optional<Reply> key_fault(const HttpMessage& message) {
    if (message.count("Idempotency-Key") > 1) return refused(400, "Idempotency-Key is given twice");
    const auto key = message["Idempotency-Key"];
    if (key.size() > common::NAME_BYTES_MAX)
        return refused(400, "Idempotency-Key is longer than " +
                                std::to_string(common::NAME_BYTES_MAX) + " bytes");
    for (const char c : key)
        if (c < ' ' || c > '~') return refused(400, "Idempotency-Key is not printable ASCII");
    return std::nullopt;
}

/// What Accept asks for, where the parameters say nothing.
void add_format(const HttpMessage& message, Request& request) {
    const auto accept = text_view(message[http::field::accept]);
    if (accept.empty()) return;
    const auto* route = find_route(request.method, request.path).route;
    if (route == nullptr || route->rows.empty()) return;
    const auto named = [](const auto& each) { return each.name == "format"; };
    if (std::ranges::any_of(request.parameters, named)) return;
    if (const auto format = accepted_format(accept); format != "json")
        request.parameters.push_back({"format", std::string{format}});
}

}  // namespace

/// Why a request that could be parsed is still refused: what another server in front of us might
/// read in another way (RFC 9112, sections 3.2 and 6).
std::optional<Reply> framing_fault(const HttpMessage& message) {
    const auto length = message[http::field::content_length];
    if (message.count(http::field::content_length) > 1 ||
        length.find_first_not_of("0123456789") != beast::string_view::npos)
        return refused(400, "Content-Length is not one number");
    if (const auto encodings = message.count(http::field::transfer_encoding); encodings > 0) {
        if (message.count(http::field::content_length) > 0)
            return refused(400, "Content-Length and Transfer-Encoding are both given");
        if (encodings > 1 || !beast::iequals(message[http::field::transfer_encoding], "chunked"))
            return refused(400, "a Transfer-Encoding other than chunked");
        if (message.version() < 11) return refused(400, "Transfer-Encoding before HTTP/1.1");
    }
    const auto hosts = message.count(http::field::host);
    if (hosts > 1 || (hosts == 0 && message.version() >= 11) ||
        message[http::field::host].find_first_of(" \t,") != beast::string_view::npos)
        return refused(400, "not exactly one Host");
    const auto expect = message[http::field::expect];
    if (!expect.empty() && !beast::iequals(expect, "100-continue"))
        return refused(417, "an expectation other than 100-continue");
    return std::nullopt;
}

/// The request as the surface knows it; HEAD is a GET whose body is left out.
std::variant<Request, Reply> read_request(const HttpMessage& message, bool on_loopback) {
    if (on_loopback && is_addressed_elsewhere(message))
        return refused(403, "the request is addressed to another host; here it is localhost");
    if (is_foreign(message)) return refused(403, "the request comes from another site");
    if (auto fault = key_fault(message)) return std::move(*fault);
    const auto text = message.target();
    auto target = parse_target({text.data(), text.size()});
    if (const auto* fault = std::get_if<TargetFault>(&target))
        return refused(fault->status, fault->detail);
    auto& [path, parameters] = std::get<Target>(target);
    Request request{.method = message.method() == http::verb::head
                                  ? "GET"
                                  : std::string{message.method_string()},
                    .path = std::move(path),
                    .parameters = std::move(parameters),
                    .key = std::string{message["Idempotency-Key"]},
                    .body = message.body()};
    add_format(message, request);
    return request;
}

}  // namespace tradepit::query
