#pragma once

#include <memory>
#include <optional>
#include <utility>

#include <poll.h>

#include "query/http/http_server.h"
#include "tests/query/http/http_peer.h"
#include "tests/query/running_loop.h"

namespace tradepit::query {

/// The HTTP server before a running loop, both with the echoing surface.
class RunningHttp {
public:
    explicit RunningHttp(HttpLimits limits = {}, int threads = 2, const std::string& tokens = {})
        : http_(loop_.context(),
                {.address = {"127.0.0.1", 0},
                 .lookup = Server::LOOKUP_INPROC,
                 .threads = threads,
                 .tokens = tokens,
                 .counts = &counts_,
                 .limits = limits},
                [] { return answer_reads(); }) {}

    RunningLoop& loop() { return loop_; }
    HttpServer& server() { return http_; }
    const std::string& address() const { return http_.address(); }
    const LookupCounts& counts() const { return counts_; }

    HttpResponse get(const std::string& target) {
        return HttpPeer{address()}.get(target).response();
    }
    /// Whether all connections have ended after stop(), within ten seconds.
    bool ended() {
        pollfd item{http_.ended(), POLLIN, 0};
        return ::poll(&item, 1, 10'000) == 1;
    }

private:
    static HttpServer::AnswerHere answer_reads() {
        return [surface = echoing_surface()](const Request& request) -> std::optional<Reply> {
            if (needs_the_server(request)) return std::nullopt;
            auto answered = surface.answer(request);
            if (std::holds_alternative<common::WaitsRequest>(answered)) return std::nullopt;
            return std::get<Reply>(std::move(answered));
        };
    }

    RunningLoop loop_;
    LookupCounts counts_;
    HttpServer http_;
};

}  // namespace tradepit::query
