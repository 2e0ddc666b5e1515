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

/// Passes commands from query on to the writer. Queues the parts that cannot be sent yet (the
/// writer is away or has not taken enough of the earlier ones, or the epoch is not known), and
/// remembers which peer sent the command with which key. Pure: the caller sends.
///
/// It never answers a command itself, because the broker cannot know what became of one: an earlier
/// copy of the same command may still reach the writer. A part for which there is no room, or that
/// has waited too long, is dropped, like one that is lost on its way; query repeats the command,
/// and answers its client with 503 if that does not help.
class CommandRelay {
public:
    struct Limits {
        /// The parts that wait to be sent, in bytes of their frames and in number.
        std::size_t waiting_bytes = std::size_t{64} << 20;
        std::size_t waiting_parts = 10'000;
        /// Bytes of the frames that were sent and that the writer has not confirmed. They may wait
        /// in sockets, where the broker cannot count them.
        std::size_t sent_bytes = std::size_t{8} << 20;
        /// Keys whose requester (peer) is remembered. Beyond it the key heard longest ago is
        /// forgotten until its command is repeated.
        std::size_t requesters = 10'000;
    };
    /// The wait before the broker asks the writer again whether it has taken what was sent.
    static constexpr common::Duration ASK_AGAIN_AFTER = std::chrono::milliseconds{500};
    /// A part that has waited this long is dropped: query has answered its client with 503 by then.
    static constexpr common::Duration WAIT_MAX = std::chrono::seconds{2};

    CommandRelay() = default;
    explicit CommandRelay(Limits limits) : limits_{limits} {}

    enum class Taken { waiting, no_room };
    /// Queues a part from `peer`, to which the answer for the part's key is sent from now on.
    /// @return no_room, and nothing is changed, when it would exceed waiting_bytes or
    /// waiting_parts.
    [[nodiscard]] Taken take(std::string peer, common::CommandPart part, common::Instant now);
    /// Drops the parts that have waited for WAIT_MAX. @return the part to send next, which stays
    /// queued until sent(); nullptr while none waits, or while it does not fit into sent_bytes.
    [[nodiscard]] const common::CommandPart* next(common::Instant now);
    /// The part that the last next() returned was sent. Call it only then.
    void sent();
    /// The number of parts that wait to be sent.
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

    /// The request by which the writer confirms the parts that were sent before it. It counts as
    /// sent. Nothing when all parts are confirmed, or when the last request is unanswered and
    /// younger than ASK_AGAIN_AFTER.
    [[nodiscard]] std::optional<common::WriterStateRequest> confirmation_request(
        common::Instant now);
    /// The writer has answered the request with this id. So each part that was sent before it was
    /// taken, or was lost with its connection, and no longer counts for sent_bytes.
    void answered(std::int64_t request);

    /// The peer to which the answer for a key goes; nothing when none is known. It stays known
    /// after an answer, because that may be lost on its way to query, which then repeats the
    /// command.
    [[nodiscard]] std::optional<std::string> requester(const std::string& key) const;

    /// The bytes that a part counts for in Limits: an upper bound of the size of its frame.
    [[nodiscard]] static std::size_t frame_bytes(const common::CommandPart& part);

private:
    struct Waiting {
        common::CommandPart part;
        common::Instant until{};  ///< when it is dropped
    };
    struct Sent {
        std::int64_t confirmed_by = 0;  ///< the id of the first request that is sent after it
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
    std::int64_t last_request_ = 0;  ///< the id of the last confirmation_request()
    /// When that was made; absent when there was none, or when it is answered.
    std::optional<common::Instant> requested_at_;
    std::unordered_map<std::string, Requester> requesters_;
    std::list<std::string> heard_;  ///< keys, the one heard longest ago first
};

}  // namespace tradepit::broker
