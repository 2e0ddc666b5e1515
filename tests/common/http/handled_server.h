#pragma once

#include <string>
#include <utility>

#include <poll.h>

#include "common/http/http_server.h"
#include "tests/common/http/http_peer.h"

namespace tradepit::common {

/// Tells a request back: "POST /p name=value key K 3 bytes". "/large?bytes=N" has N octets, and
/// "/refused" is refused.
inline HttpReply echo(const HttpRequest& request, const HttpResponder&) {
    if (request.path == "/refused") return http_refusal(422, "refused");
    if (request.path == "/large")
        return {.status = 200,
                .body = std::string(std::stoul(request.parameters.at(0).value), 'x')};
    std::string body = request.method + " " + request.path;
    for (const auto& [name, value] : request.parameters) body += " " + name + "=" + value;
    if (!request.key.empty()) body += " key " + request.key;
    return {.status = 200, .body = body + " " + std::to_string(request.body.size()) + " bytes"};
}

/// A server on a port of its own, with a handler of the test's.
class HandledServer {
public:
    explicit HandledServer(HttpHandler handler = echo, HttpLimits limits = {}, int threads = 1,
                           HttpAccess access = {})
        : server_({.address = {"127.0.0.1", 0},
                   .threads = threads,
                   .limits = limits,
                   .access = std::move(access)},
                  [handler = std::move(handler)] { return handler; }) {}

    HttpServer& server() { return server_; }
    [[nodiscard]] const std::string& address() const { return server_.address(); }
    [[nodiscard]] HttpResponse get(const std::string& target) const {
        return HttpPeer{address()}.get(target).response();
    }
    /// Whether all connections have ended after stop(), within ten seconds.
    [[nodiscard]] bool ended() const {
        pollfd item{server_.ended(), POLLIN, 0};
        return ::poll(&item, 1, 10'000) == 1;
    }

private:
    HttpServer server_;
};

}  // namespace tradepit::common
