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

/// The one place that makes sockets, so that all of them have the settings that libzmq needs to be
/// used safely. Delivery is the protocol's own business: "sent" means queued here, no more.
namespace tradepit::common {

/// An endpoint that other machines may reach, though --insecure was not given.
class InsecureEndpoint : public std::invalid_argument {
public:
    explicit InsecureEndpoint(const std::string& endpoint);
};

/// Whether only this machine can reach what is bound at `endpoint`: ipc, inproc, or tcp at a
/// loopback address.
[[nodiscard]] bool is_local(const std::string& endpoint);

/// Frames that a socket holds for one peer before a send is refused, and of one peer before it
/// leaves the rest to the sender. Flow control is the protocol's (limits.h): what a peer may have
/// unanswered lies below them. They are what memory is bounded by when one side stands still.
struct HighWaterMarks {
    int send = 10'000;
    int receive = 10'000;
};
/// Of the writer's socket, and of a worker's that leads there: what comes in are batches, of which
/// a worker has no more than its window unanswered, and the probes after it, an hour's. (Full,
/// libzmq would read no heartbeats any more, and end a connection that is well.)
inline constexpr int EVENT_FRAMES_MAX = 32 * static_cast<int>(WINDOW_BATCHES_MAX);
/// Of sockets that carry large texts in parts (a job, an answer): twice the largest.
inline constexpr int PART_FRAMES_MAX =
    static_cast<int>(2 * std::max(REQUEST_BYTES_MAX, ANSWER_BYTES_MAX) / PART_BYTES_MAX);

/// Bound at `endpoint` ("ipc:///run/tasks", "tcp://127.0.0.1:*"). Sends never block, and say when a
/// peer is gone.
/// @throws InsecureEndpoint when it is not local and `security` does not allow that; zmq::error_t
/// when it cannot be bound.
zmq::socket_t make_router(zmq::context_t& context, const std::string& endpoint,
                          const Security& security = {}, HighWaterMarks marks = {});

/// Connected to `endpoint`, which need not be there yet; reconnects for ever. What is sent while
/// there is no connection is refused, not queued (ZMQ_IMMEDIATE), and what a lost connection had
/// not sent is gone.
/// @throws zmq::error_t when the endpoint is not understood.
zmq::socket_t make_dealer(zmq::context_t& context, const std::string& endpoint,
                          HighWaterMarks marks = {});

/// What the socket has not sent when it is closed is dropped: for whoever waits for each answer,
/// and so loses nothing by it.
void drop_at_close(zmq::socket_t& socket);

/// Ends of an inproc pair between two threads of one process, without limits of their own: whoever
/// uses it bounds what is under way.
zmq::socket_t bind_pair(zmq::context_t& context, const std::string& name);
zmq::socket_t connect_pair(zmq::context_t& context, const std::string& name);

/// A frame and, on a router, whom it came from (octets that mean nothing, and are not stable across
/// reconnects).
struct Received {
    std::string peer;
    std::string frame;
};

enum class Sent { queued, full, unreachable };

/// Without waiting. `full`: the peer's queue is at its mark, or there is no connection.
[[nodiscard]] Sent send(zmq::socket_t& dealer, std::string_view frame);
/// Without waiting. `unreachable`: no such peer, now.
[[nodiscard]] Sent send_to(zmq::socket_t& router, const std::string& peer, std::string_view frame);

/// The next frame, without waiting; nothing when there is none. Whatever has another number of
/// parts than the protocol's is dropped.
std::optional<std::string> receive(zmq::socket_t& dealer);
std::optional<Received> receive_from(zmq::socket_t& router);

/// Waits until one of `items` is ready, `longest` at most. A process that was stopped and continued
/// finds its wait interrupted: nothing is ready then.
void poll(std::span<zmq::pollitem_t> items, std::chrono::milliseconds longest);

/// The endpoint that a socket was bound to, with the port that was chosen.
std::string bound_endpoint(zmq::socket_t& socket);

}  // namespace tradepit::common
