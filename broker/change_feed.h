#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "broker/deadlines.h"
#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::broker {

/// The broker's side of its conversation with the writer, but for claims: the epoch, the pages of
/// unfinished jobs, and then the changes after a cursor. What it asks it repeats until it is
/// answered, so either side may be gone for any time. Pure; the caller sends and gives `now`.
///
///    epoch ──granted──▶ pages ──empty page──▶ live
class ChangeFeed {
public:
    struct Settings {
        std::uint64_t nonce = 0;  ///< of this boot of the broker
        /// An unanswered question is repeated after this, and then after twice as long, up to
        /// RESEND_MAX.
        common::Instant resend = std::chrono::milliseconds{250};
    };
    /// How often the changes after the cursor are read though nothing seems to be missing.
    static constexpr common::Instant CHANGES_EVERY = std::chrono::seconds{1};

    enum class Phase { epoch, pages, live };
    using Question =
        std::variant<common::EpochRequest, common::PageRequest, common::ChangesRequest>;

    explicit ChangeFeed(Settings settings);

    /// @return whether it is news: the epoch of this boot, for the first time.
    bool granted(const common::EpochGranted& granted, common::Instant now);
    /// @return whether it answers the page that was asked for, so that its chains are to be learnt.
    /// The page that ends the first reading turns the phase to live.
    bool page(const common::Page& page, common::Instant now);
    /// @return whether its states are to be merged: not before the phase is live.
    bool changes(const common::Changes& changes, common::Instant now);
    /// A change, numbered at most `change`, was of a chain that the queue does not know: it is new,
    /// and the pages from there on are asked for until one shows that change; or of a job that
    /// ended before it was read, and in no such page.
    void unknown(std::int64_t chain, std::int64_t change, common::Instant now);

    /// What is to be asked now.
    [[nodiscard]] std::vector<Question> due(common::Instant now);
    [[nodiscard]] std::optional<common::Instant> next_deadline() const;

    [[nodiscard]] Phase phase() const { return phase_; }
    [[nodiscard]] std::int64_t epoch() const { return epoch_; }
    [[nodiscard]] std::int64_t cursor() const { return cursor_; }
    /// As the writer said with the epoch.
    [[nodiscard]] std::int32_t max_attempts() const { return max_attempts_; }

private:
    /// When a question is put next, and how long an answer is waited for after that.
    struct Pace {
        std::optional<common::Instant> next;
        common::Instant wait{};
    };
    void ask_at(Pace& pace, common::Instant at) const;
    static bool take(Pace& pace, common::Instant now, common::Instant wait_max);

    Settings settings_;
    Phase phase_ = Phase::epoch;
    std::int64_t epoch_ = 0;
    std::int64_t cursor_ = 0;
    std::int32_t max_attempts_ = 0;
    std::int64_t read_upto_ = 0;      ///< chains up to this one were in a page, or have ended
    std::int64_t wanted_ = 0;         ///< the highest chain seen in changes that no page had
    std::int64_t wanted_change_ = 0;  ///< a page from before it says nothing of that chain
    std::optional<std::int64_t> changes_asked_;  ///< the cursor of the unanswered question
    Pace opening_;                               ///< the epoch, then the pages
    Pace changes_;
    std::optional<common::Instant> changes_asked_at_;
};

}  // namespace tradepit::broker
