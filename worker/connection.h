#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <zmq.hpp>

#include "common/process/sockets.h"

namespace tradepit::worker {

/// A DEALER socket that knows when it was connected anew. Its owner can then repeat at once what
/// the old connection may have lost, instead of after a timeout.
class Connection {
public:
    /// `name` names the socket's monitor, and must be unique in `context` (CHECKed).
    /// @throws zmq::error_t when the endpoint is not understood.
    Connection(zmq::context_t& context, const std::string& endpoint, const std::string& name,
               common::HighWaterMarks marks = {});

    /// Whether a connection was made since the last call. The first connection may be missed,
    /// because the monitor is attached after connecting.
    [[nodiscard]] bool connected_anew();
    /// Sends without waiting (sockets.h).
    [[nodiscard]] common::Sent send(std::string_view frame) { return common::send(dealer_, frame); }
    /// The next frame, without waiting; nothing when there is none.
    std::optional<std::string> receive() { return common::receive(dealer_); }

    /// Appends two items to `items`, which the owner polls: the socket with `events` (ZMQ_POLLIN,
    /// or also ZMQ_POLLOUT), and its monitor.
    void add_to(std::vector<zmq::pollitem_t>& items, short events);

private:
    zmq::socket_t dealer_;
    zmq::socket_t monitor_;  ///< receives an event for each new connection
};

}  // namespace tradepit::worker
