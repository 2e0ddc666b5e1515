#pragma once

#include <optional>
#include <string>

#include <zmq.hpp>

#include "bench/programs/program.h"
#include "bench/programs/progress.h"
#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::bench {

/// A connection to a program that was started here, with waits that end: with an answer, when the
/// program ends (runtime_error with its log), when it is silent too long (runtime_error), or when
/// the user stops the bench (Interrupted).
class Link {
public:
    Link(zmq::context_t& context, const std::string& endpoint, Program& peer, Progress& progress);

    /// Waits for a connection, and for room.
    void send(const std::string& frame);
    /// Without waiting; false when there is no room now.
    [[nodiscard]] bool try_send(const std::string& frame);
    /// The next message, without waiting. @throws std::runtime_error when it is malformed.
    std::optional<common::Message> take();
    /// The next message.
    common::Message receive();
    /// The next message of this kind; others are passed over.
    template <class M>
    M receive_as() {
        while (true) {
            auto message = receive();
            if (auto* wanted = std::get_if<M>(&message)) return std::move(*wanted);
        }
    }

    zmq::socket_t& socket() { return socket_; }

private:
    void wait(short events, common::Instant& silent_since);

    std::string endpoint_;
    zmq::socket_t socket_;
    Program& peer_;
    Progress& progress_;
};

}  // namespace tradepit::bench
