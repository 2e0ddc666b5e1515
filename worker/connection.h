#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <zmq.hpp>

#include "common/process/sockets.h"

namespace tradepit::worker {

/// A dealer that tells when it has a new peer, so that what may have been lost is said again at
/// once and not after a timeout.
class Connection {
public:
    /// `name` is unique in `context`. @throws zmq::error_t when the endpoint is not understood.
    Connection(zmq::context_t& context, const std::string& endpoint, const std::string& name,
               common::Marks marks = {});

    /// Whether a connection was made since it was last asked.
    [[nodiscard]] bool connected_anew();
    [[nodiscard]] common::Sent send(std::string_view frame) { return common::send(dealer_, frame); }
    std::optional<std::string> receive() { return common::receive(dealer_); }

    /// What to poll: the socket and the news of it. With `events` as ZMQ_POLLIN or more.
    void add_to(std::vector<zmq::pollitem_t>& items, short events);

private:
    zmq::socket_t dealer_;
    zmq::socket_t news_;
};

}  // namespace tradepit::worker
