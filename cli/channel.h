#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <zmq.hpp>

#include "common/time.h"

namespace tradepit::cli {

/// A descriptor that a Channel polls besides its socket while it waits, such as that of StopSignals
/// or that of a Supervisor.
struct Watched {
    int descriptor = -1;
    /// Called each time that the descriptor can be read. What it throws ends the wait.
    std::function<void()> on_readable;
};

/// A DEALER connection to one program of the pipeline. Every wait ends at a deadline. While it
/// waits, a Channel serves the watched descriptors: it polls them, calls `on_readable` of each that
/// can be read, and passes on what `on_readable` throws. Not thread-safe.
class Channel {
public:
    /// Connects to `endpoint`, which need not be bound yet. @throws zmq::error_t when the endpoint
    /// is not understood.
    Channel(zmq::context_t& context, const std::string& endpoint,
            std::vector<Watched> watched = {});

    /// Queues a frame. Waits until the deadline for a connection whose queue is not full. @return
    /// false when there was none; nothing is queued then.
    [[nodiscard]] bool send(std::string_view frame, common::Instant deadline);
    /// Waits for the next frame. @return nothing when none came before the deadline.
    std::optional<std::string> receive(common::Instant deadline);
    /// Serves the watched descriptors until the deadline.
    void serve_until(common::Instant deadline);

    [[nodiscard]] const std::string& endpoint() const { return endpoint_; }

private:
    /// Serves the watched descriptors until the socket has one of the poll `events` (ZMQ_POLLIN,
    /// ZMQ_POLLOUT) or the deadline passes. With 0 the socket is not polled. @return whether the
    /// socket had one of them.
    bool wait(short events, common::Instant deadline);

    std::string endpoint_;
    std::vector<Watched> watched_;
    zmq::socket_t socket_;
};

}  // namespace tradepit::cli
