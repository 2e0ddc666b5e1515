#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "broker/deadlines.h"
#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::broker {

/// Asks the writer for what the broker must know: first for an epoch, then for the pages with the
/// chains of unfinished jobs, then again and again for the changes after a cursor (a change
/// number). A request is repeated until it is answered, so either side may be away for any time.
/// Pure: the caller sends, and passes `now`.
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

    /// The writer granted an epoch. @return whether the grant is for this boot's nonce and is the
    /// first one; any other changes nothing.
    bool granted(const common::EpochGranted& granted, common::Instant now);
    /// The writer sent a page. @return whether it answers the present request, so that the caller
    /// must learn its chains; any other changes nothing. The first empty page says that there are
    /// no more chains, and moves the phase to live.
    bool page(const common::Page& page, common::Instant now);
    /// The writer sent changes. @return whether the caller must merge their states, which is so
    /// when the phase is live. Before that they change nothing.
    bool changes(const common::Changes& changes, common::Instant now);
    /// Changes up to the number `change` had a chain that JobQueue does not know. Pages are
    /// requested until one has the chain, or until an empty page shows all changes up to `change`.
    /// In the second case the chain's job has ended, so no page has the chain.
    void look_for_chain(std::int64_t chain, std::int64_t change, common::Instant now);

    /// Takes the requests that are to be sent now. Each counts as sent, and is due again after
    /// Settings::resend (which doubles) if it is not answered by then.
    [[nodiscard]] std::vector<Request> due(common::Instant now);
    /// When due() has a request next. It may lie in the past.
    [[nodiscard]] std::optional<common::Instant> next_deadline() const;

    [[nodiscard]] Phase phase() const { return phase_; }
    /// 0 before it was granted.
    [[nodiscard]] std::int64_t epoch() const { return epoch_; }
    /// The change number up to which the broker has missed no change; 0 before the epoch.
    [[nodiscard]] std::int64_t cursor() const { return cursor_; }
    /// The number of started attempts after which the writer fails a model-day. The writer sends it
    /// with the epoch; 0 before that.
    [[nodiscard]] std::int32_t max_attempts() const { return max_attempts_; }

private:
    /// The times of one kind of request.
    struct Repeat {
        std::optional<common::Instant> next;  ///< when it is sent next; absent: not at all
        common::Duration wait{};              ///< from then until it is repeated
    };
    /// Makes the request due at `at`, with the first wait for its answer.
    void ask_at(Repeat& repeat, common::Instant at) const;
    /// If the request is due, sets the time of its repeat. @return whether it was due.
    static bool take_due(Repeat& repeat, common::Instant now, common::Duration wait_max);

    Settings settings_;
    Phase phase_ = Phase::epoch;
    std::int64_t epoch_ = 0;
    std::int64_t cursor_ = 0;
    std::int32_t max_attempts_ = 0;
    std::int64_t read_upto_ = 0;      ///< chains up to this number were in a page, or have ended
    std::int64_t wanted_ = 0;         ///< the highest chain in changes that no page had
    std::int64_t wanted_change_ = 0;  ///< a page that does not show this change may lack that chain
    Repeat epoch_or_page_;  ///< of EpochRequest, and of PageRequest once there is an epoch
    Repeat changes_;        ///< of ChangesRequest
    std::optional<std::int64_t> asked_cursor_;         ///< of the unanswered request for changes
    std::optional<common::Instant> changes_asked_at_;  ///< when changes were last requested
};

}  // namespace tradepit::broker
