#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <zmq.hpp>

#include "common/time.h"

namespace tradepit::cli {

/// A descriptor that is served while a conversation waits: a supervisor's, a stop signal's.
struct Watched {
    int descriptor = -1;
    std::function<void()> readable;  ///< may throw, which ends the wait
};

/// One connection to a program of the pipeline, with waits that end at a deadline and serve other
/// descriptors meanwhile. One thread.
class Channel {
public:
    Channel(zmq::context_t& context, const std::string& endpoint,
            std::vector<Watched> watched = {});

    /// Queues a frame, waiting for a connection until the deadline. @return false when there was
    /// none.
    [[nodiscard]] bool send(std::string_view frame, common::Instant deadline);
    /// The next frame; nothing when none came before the deadline.
    std::optional<std::string> receive(common::Instant deadline);
    /// Serves the watched descriptors until then.
    void serve_until(common::Instant deadline);

    [[nodiscard]] const std::string& endpoint() const { return endpoint_; }

private:
    /// Waits until the socket shows one of `events` (0: for none) or the deadline.
    /// @return whether it did.
    bool wait(short events, common::Instant deadline);

    std::string endpoint_;
    std::vector<Watched> watched_;
    zmq::socket_t socket_;
};

}  // namespace tradepit::cli
