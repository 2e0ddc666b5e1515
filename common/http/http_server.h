#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "common/http/http_exchange.h"
#include "common/process/http_address.h"

namespace tradepit::common {

/// What clients may use of the server, with the limits in http_target.h.
struct HttpLimits {
    std::size_t header_bytes_max = 16 << 10;  ///< request line and fields together
    std::size_t body_bytes_max = 1 << 20;     ///< for a chunked body too
    int connections_max = 1'024;              ///< of all threads; one more is answered 503
    /// Connections above connections_max that a thread answers 503 at once; one more is closed
    /// without an answer.
    std::size_t refusals_max = 64;
    std::chrono::milliseconds idle{60'000};  ///< between two requests, and before the first
    std::chrono::milliseconds header{10'000};
    std::chrono::milliseconds body{30'000};
    std::chrono::milliseconds write{60'000};  ///< until the client has taken an answer
    /// A refused connection is read for so long, because a close with unread data resets it and the
    /// client would not see the answer.
    std::chrono::milliseconds linger{1'000};
    std::chrono::milliseconds drain{2'000};  ///< for what is in flight at stop()
};

/// HTTP/1.1 on a few threads. The handler of a connection's thread answers its requests, at once or
/// later from another thread. The threads share nothing but the count of connections.
class HttpServer {
public:
    struct Settings {
        HttpAddress address;
        int threads = 2;
        HttpLimits limits = {};
        /// Called with the status of each request that reaches no handler. Any thread.
        std::function<void(int status)> on_refusal = {};
    };

    /// Listens and starts the threads. `make_handler` is called once for each thread, before it
    /// starts. @throws std::runtime_error when the address cannot be bound.
    HttpServer(Settings settings, const std::function<HttpHandler()>& make_handler);
    /// Ends at once.
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// With the port that was chosen: "127.0.0.1:8080".
    [[nodiscard]] const std::string& address() const;
    /// Accepts no more connections, closes the idle ones, and lets the others finish within
    /// HttpLimits::drain.
    void stop();
    /// A descriptor that is readable once all connections have ended after stop().
    [[nodiscard]] int ended() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace tradepit::common
