#pragma once

#include <optional>
#include <string>

#include <zmq.hpp>

#include "bench/programs/program.h"
#include "bench/programs/progress.h"
#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::bench {

/// A DEALER connection to a program that the bench started. A wait ends with a message, with
/// std::runtime_error when the program ends (with the end of its log) or is silent for 30 s, or
/// with Interrupted when the user stops the bench. Not thread-safe.
class Link {
public:
    Link(zmq::context_t& context, const std::string& endpoint, Program& peer, Progress& progress);

    /// Queues a frame; waits for a connection and for room in its queue.
    void send(const std::string& frame);
    /// Queues a frame without waiting. @return false when there is no connection or no room.
    [[nodiscard]] bool try_send(const std::string& frame);
    /// The next message, without waiting. @throws std::runtime_error when it is malformed.
    std::optional<common::Message> take();
    /// Waits for the next message. @throws as take().
    common::Message receive();
    /// Waits for the next message of type M. Other messages are discarded.
    template <class M>
    M receive_as() {
        while (true) {
            auto message = receive();
            if (auto* wanted = std::get_if<M>(&message)) return std::move(*wanted);
        }
    }

    zmq::socket_t& socket() { return socket_; }

private:
    /// Waits a moment for `events` of the socket. `silent_since` is when the caller's first wait
    /// ended without any (0 before that). @throws std::runtime_error when that is 30 s ago.
    void wait(short events, common::Instant& silent_since);

    std::string endpoint_;  ///< for error texts
    zmq::socket_t socket_;
    Program& peer_;
    Progress& progress_;
};

}  // namespace tradepit::bench
