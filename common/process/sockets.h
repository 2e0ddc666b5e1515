#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include <zmq.hpp>

#include "common/limits.h"
#include "common/process/security.h"

/// All ZeroMQ sockets are made here, so that all of them have the settings with which libzmq is
/// safe to use. "Sent" only means queued in this process; the protocol sees to delivery.
namespace tradepit::common {

/// An endpoint that other machines may reach, though --insecure was not given.
class InsecureEndpoint : public std::invalid_argument {
public:
    explicit InsecureEndpoint(const std::string& endpoint);
};

/// Whether only this machine can reach what is bound at `endpoint`: ipc, inproc, or tcp at a
/// loopback address.
[[nodiscard]] bool is_local(const std::string& endpoint);

/// The high-water marks of a socket, in frames for each peer. At the send mark a send is refused;
/// at the receive mark further frames stay with their sender. The protocol limits what a peer may
/// have unanswered to less (limits.h), so the marks only bound memory while one side is stopped.
struct Marks {
    int send = 10'000;
    int receive = 10'000;
};
/// For the writer's socket, and for the workers' sockets to it: enough for a window of unanswered
/// batches and an hour of repeated ones after it. At its mark a socket reads no heartbeats either,
/// and libzmq would end a healthy connection.
inline constexpr int EVENT_FRAMES_MAX = 32 * static_cast<int>(WINDOW_BATCHES_MAX);
/// For sockets that carry large texts in parts (a job, an answer): enough for two of the largest.
inline constexpr int PART_FRAMES_MAX =
    static_cast<int>(2 * std::max(REQUEST_BYTES_MAX, ANSWER_BYTES_MAX) / PART_BYTES_MAX);

/// A ROUTER bound at `endpoint` ("ipc:///run/tasks", "tcp://127.0.0.1:*"). Sends never block, and
/// report a peer that is gone.
/// @throws InsecureEndpoint when it is not local and `security` does not allow that; zmq::error_t
/// when it cannot be bound.
zmq::socket_t make_router(zmq::context_t& context, const std::string& endpoint,
                          const Security& security = {}, Marks marks = {});

/// A DEALER connected to `endpoint`, which need not exist yet; it reconnects for ever. A send
/// without a connection is refused, not queued (ZMQ_IMMEDIATE), and frames that a lost connection
/// had not sent are lost.
/// @throws zmq::error_t when the endpoint is not understood.
zmq::socket_t make_dealer(zmq::context_t& context, const std::string& endpoint, Marks marks = {});

/// Closing the socket then drops what it has not sent. For programs that wait for each answer, and
/// so lose nothing.
void drop_at_close(zmq::socket_t& socket);

/// The ends of an inproc PAIR between two threads of one process. They have no high-water marks:
/// the threads bound what is under way.
zmq::socket_t bind_pair(zmq::context_t& context, const std::string& name);
zmq::socket_t connect_pair(zmq::context_t& context, const std::string& name);

/// A frame that a router received, and the routing id of its sender. The id is opaque, and may
/// change when the sender reconnects.
struct Received {
    std::string peer;
    std::string frame;
};

enum class Sent { queued, full, unreachable };

/// Sends without waiting. `full`: the peer's queue is at its high-water mark, or there is no
/// connection.
[[nodiscard]] Sent send(zmq::socket_t& dealer, std::string_view frame);
/// Sends without waiting. `unreachable`: no such peer is connected now.
[[nodiscard]] Sent send_to(zmq::socket_t& router, const std::string& peer, std::string_view frame);

/// The next frame, without waiting; nothing when there is none. A message with another number of
/// ZeroMQ parts than the protocol's is dropped.
std::optional<std::string> receive(zmq::socket_t& dealer);
std::optional<Received> receive_from(zmq::socket_t& router);

/// Waits until one of `items` is ready, at most for `longest`. A wait that a signal interrupts (as
/// when the process was stopped and continued) returns early with nothing ready.
void poll(std::span<zmq::pollitem_t> items, std::chrono::milliseconds longest);

/// The endpoint that a socket was bound to, with the port that was chosen.
std::string bound_endpoint(zmq::socket_t& socket);

}  // namespace tradepit::common
