#pragma once

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <zmq.hpp>

#include "common/limits.h"
#include "common/process/security.h"
#include "common/process/set_up_fault.h"

/// All ZeroMQ sockets are made here, so that all of them have the settings with which libzmq is
/// safe to use. To send only means to queue in this process. A peer may never get the frame, so the
/// protocol repeats what matters.
namespace tradepit::common {

/// Thrown for an endpoint that other machines may reach, though --insecure was not given.
class InsecureEndpoint : public SetUpFault {
public:
    explicit InsecureEndpoint(const std::string& endpoint);
};

/// Whether only this machine can reach what is bound at `endpoint`: ipc, inproc, or tcp at a
/// loopback address, `localhost` or `lo`.
[[nodiscard]] bool is_local(const std::string& endpoint);

/// The high-water marks of a socket, in frames for each peer. At the send mark a send is refused;
/// at the receive mark further frames stay with their sender. The protocol limits what a peer may
/// have unanswered to less (limits.h), so the marks only bound memory while one side is stopped.
struct HighWaterMarks {
    int send = 10'000;
    int receive = 10'000;
};
/// A mark for the writer's socket, and for the workers' sockets to it. It is enough for a window of
/// unanswered batches, and after it for those that a worker with 64 attempts repeats in an hour. At
/// its mark a socket does not read the heartbeats of libzmq either, so that libzmq would end a
/// healthy connection.
inline constexpr int EVENT_FRAMES_MAX = 32 * static_cast<int>(WINDOW_BATCHES_MAX);
/// A mark for sockets that carry large texts in parts (a job, an answer): enough for two of the
/// largest.
inline constexpr int PART_FRAMES_MAX =
    static_cast<int>(2 * std::max(REQUEST_BYTES_MAX, ANSWER_BYTES_MAX) / PART_BYTES_MAX);

/// An endpoint is in use by another process. The text names it.
class EndpointInUse : public zmq::error_t {
public:
    explicit EndpointInUse(const std::string& endpoint)
        : zmq::error_t{EADDRINUSE},
          text_{"the endpoint " + endpoint + ": Address already in use"} {}
    [[nodiscard]] const char* what() const noexcept override { return text_.c_str(); }

private:
    std::string text_;
};

/// A ROUTER bound at `endpoint` ("ipc:///run/tasks", "tcp://127.0.0.1:*"). Sends never block, and
/// report a peer that is gone.
/// @throws InsecureEndpoint when the endpoint is not local and `security` does not allow that;
/// EndpointInUse; SetUpFault when it cannot be bound for another reason, or when its path is that
/// of a file which is no socket (libzmq would delete the file).
zmq::socket_t make_router(zmq::context_t& context, const std::string& endpoint,
                          const Security& security = {}, HighWaterMarks marks = {});

/// A DEALER connected to `endpoint`, which need not exist yet; it reconnects for ever. A send
/// without a connection is refused, not queued (ZMQ_IMMEDIATE), and frames that a lost connection
/// had not sent are lost.
/// @throws SetUpFault when the endpoint is not understood.
zmq::socket_t make_dealer(zmq::context_t& context, const std::string& endpoint,
                          HighWaterMarks marks = {});

/// From now on, closing the socket drops what it has not sent. For programs that wait for each
/// answer, and so lose nothing.
void drop_at_close(zmq::socket_t& socket);

/// The two ends of an inproc PAIR, named `name`, between two threads of one process. They have no
/// high-water marks: the threads themselves limit what is under way.
zmq::socket_t bind_pair(zmq::context_t& context, const std::string& name);
zmq::socket_t connect_pair(zmq::context_t& context, const std::string& name);

/// A frame that a router received, and the routing id of its sender. The id is opaque, and may
/// change when the sender reconnects.
struct Received {
    std::string peer;
    std::string frame;
};

/// What became of a frame that was to be sent; send() and send_to() say when it is which.
enum class Sent { queued, refused, unreachable };

/// Sends without waiting. `refused`: the queue is at its high-water mark, or there is no
/// connection. Never `unreachable`.
[[nodiscard]] Sent send(zmq::socket_t& dealer, std::string_view frame);
/// Sends without waiting. `refused`: the queue for the peer is at its high-water mark;
/// `unreachable`: no such peer is connected now. @param peer as in Received
[[nodiscard]] Sent send_to(zmq::socket_t& router, const std::string& peer, std::string_view frame);

/// The next frame, without waiting; nothing when there is none. The protocol has one ZeroMQ part in
/// each message, besides the routing id: a message with more or fewer is dropped.
std::optional<std::string> receive(zmq::socket_t& dealer);
std::optional<Received> receive_from(zmq::socket_t& router);

/// Waits until one of `items` is ready, at most for `longest`. When a signal interrupts the wait
/// (as when the process was stopped and continued), poll() returns early with nothing ready.
void poll(std::span<zmq::pollitem_t> items, std::chrono::milliseconds longest);

/// The endpoint that a socket was bound to, with the port that was chosen.
std::string bound_endpoint(zmq::socket_t& socket);

}  // namespace tradepit::common
