#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::broker {

/// Passes commands from query on to the writer. Queues the parts that cannot be sent yet, because
/// the writer is away or the epoch is not known, and remembers which peer asked under which key.
/// Pure: the caller sends.
///
/// It never answers a command itself, because the broker cannot know what became of one: an earlier
/// copy of the same command may still reach the writer. A part for which there is no room is
/// dropped, like one that is lost on its way; query repeats it, and answers its client with 503 if
/// that does not help.
class CommandRelay {
public:
    struct Limits {
        /// The frames that wait for the writer, in bytes and in number.
        std::size_t waiting_bytes = std::size_t{64} << 20;
        std::size_t waiting_parts = 10'000;
        /// The frames that were sent and that the writer may not have taken yet. They wait in
        /// sockets, where the broker cannot count them.
        std::size_t sent_bytes = std::size_t{8} << 20;
        /// Requesters remembered at once, one for each key. Beyond it the one heard longest ago is
        /// forgotten until it repeats its command.
        std::size_t requesters = 10'000;
    };
    /// The wait before the broker asks the writer again whether it has taken what was sent.
    static constexpr common::Instant ASK_AGAIN = std::chrono::milliseconds{500};
    /// A part that has waited this long is dropped: query has answered its client with 503 by then.
    static constexpr common::Duration WAIT_MAX = std::chrono::seconds{2};

    CommandRelay() = default;
    explicit CommandRelay(Limits limits) : limits_{limits} {}

    enum class Taken { waiting, no_room };
    /// Queues a part from `peer`, to which the answer for the part's key is sent from now on.
    /// @return no_room, and nothing is changed, when it would exceed Limits.
    [[nodiscard]] Taken take(std::string peer, common::CommandPart part, common::Instant now);
    /// The part to send next; nullptr while none waits, or the writer has not taken enough of the
    /// parts before it. Drops the parts that have waited for WAIT_MAX. sent() removes the part.
    [[nodiscard]] const common::CommandPart* next(common::Instant now);
    /// The part that next() returned was sent.
    void sent();
    /// The number of parts that wait to be sent.
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

    /// A request to send after the parts when its answer is needed: parts were sent that the writer
    /// has not confirmed, and no unanswered request is younger than ASK_AGAIN.
    [[nodiscard]] std::optional<common::WriterStateRequest> confirmation_request(
        common::Instant now);
    /// The writer has answered the request with this id: everything sent before it was taken, or
    /// was lost with its connection.
    void answered(std::int64_t request);

    /// The peer to which the answer for a key goes, if one is known. It stays known, because the
    /// answer may be lost on its way to query, which then repeats the command.
    [[nodiscard]] std::optional<std::string> requester(const std::string& key) const;

    /// What a part takes of the limits: at least as much as its frame has bytes.
    [[nodiscard]] static std::size_t frame_bytes(const common::CommandPart& part);

private:
    struct Waiting {
        common::CommandPart part;
        common::Instant until{};  ///< when it is dropped
    };
    struct Sent {
        std::int64_t before = 0;  ///< the id of the first request sent after it
        std::size_t bytes = 0;
    };
    struct Requester {
        std::string peer;
        std::list<std::string>::iterator heard;  ///< its key's place in heard_
    };
    void drop_front();

    Limits limits_;
    std::deque<Waiting> waiting_;
    std::size_t waiting_bytes_ = 0;
    std::deque<Sent> sent_;
    std::size_t sent_bytes_ = 0;
    std::int64_t requests_ = 0;  ///< sent so far, and so the last one's id
    /// When the last request was sent; absent when it is answered.
    std::optional<common::Instant> requested_at_;
    std::unordered_map<std::string, Requester> requesters_;
    std::list<std::string> heard_;  ///< keys, the one heard longest ago first
};

}  // namespace tradepit::broker
