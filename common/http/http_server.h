#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "common/http/http_access.h"
#include "common/http/http_exchange.h"
#include "common/process/complaints.h"
#include "common/process/http_address.h"

namespace tradepit::common {

/// The limits for clients of the server. parse_target() (http_target.h) limits the length of a
/// target and the number of parameters.
struct HttpLimits {
    std::size_t header_bytes_max = 16 << 10;  ///< request line and fields together
    /// Of a request, chunked or not, and of the same body once it is decompressed. So a connection
    /// holds at most twice as much.
    std::size_t body_bytes_max = 1 << 20;
    int connections_max = 1'024;  ///< of all threads; one more is answered 503
    /// Connections above connections_max that one thread answers 503 at the same time. One more is
    /// closed without an answer.
    std::size_t refusals_max = 64;
    // A connection that exceeds one of the next four is closed.
    /// Between two requests, and before the first. It is longer than the 60 s for which proxies
    /// commonly keep a connection, so that none sends a request into a connection that this server
    /// is closing.
    std::chrono::milliseconds idle{75'000};
    std::chrono::milliseconds header{10'000};  ///< until the header of a request is read
    std::chrono::milliseconds body{30'000};    ///< until the body of a request is read
    /// Until the client has taken an answer, or a piece of one.
    std::chrono::milliseconds write{60'000};
    /// How long a refused connection is still read: a close with unread data resets the connection,
    /// and the client would not see the answer.
    std::chrono::milliseconds linger{1'000};
    /// How long requests that are under way at stop() may take; then their connections are closed.
    std::chrono::milliseconds drain{2'000};
};

/// Serves HTTP/1.1 on a few threads. Each has its own connections and its own handler, which
/// answers at once, or later from another thread. The HTTP threads share nothing but the count of
/// connections.
class HttpServer {
public:
    struct Settings {
        HttpAddress address;
        int threads = 2;
        HttpLimits limits = {};
        /// Where lines about clients go, so that a program has one limit for them. Nothing: they
        /// are limited among themselves. It must outlive the server.
        Complaints* complaints = nullptr;
        HttpAccess access = {};
        /// Called with the status of the answer when a connection, or a request that has reached no
        /// handler, is refused. The threads of the server call it, also at the same time.
        std::function<void(int status)> on_refusal = {};
    };

    /// Listens and starts the threads. `make_handler` is called once for each thread, before it
    /// starts. @throws std::runtime_error when another program has the address, which may be about
    /// to end; SetUpFault when the address cannot be bound for another reason. The texts name it.
    HttpServer(Settings settings, const std::function<HttpHandler()>& make_handler);
    /// Ends the threads and their connections at once.
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// The address that is served, with the port that the system chose where Settings has 0:
    /// "127.0.0.1:8080".
    [[nodiscard]] const std::string& address() const;
    /// Accepts no more connections, closes idle ones, and lets the others finish their request
    /// within HttpLimits::drain.
    void stop();
    /// A descriptor that is readable once all threads have ended after stop(): when no connection
    /// is left, or HttpLimits::drain has passed. It belongs to the server.
    [[nodiscard]] int ended() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace tradepit::common
