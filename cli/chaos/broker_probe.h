#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <zmq.hpp>

#include "cli/channel.h"
#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::cli {

/// Asks the broker for its state at its control socket, as query does. When no answer comes, the
/// next call opens a new connection: a restarted broker is reached at once by a new connection, and
/// only after the reconnect interval by the old one. Not thread-safe.
class BrokerProbe {
public:
    /// `endpoint` is that of the broker's control socket. ask() serves the `watched` descriptors
    /// while it waits, as Channel does.
    BrokerProbe(zmq::context_t& context, std::string endpoint, std::vector<Watched> watched);

    /// The broker's present state; nothing when no answer came before the deadline.
    std::optional<common::BrokerState> ask(common::Instant deadline);

private:
    zmq::context_t& context_;
    std::string endpoint_;
    std::vector<Watched> watched_;
    std::unique_ptr<Channel> channel_;  ///< null until the next ask() connects
    std::int64_t id_ = 0;               ///< of the last request
};

}  // namespace tradepit::cli
