#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::broker {

/// Passes commands from query on to the writer: it keeps parts that cannot be sent yet, because the
/// writer is away or the epoch is not known, and knows which peer asked under which key. Pure: the
/// caller sends.
class CommandRelay {
public:
    /// Octets that wait for the writer. A part that would exceed this is refused.
    static constexpr std::size_t WAITING_BYTES_MAX = std::size_t{64} << 20;
    /// Askers remembered at once. Beyond it the one heard longest ago is forgotten: it asks again.
    static constexpr std::size_t ASKERS_MAX = 10'000;
    /// Octets sent that the writer may not have taken yet. They wait in sockets, where the broker
    /// cannot count them.
    static constexpr std::size_t SENT_BYTES_MAX = std::size_t{8} << 20;
    /// The broker asks again after this whether the writer has taken what was sent.
    static constexpr common::Instant ASK_AGAIN = std::chrono::milliseconds{500};
    /// A part that waited so long is dropped: query has answered its client with 503 by then.
    static constexpr common::Instant WAIT_MAX = std::chrono::seconds{2};

    enum class Taken { waiting, too_much };
    /// Takes a part from `peer`, which gets the answer to its key from now on.
    [[nodiscard]] Taken take(std::string peer, common::CommandPart part, common::Instant now);
    /// The part to send next, once the writer has taken enough of the parts before it. sent()
    /// removes it.
    [[nodiscard]] const common::CommandPart* next(common::Instant now);
    void sent();
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

    /// A WriterStateRequest to send after the parts, when its answer is needed.
    [[nodiscard]] std::optional<common::WriterStateRequest> question(common::Instant now);
    /// The writer has answered the question: everything sent before it was taken, or was lost with
    /// its connection.
    void answered(std::int64_t question);

    /// The peer that an answer is for. It stays known, since the answer may be lost on its way to
    /// query, which then asks again.
    [[nodiscard]] std::optional<std::string> asker(const std::string& key) const;

private:
    struct Waiting {
        common::CommandPart part;
        common::Instant until{};
    };
    struct Sent {
        std::int64_t before = 0;  ///< the first question that it was sent before
        std::size_t bytes = 0;
    };
    struct Asker {
        std::string peer;
        std::list<std::string>::iterator heard;
    };
    void drop_front();

    std::deque<Waiting> waiting_;
    std::size_t waiting_bytes_ = 0;
    std::deque<Sent> sent_;
    std::size_t sent_bytes_ = 0;
    std::int64_t questions_ = 0;  ///< put so far; the last one's id
    std::optional<common::Instant> asked_at_;
    std::unordered_map<std::string, Asker> askers_;
    std::list<std::string> heard_;  ///< keys, the one heard longest ago first
};

}  // namespace tradepit::broker
