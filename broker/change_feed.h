#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "broker/deadlines.h"
#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::broker {

/// What the broker asks the writer, apart from claims: the epoch, then the pages of unfinished
/// jobs, then the changes after a cursor (a change number). A request is repeated until it is
/// answered, so either side may be away for any time. Pure: the caller sends, and passes `now`.
class ChangeFeed {
public:
    struct Settings {
        std::uint64_t nonce = 0;  ///< of this boot of the broker
        /// The wait before an unanswered request is repeated. Each repeat doubles it, up to
        /// RESEND_MAX.
        common::Duration resend = std::chrono::milliseconds{250};
    };
    /// The interval at which the changes after the cursor are read even if none seems to be
    /// missing.
    static constexpr common::Duration CHANGES_EVERY = std::chrono::seconds{1};

    /// What is being asked for. In `live` that is the changes, and pages too after
    /// look_for_chain().
    enum class Phase { epoch, pages, live };
    using Request = std::variant<common::EpochRequest, common::PageRequest, common::ChangesRequest>;

    explicit ChangeFeed(Settings settings);

    /// The writer granted an epoch. @return whether it is this boot's and was not known before.
    bool granted(const common::EpochGranted& granted, common::Instant now);
    /// The writer sent a page. @return whether it answers the request, so that its chains are to be
    /// learned. The empty page that ends the first reading moves the phase to live.
    bool page(const common::Page& page, common::Instant now);
    /// The writer sent changes. @return whether their states are to be merged, which is so when the
    /// phase is live.
    bool changes(const common::Changes& changes, common::Instant now);
    /// A change, numbered at most `change`, was of a chain that the queue does not know. If the
    /// chain is new, a later page has it: pages are requested until one was read at or after that
    /// change. If its job ended before it was read, no page has it, and that page ends the search.
    void look_for_chain(std::int64_t chain, std::int64_t change, common::Instant now);

    /// The requests to send now. Each of them counts as sent, and is due again when its answer does
    /// not come in time.
    [[nodiscard]] std::vector<Request> due(common::Instant now);
    [[nodiscard]] std::optional<common::Instant> next_deadline() const;

    [[nodiscard]] Phase phase() const { return phase_; }
    [[nodiscard]] std::int64_t epoch() const { return epoch_; }
    /// The number up to which no change was missed.
    [[nodiscard]] std::int64_t cursor() const { return cursor_; }
    /// The writer's setting, which it sent with the epoch; 0 before.
    [[nodiscard]] std::int32_t max_attempts() const { return max_attempts_; }

private:
    /// The times of one kind of request.
    struct Repeat {
        std::optional<common::Instant> next;  ///< when it is sent next; absent: not at all
        common::Duration wait{};              ///< how long its answer is then waited for
    };
    void ask_at(Repeat& repeat, common::Instant at) const;
    /// Whether the request is to be sent now. If so, also sets the time of its repeat.
    static bool sends_now(Repeat& repeat, common::Instant now, common::Duration wait_max);

    Settings settings_;
    Phase phase_ = Phase::epoch;
    std::int64_t epoch_ = 0;
    std::int64_t cursor_ = 0;
    std::int32_t max_attempts_ = 0;
    std::int64_t read_upto_ = 0;      ///< chains up to this number were in a page, or have ended
    std::int64_t wanted_ = 0;         ///< the highest chain in changes that no page had
    std::int64_t wanted_change_ = 0;  ///< a page read before this change may lack that chain
    Repeat epoch_or_page_;            ///< for the epoch, later for pages
    Repeat changes_;                  ///< for the changes
    std::optional<std::int64_t> asked_cursor_;         ///< of the unanswered request for changes
    std::optional<common::Instant> changes_asked_at_;  ///< when changes were last requested
};

}  // namespace tradepit::broker
