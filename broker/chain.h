#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::broker {

/// A day of a chain, by its place among the chain's dates, and one attempt at it.
struct LeasedDay {
    std::size_t day = 0;
    std::int32_t attempt = 0;
    friend bool operator==(const LeasedDay&, const LeasedDay&) = default;
};

//  Where a chain stands; it is in one place at a time, and one deadline goes with the place.
//
//    learned       job, barrier open      slot free         the writer recorded it
//   ───────▶ Barred ────────────▶ Ready ──────────▶ Claiming ─────────────▶ Leased
//              ▲                  ▲   ▲                 │ ended                 │
//              │        wait over │   └─────────────────┴───────────────────────┤ its days ended,
//              or └───────────── Waiting ◀── an attempt failed ────────────────────┘ the lease ran
//              out
//   From everywhere: to Over, when its last day has ended or its job was cancelled (Claiming: after
//   the answer); and, but for Claiming, to Leased, when a worker shows that it runs the next day.

/// No day of it is open.
struct Over {};
/// Its job is not among those that may run yet; or, with order "date", not every model of the job
/// has ended the date before.
struct Barred {};
/// After a failure, until its deadline.
struct Waiting {};
struct Ready {
    std::uint64_t turn = 0;  ///< in FairShare
};
/// A claim is with the writer; it is repeated at its deadline, until it is answered.
struct Claiming {
    common::Claim claim;
    common::Instant repeat_after{};
};
/// A worker may run these days, until its deadline.
struct Leased {
    common::WorkerName worker;
    std::uint64_t nonce = 0;
    std::vector<LeasedDay> days;  ///< open ones, ascending, at least one
    bool idle = false;            ///< the worker needs no slot for it any more
    bool shown = false;           ///< a heartbeat has named it

    [[nodiscard]] bool covers(std::size_t day, std::int32_t attempt) const;
};
using Place = std::variant<Barred, Waiting, Ready, Claiming, Leased, Over>;

/// Whether a chain may go from one place to another.
bool legal(const Place& from, const Place& to);

/// What the broker knows of one chain: facts that never change, and the present state as far as it
/// was heard. Knowledge only grows: an ended day stays ended, attempt numbers rise, and an attempt
/// that is not open stays so, in whatever order the states arrive.
class BrokerChain {
public:
    /// `chain` comes from the writer, with its state. Numbers out of range are cut to the range;
    /// needs that nobody could meet are read as a core.
    explicit BrokerChain(common::Chain chain);

    [[nodiscard]] std::int64_t number() const { return facts_.state.chain; }
    [[nodiscard]] const common::Chain& facts() const { return facts_; }
    [[nodiscard]] bool over() const { return next_day_ == facts_.dates.size(); }
    [[nodiscard]] bool cancelled() const { return cancelled_; }
    /// Whether any day of it has ended, but by being skipped, or has had an attempt.
    [[nodiscard]] bool begun() const;
    /// The first open day; the number of dates when there is none.
    [[nodiscard]] std::size_t next_day() const { return next_day_; }
    [[nodiscard]] const common::Stamp& date(std::size_t day) const { return facts_.dates[day]; }
    [[nodiscard]] std::optional<std::size_t> day_of(const common::Stamp& date) const;
    /// What one lease may cover from the next day on.
    [[nodiscard]] std::vector<common::Stamp> claimable() const;

    /// The newest attempt of a day that was heard of; `attempt` 0 when there is none.
    struct Newest {
        std::int32_t attempt = 0;
        std::int32_t started = 0;
        common::AttemptState state = common::AttemptState::open;
    };
    [[nodiscard]] const Newest& newest(std::size_t day) const { return newest_[day]; }
    /// Whether this attempt can no longer end its day and has nothing to wait for.
    [[nodiscard]] bool dead(std::size_t day, std::int32_t attempt) const;

    /// What a state brought. `failed` is the next day's attempt that failed, news to us.
    struct News {
        bool next_day_moved = false;
        std::optional<common::AttemptKey> failed;
    };
    /// Takes in a state. A Leased `place` loses the days that ended or were claimed anew, and from
    /// an attempt on that ended without its day the rest; one without days is the caller's to move.
    News merge(const common::ChainState& state);
    /// The writer gave these attempts. @return the days, or nothing when they are not from the
    /// next day on or not the newest.
    std::optional<std::vector<LeasedDay>> granted(const std::vector<common::ClaimedDay>& days);

    Place place = Barred{};
    common::Instant since{};       ///< its next day has been in that place
    common::Instant not_before{};  ///< no claim earlier, after a failure
    std::string lost;  ///< why the last lease ended without its days: what the next claim says

private:
    [[nodiscard]] bool skipped(std::size_t day) const;
    void advance_to(std::size_t day);
    void merge_attempt(const common::DayAttempt& seen, News& news);

    common::Chain facts_;  ///< facts_.state only carries the number
    std::size_t next_day_ = 0;
    bool cancelled_ = false;
    std::vector<Newest> newest_;  ///< by day
};

}  // namespace tradepit::broker
