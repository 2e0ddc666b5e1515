#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

/// Who may send a message, on which socket, to whom. Every message type lists this as its
/// `directions`. Receivers refuse messages that the list does not allow, and docs/PROTOCOL.md shows
/// it.
namespace tradepit::common {

/// The role of a peer. Peers are not authenticated, so every peer may act in every role. A receiver
/// only refuses what no role may send to it on that socket.
enum class PeerRole : std::uint8_t {
    broker,
    worker,
    writer,
    query,
    reader,     ///< asks query
    submitter,  ///< asks query, and submits jobs
    operator_   ///< as a submitter; also starts maintenance, and sends files to the writer
};

/// The sockets at which the programs of a pipeline meet. The broker binds `tasks` (for workers) and
/// `control` (for query), the writer `events`, and query `lookup` (for clients and workers).
enum class Socket : std::uint8_t { tasks, control, events, lookup };

/// One way that a message may take.
struct Direction {
    PeerRole from;
    Socket socket;
    PeerRole to;
    friend bool operator==(const Direction&, const Direction&) = default;
};

constexpr std::string_view text_of(PeerRole role) {
    constexpr std::string_view TEXTS[] = {"broker", "worker",    "writer",  "query",
                                          "reader", "submitter", "operator"};
    return TEXTS[static_cast<std::size_t>(role)];
}
constexpr std::string_view text_of(Socket socket) {
    constexpr std::string_view TEXTS[] = {"tasks", "control", "events", "lookup"};
    return TEXTS[static_cast<std::size_t>(socket)];
}

/// Whether `receiver` takes messages of type M on `socket`, because some role may send it there.
template <class M>
constexpr bool takes(PeerRole receiver, Socket socket) {
    return std::ranges::any_of(M::directions, [&](const Direction& direction) {
        return direction.to == receiver && direction.socket == socket;
    });
}

}  // namespace tradepit::common
