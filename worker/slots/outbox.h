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

/// Room in the worker's window: what unacknowledged batches take, or give back.
struct Room {
    std::size_t batches = 0;
    std::size_t bytes = 0;

    Room& operator+=(const Room& more);
    friend bool operator==(const Room&, const Room&) = default;
};

/// The batches that are not acknowledged, by attempt: which of them to send now, and which attempts
/// have finished and still wait for their acknowledgement (DESIGN.md 3.5).
///
///   add ──▶ due ──sent──▶ under way ──acknowledged──▶ gone
///            ▲               │ a new connection: from the first unacknowledged batch on
///            ├───────────────┤
///            │               │ no acknowledgement for `resend_after`
///            └──────────── probed: the first unacknowledged batch alone, after twice the wait
///     acknowledged           each time, `resend_max` at most
///
/// A writer that stalls so gets one batch of each attempt now and then, not every window again.
/// Pure: no clock, no socket. Who adds has taken room in the window before (window.h).
class Outbox {
public:
    struct Policy {
        common::Instant resend_after = std::chrono::seconds{2};
        common::Instant resend_max = std::chrono::seconds{30};
    };
    enum class Last { no, yes };

    struct Acked {
        Room freed;
        bool started = false;  ///< this acknowledgement is the attempt's first
        bool done = false;     ///< finished, all acknowledged, and so forgotten
    };

    explicit Outbox(Policy policy) : policy_{policy} {}

    /// The attempt's next batch; `number` counts from 1 without a gap. Nothing after Last::yes.
    void add(const common::AttemptKey& key, std::int64_t number, std::string frame, Last last);

    /// The frame to send now, nullptr when there is none; earlier days of a chain come first. Valid
    /// until the next call of anything else.
    [[nodiscard]] const std::string* due(common::Instant now);
    /// The frame that due() gave is on its way.
    void sent(common::Instant now);
    /// When due() may have something again without an add; nothing while all is acknowledged.
    [[nodiscard]] std::optional<common::Instant> next_resend() const;

    /// Everything up to batch `upto` is committed; `upto` past the last batch counts as the last.
    /// Attempts that are not here change nothing, repeats only how long the next probe waits.
    Acked acknowledge(const common::AttemptKey& key, std::int64_t upto, common::Instant now);

    /// The peer is a new connection: all that is not acknowledged is due at once.
    void resend_all();

    /// Forgets the chain's attempts from `date` on: superseded or dropped. Nothing of them is sent.
    Room forget(std::int64_t chain, common::Stamp date);
    Room forget_chain(std::int64_t chain);
    Room forget_all();

    [[nodiscard]] bool holds(const common::AttemptKey& key) const {
        return attempts_.contains(key);
    }
    [[nodiscard]] bool empty() const { return attempts_.empty(); }
    /// Attempts that have finished and are not fully acknowledged, in order.
    [[nodiscard]] std::vector<common::AttemptKey> finished() const;

private:
    struct Attempt {
        std::deque<std::string> frames;  ///< acked + 1 and on
        std::int64_t acked = 0;
        std::int64_t sent = 0;  ///< of this round; at least acked
        bool finished = false;
        std::optional<common::Instant> resend_at;
        /// While it is probed: how long the next probe's acknowledgement is waited for.
        std::optional<common::Instant> probe_wait;

        [[nodiscard]] std::int64_t last() const {
            return acked + static_cast<std::int64_t>(frames.size());
        }
        /// All of this round is sent; of a probe, its one batch.
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
    std::set<std::pair<common::Instant, common::AttemptKey>> timers_;
};

}  // namespace tradepit::worker
