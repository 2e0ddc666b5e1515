#pragma once

#include <chrono>

#include <poll.h>

#include "common/http/http_server.h"
#include "query/http_api.h"
#include "tests/common/http/http_peer.h"
#include "tests/query/running_loop.h"

namespace tradepit::query {

/// An HTTP server that calls a running loop. Both use EchoingApi.
class RunningHttp {
public:
    explicit RunningHttp(common::HttpLimits limits = {}, int threads = 2, HttpApiSettings api = {})
        : http_({.address = {"127.0.0.1", 0}, .threads = threads, .limits = limits},
                [this, api]() mutable {
                    api.counts = &counts_;
                    return http_api(loop_.make_api()(nullptr), loop_.calls(), api);
                }) {}

    RunningLoop& loop() { return loop_; }
    common::HttpServer& server() { return http_; }
    const std::string& address() const { return http_.address(); }
    const ReplyCounts& counts() const { return counts_; }

    HttpResponse get(const std::string& target) {
        return HttpPeer{address()}.get(target).response();
    }
    /// Whether all connections end within ten seconds after stop().
    bool ended() {
        pollfd item{http_.ended(), POLLIN, 0};
        return ::poll(&item, 1, 10'000) == 1;
    }

private:
    RunningLoop loop_;
    ReplyCounts counts_;
    common::HttpServer http_;
};

}  // namespace tradepit::query
