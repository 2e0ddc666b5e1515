#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <zmq.hpp>

#include "query/http/http_address.h"
#include "query/requests/request.h"
#include "query/rest/lookup_counts.h"

namespace tradepit::query {

/// What HTTP clients may ask of us (with http_target.h's).
struct HttpLimits {
    std::size_t header_bytes_max = 16 << 10;  ///< request line and fields together
    std::size_t body_bytes_max = 1 << 20;     ///< chunked ones too
    int connections_max = 1'024;              ///< one more is answered 503
    std::chrono::milliseconds idle{60'000};   ///< between two requests, and before the first
    std::chrono::milliseconds header{10'000};
    std::chrono::milliseconds body{30'000};
    std::chrono::milliseconds write{60'000};  ///< until an answer is taken
    /// For an answer of the server's loop; above what that waits for the writer.
    std::chrono::milliseconds forwarded{5'000};
    std::chrono::milliseconds long_read{600'000};  ///< as above, for what takes minutes
    std::chrono::milliseconds drain{2'000};        ///< for what is in flight at stop()
};

/// The HTTP surface: HTTP/1.1 on a few threads. Reads are answered on the thread of their
/// connection, long ones and everything else go to the server's loop over inproc; nothing is shared
/// between the threads but the count of connections.
class HttpServer {
public:
    struct Settings {
        HttpAddress address;
        std::string lookup;  ///< inproc endpoint of the server's loop, bound already
        int threads = 2;
        std::string tokens = {};         ///< TokenFile's; empty: none are asked for
        LookupCounts* counts = nullptr;  ///< where requests are counted that reach no route
        HttpLimits limits;
    };
    /// Answers on an HTTP thread, or leaves it to the loop (nothing). Made once per thread.
    using AnswerHere = std::function<std::optional<Reply>(const Request&)>;

    /// Listens, and starts the threads. @throws std::runtime_error when the address cannot be
    /// bound, or the tokens cannot be read.
    HttpServer(zmq::context_t& context, Settings settings,
               const std::function<AnswerHere()>& make_answer);
    /// Ends at once.
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    /// With the port that was chosen: "127.0.0.1:8080".
    [[nodiscard]] const std::string& address() const;
    /// Accepts no more, closes what is idle, and lets the rest finish within HttpLimits::drain.
    void stop();
    /// A descriptor that is readable once all connections have ended after stop().
    [[nodiscard]] int ended() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace tradepit::query
