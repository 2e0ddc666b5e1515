#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <zmq.hpp>

#include "common/time.h"

namespace tradepit::cli {

/// A descriptor that a Channel serves while it waits, such as the supervisor's or that of the stop
/// signals.
struct Watched {
    int descriptor = -1;
    std::function<void()> readable;  ///< called when it can be read; may throw, which ends the wait
};

/// A DEALER connection to one program of the pipeline. Each wait ends at a deadline and serves the
/// watched descriptors meanwhile; what `readable` throws leaves the wait. Not thread-safe.
class Channel {
public:
    Channel(zmq::context_t& context, const std::string& endpoint,
            std::vector<Watched> watched = {});

    /// Queues a frame; waits until the deadline for a connection that takes it. @return false when
    /// there was none, and nothing is queued then.
    [[nodiscard]] bool send(std::string_view frame, common::Instant deadline);
    /// Waits for the next frame. @return nothing when none came before the deadline.
    std::optional<std::string> receive(common::Instant deadline);
    /// Serves the watched descriptors until the deadline.
    void serve_until(common::Instant deadline);

    [[nodiscard]] const std::string& endpoint() const { return endpoint_; }

private:
    /// Serves the watched descriptors until the socket has one of the poll `events` or the deadline
    /// passes. With 0 it waits for the deadline alone. @return whether the socket had one.
    bool wait(short events, common::Instant deadline);

    std::string endpoint_;
    std::vector<Watched> watched_;
    zmq::socket_t socket_;
};

}  // namespace tradepit::cli
