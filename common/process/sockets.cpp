#include "common/process/sockets.h"

#include <cerrno>
#include <filesystem>
#include <random>
#include <system_error>
#include <vector>

#include <arpa/inet.h>

#include "common/process/kept_endpoint.h"

namespace tradepit::common {

namespace {

/// libzmq ends a connection over a frame that is larger. The limit is above FRAME_BYTES_MAX, so
/// that a frame that is a little too large does not cost the connection.
constexpr int FRAME_BYTES_ACCEPTED = 4 << 20;
/// How long a closed socket still tries to send what is queued.
constexpr int LINGER_MS = 2'000;
constexpr int RECONNECT_MIN_MS = 100;
constexpr int RECONNECT_MAX_MS = 2'000;
constexpr int CONNECT_TIMEOUT_MS = 2'000;
constexpr int TCP_SILENCE_MAX_MS = 10'000;
constexpr int HANDSHAKE_MAX_MS = 5'000;
constexpr int HEARTBEAT_EVERY_MS = 1'000;
constexpr int HEARTBEAT_SILENCE_MAX_MS = 3'000;

/// The wait before a first try to reconnect: RECONNECT_MIN_MS to almost twice that. It is drawn
/// once in each process, so that processes that lost the same peer reconnect at different times.
int reconnect_ms() {
    static const int drawn =
        RECONNECT_MIN_MS + static_cast<int>(std::random_device{}() % RECONNECT_MIN_MS);
    return drawn;
}

/// A socket with the settings that all sockets have.
zmq::socket_t configured(zmq::context_t& context, zmq::socket_type type, HighWaterMarks marks) {
    zmq::socket_t socket{context, type};
    socket.set(zmq::sockopt::sndhwm, marks.send);
    socket.set(zmq::sockopt::rcvhwm, marks.receive);
    socket.set(zmq::sockopt::linger, LINGER_MS);
    socket.set(zmq::sockopt::maxmsgsize, std::int64_t{FRAME_BYTES_ACCEPTED});
    socket.set(zmq::sockopt::handshake_ivl, HANDSHAKE_MAX_MS);
    socket.set(zmq::sockopt::heartbeat_ivl, HEARTBEAT_EVERY_MS);
    socket.set(zmq::sockopt::heartbeat_timeout, HEARTBEAT_SILENCE_MAX_MS);
    socket.set(zmq::sockopt::heartbeat_ttl, HEARTBEAT_SILENCE_MAX_MS);
    socket.set(zmq::sockopt::tcp_maxrt, TCP_SILENCE_MAX_MS);
    socket.set(zmq::sockopt::connect_timeout, CONNECT_TIMEOUT_MS);
    socket.set(zmq::sockopt::reconnect_ivl, reconnect_ms());
    socket.set(zmq::sockopt::reconnect_ivl_max, RECONNECT_MAX_MS);
    return socket;
}

/// One end of a PAIR. It has no high-water marks (0), because its threads limit what is under way.
/// Both ends are in one process, so there is nothing to linger for.
zmq::socket_t pair(zmq::context_t& context) {
    auto socket = configured(context, zmq::socket_type::pair, {.send = 0, .receive = 0});
    drop_at_close(socket);
    return socket;
}

/// The ZeroMQ parts of the next message, without waiting; none when there is no message. Of more
/// than three only the first three are kept, because no message of the protocol has as many.
std::vector<std::string> receive_parts(zmq::socket_t& socket) {
    std::vector<std::string> parts;
    zmq::message_t part;
    if (!socket.recv(part, zmq::recv_flags::dontwait)) return parts;
    parts.push_back(part.to_string());
    while (part.more()) {
        static_cast<void>(socket.recv(part, zmq::recv_flags::none));
        if (parts.size() < 3) parts.push_back(part.to_string());
    }
    return parts;
}

/// Refuses an ipc endpoint whose path is that of a file which is no socket.
void refuse_other_file(const std::string& endpoint) {
    const auto path = ipc_path(endpoint);
    std::error_code error;
    const auto status = std::filesystem::symlink_status(path, error);
    if (path.empty() || !std::filesystem::exists(status) || std::filesystem::is_socket(status))
        return;
    throw SetUpFault("the endpoint " + endpoint +
                     " names a file that is no socket; it is left as it is: name another path");
}

/// The host of "HOST:PORT", without the brackets of an IPv6 address.
std::string host_of(std::string_view address) {
    address = address.substr(0, address.rfind(':'));
    if (address.size() >= 2 && address.front() == '[' && address.back() == ']')
        address = address.substr(1, address.size() - 2);
    return std::string{address};
}

bool is_loopback(const std::string& host) {
    in_addr v4{};
    if (::inet_pton(AF_INET, host.c_str(), &v4) == 1) return ntohl(v4.s_addr) >> 24U == 127;
    in6_addr v6{};
    if (::inet_pton(AF_INET6, host.c_str(), &v6) == 1) return IN6_IS_ADDR_LOOPBACK(&v6);
    // Any other name is that of an interface, and does not tell who can reach it.
    return host == "localhost" || host == "lo";
}

}  // namespace

InsecureEndpoint::InsecureEndpoint(const std::string& endpoint)
    : SetUpFault("the endpoint " + endpoint +
                 " is not this machine's alone: whoever reaches it may read and submit; "
                 "--insecure allows it") {}

bool is_local(const std::string& endpoint) {
    constexpr std::string_view TCP = "tcp://";
    if (endpoint.starts_with("ipc://") || endpoint.starts_with("inproc://")) return true;
    return endpoint.starts_with(TCP) &&
           is_loopback(host_of(std::string_view{endpoint}.substr(TCP.size())));
}

zmq::socket_t make_router(zmq::context_t& context, const std::string& endpoint,
                          const Security& security, HighWaterMarks marks) {
    if (!security.insecure && !is_local(endpoint)) throw InsecureEndpoint{endpoint};
    auto socket = configured(context, zmq::socket_type::router, marks);
    socket.set(zmq::sockopt::router_mandatory, true);
    refuse_other_file(endpoint);
    try {
        socket.bind(endpoint);
    } catch (const zmq::error_t& error) {
        // Whoever has it may be about to end.
        if (error.num() == EADDRINUSE) throw EndpointInUse{endpoint};
        throw SetUpFault("the endpoint " + endpoint + " cannot be bound: " + error.what());
    }
    return socket;
}

zmq::socket_t make_dealer(zmq::context_t& context, const std::string& endpoint,
                          HighWaterMarks marks) {
    auto socket = configured(context, zmq::socket_type::dealer, marks);
    socket.set(zmq::sockopt::immediate, true);
    try {
        socket.connect(endpoint);
    } catch (const zmq::error_t& error) {
        // The peer need not be there, so it is the endpoint that is wrong.
        throw SetUpFault("the endpoint " + endpoint + " cannot be connected to: " + error.what());
    }
    return socket;
}

zmq::socket_t bind_pair(zmq::context_t& context, const std::string& name) {
    auto socket = pair(context);
    socket.bind("inproc://" + name);
    return socket;
}

zmq::socket_t connect_pair(zmq::context_t& context, const std::string& name) {
    auto socket = pair(context);
    socket.connect("inproc://" + name);
    return socket;
}

void drop_at_close(zmq::socket_t& socket) { socket.set(zmq::sockopt::linger, 0); }

Sent send(zmq::socket_t& dealer, std::string_view frame) {
    const auto sent =
        dealer.send(zmq::buffer(frame.data(), frame.size()), zmq::send_flags::dontwait);
    return sent ? Sent::queued : Sent::refused;
}

Sent send_to(zmq::socket_t& router, const std::string& peer, std::string_view frame) {
    using zmq::send_flags;
    try {
        // Only the first part can be refused: once it is queued, so is the second one.
        if (!router.send(zmq::buffer(peer), send_flags::sndmore | send_flags::dontwait))
            return Sent::refused;
        return router.send(zmq::buffer(frame.data(), frame.size()), send_flags::dontwait)
                   ? Sent::queued
                   : Sent::refused;
    } catch (const zmq::error_t& error) {
        if (error.num() == EHOSTUNREACH) return Sent::unreachable;
        throw;
    }
}

std::optional<std::string> receive(zmq::socket_t& dealer) {
    while (true) {
        auto parts = receive_parts(dealer);
        if (parts.empty()) return std::nullopt;
        if (parts.size() == 1) return std::move(parts[0]);
    }
}

std::optional<Received> receive_from(zmq::socket_t& router) {
    while (true) {
        auto parts = receive_parts(router);
        if (parts.empty()) return std::nullopt;
        if (parts.size() == 2) return Received{std::move(parts[0]), std::move(parts[1])};
    }
}

void poll(std::span<zmq::pollitem_t> items, std::chrono::milliseconds longest) {
    try {
        zmq::poll(items.data(), items.size(), longest);
    } catch (const zmq::error_t& error) {
        if (error.num() != EINTR) throw;
        for (auto& item : items) item.revents = 0;
    }
}

std::string bound_endpoint(zmq::socket_t& socket) {
    return socket.get(zmq::sockopt::last_endpoint);
}

}  // namespace tradepit::common
