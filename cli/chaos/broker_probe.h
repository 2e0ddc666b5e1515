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

/// Asks a broker how things stand, at its control socket, as query does. One that is away is not
/// waited for: a connection without an answer is made anew, because the next broker may be there
/// long before that connection tries again.
class BrokerProbe {
public:
    BrokerProbe(zmq::context_t& context, std::string control, std::vector<Watched> watched);

    /// The broker's present state; nothing when none came before the deadline.
    std::optional<common::BrokerState> ask(common::Instant deadline);

private:
    zmq::context_t& context_;
    std::string control_;
    std::vector<Watched> watched_;
    std::unique_ptr<Channel> channel_;
    std::int64_t id_ = 0;
};

}  // namespace tradepit::cli
