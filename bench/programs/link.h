#pragma once

#include <optional>
#include <string>

#include <zmq.hpp>

#include "bench/programs/program.h"
#include "bench/programs/progress.h"
#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::bench {

/// A DEALER connection to a program that the bench started. Every function that waits throws
/// std::runtime_error when the program has ended (with the end of its log) or after 30 s without
/// success, and Interrupted on SIGINT or SIGTERM. Not thread-safe.
class Link {
public:
    /// `peer` is the program at `endpoint`. While a function waits it shows `progress`, which
    /// throws Interrupted. `context`, `peer` and `progress` must outlive this object.
    Link(zmq::context_t& context, const std::string& endpoint, Program& peer, Progress& progress);

    /// Queues a frame; waits for a connection and for room in its queue.
    void send(const std::string& frame);
    /// Queues a frame without waiting. @return false when there is no connection or no room.
    [[nodiscard]] bool try_send(const std::string& frame);
    /// The next message, without waiting; nothing when none has come. @throws std::runtime_error
    /// when it is malformed.
    std::optional<common::Message> take();
    /// Waits for the next message. @throws as take().
    common::Message receive();
    /// Waits for the next message of type M. Other messages are discarded, and after each of them
    /// the 30 s begin anew.
    template <class M>
    M receive_as() {
        while (true) {
            auto message = receive();
            if (auto* wanted = std::get_if<M>(&message)) return std::move(*wanted);
        }
    }

    zmq::socket_t& socket() { return socket_; }

private:
    /// Waits at most 100 ms for `events` (ZMQ_POLLIN, ZMQ_POLLOUT) of the socket. A wait without
    /// an event sets `silent_since`, where it is 0, to the time at which the wait ended. @throws
    /// std::runtime_error when `silent_since` is more than 30 s ago.
    void wait(short events, common::Instant& silent_since);

    std::string endpoint_;  ///< for error texts
    zmq::socket_t socket_;
    Program& peer_;
    Progress& progress_;
};

}  // namespace tradepit::bench
