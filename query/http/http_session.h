#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>

#include <boost/asio/ip/tcp.hpp>

#include "query/http/http_line.h"
#include "query/http/http_server.h"
#include "query/requests/tokens.h"

namespace tradepit::query {

/// Whom a thread lets in.
struct HttpGate {
    bool on_loopback =
        false;  ///< nothing else is listened on: requests are to name it as their host
    std::optional<TokenFile> tokens;  ///< nothing: no token is asked for
    LookupCounts* counts = nullptr;   ///< of requests that reach no route; null: nobody counts
};

/// The connections of one HTTP thread. Used on that thread alone.
class HttpSessions {
public:
    /// `connections` counts those of all threads; the others must outlive the io_context's
    /// handlers.
    HttpSessions(const HttpLimits& limits, HttpGate gate, HttpServer::AnswerHere answer,
                 HttpLine& line, std::atomic<int>& connections);
    ~HttpSessions();
    HttpSessions(const HttpSessions&) = delete;
    HttpSessions& operator=(const HttpSessions&) = delete;

    /// Serves a connection, or answers 503 when there are too many.
    void take(boost::asio::ip::tcp::socket socket);
    /// Closes the idle ones, lets the others finish their request, and calls `empty` after the
    /// last.
    void stop(std::function<void()> empty);

    struct Parts;

private:
    std::shared_ptr<Parts> parts_;
};

}  // namespace tradepit::query
