#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::worker {

/// Room in the worker's window, which unacknowledged batches take.
struct Room {
    std::size_t batches = 0;
    std::size_t bytes = 0;

    Room& operator+=(const Room& more);
    friend bool operator==(const Room&, const Room&) = default;
};

/// The batches that are not acknowledged, by attempt. Says which of them to send now, and which
/// attempts have ended and still wait for their acknowledgement (docs/PROTOCOL.md, section 6).
///
///   add ──▶ due ──sent──▶ in flight ──acknowledged──▶ gone
///            ▲               │ a new connection: from the first unacknowledged batch on
///            ├───────────────┤
///            │               │ no acknowledgement for `resend_after`
///            └──────────── probed: the first unacknowledged batch alone, after twice the wait
///     acknowledged           each time, `resend_max` at most
///
/// So a writer that stalls gets one batch of each attempt now and then, and not the whole window
/// again and again. Pure: no clock, no socket. The caller takes room in the window (window.h)
/// before it adds a batch.
class Outbox {
public:
    struct Policy {
        /// The wait for an acknowledgement before an attempt is probed.
        common::Duration resend_after = std::chrono::seconds{2};
        /// The longest wait after a probe.
        common::Duration resend_max = std::chrono::seconds{30};
    };
    enum class Last { no, yes };

    struct Acked {
        Room freed;            ///< by the batches that were acknowledged now
        bool started = false;  ///< this acknowledgement is the attempt's first
        bool done = false;     ///< all of the attempt is acknowledged, and so it is forgotten
    };

    explicit Outbox(Policy policy) : policy_{policy} {}

    /// Adds the attempt's next batch. `number` counts from 1 without a gap, and nothing follows
    /// Last::yes (both CHECKed).
    void add(const common::AttemptKey& key, std::int64_t number, std::string frame, Last last);

    /// The frame to send now; nullptr when there is none. Earlier days of a chain come first. The
    /// pointer is valid until the next call of another function.
    [[nodiscard]] const std::string* due(common::Instant now);
    /// The frame that due() returned was sent.
    void sent(common::Instant now);
    /// When due() may return a frame although none was added; nothing while no batch is in flight.
    [[nodiscard]] std::optional<common::Instant> next_resend() const;

    /// The writer has committed everything up to batch `upto`; a number past the last batch counts
    /// as the last. Unknown attempts are ignored. A repeated acknowledgement only shortens the wait
    /// for the next probe.
    Acked acknowledge(const common::AttemptKey& key, std::int64_t upto, common::Instant now);

    /// The connection is a new one: everything that is not acknowledged is due at once.
    void resend_all();

    /// Forgets the chain's attempts from `date` on, which were superseded or dropped. No batch of
    /// them is sent any more. @return the room that they took.
    Room forget(std::int64_t chain, common::Stamp date);
    Room forget_chain(std::int64_t chain);
    Room forget_all();

    /// Whether a batch of the attempt was added and its last batch is not acknowledged yet.
    [[nodiscard]] bool holds(const common::AttemptKey& key) const {
        return attempts_.contains(key);
    }
    /// Whether it holds no attempt.
    [[nodiscard]] bool empty() const { return attempts_.empty(); }
    /// The attempts whose last batch was added and is not acknowledged, in the order of their keys.
    [[nodiscard]] std::vector<common::AttemptKey> finished() const;

private:
    /// The batches of one attempt. They are sent in rounds: each round begins with the first batch
    /// that is not acknowledged.
    struct Attempt {
        std::deque<std::string> frames;  ///< of batches acked + 1 and later
        std::int64_t acked = 0;          ///< the last batch acknowledged; 0: none
        std::int64_t sent = 0;           ///< the last batch sent in this round; at least acked
        bool finished = false;           ///< the last batch was added
        /// When the next round begins, unless an acknowledgement comes before.
        std::optional<common::Instant> resend_at;
        /// Set while the attempt is probed: how long to wait for the acknowledgement of the next
        /// probe.
        std::optional<common::Duration> probe_wait;

        /// The number of the last batch added.
        [[nodiscard]] std::int64_t last() const {
            return acked + static_cast<std::int64_t>(frames.size());
        }
        /// Whether all of this round is sent. The round of a probe is one batch.
        [[nodiscard]] bool sends_no_more() const {
            return sent == last() || (probe_wait && sent > acked);
        }
    };
    using Attempts = std::map<common::AttemptKey, Attempt>;

    void set_timer(const common::AttemptKey& key, Attempt& attempt,
                   std::optional<common::Instant> at);
    Room erase(Attempts::iterator at);

    Policy policy_;
    Attempts attempts_;
    std::set<common::AttemptKey> due_;  ///< attempts that are not sends_no_more()
    /// The attempts that have a resend_at, by that time.
    std::set<std::pair<common::Instant, common::AttemptKey>> timers_;
};

}  // namespace tradepit::worker
