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

/// One day of a chain, as an index into the chain's dates, and one attempt at it.
struct LeasedDay {
    std::size_t day = 0;
    std::int32_t attempt = 0;
    friend bool operator==(const LeasedDay&, const LeasedDay&) = default;
};

//  The phases of a chain. It is in exactly one of them. In Waiting, Claiming and Leased it has a
//  deadline, which JobQueue keeps.
//
//    learned      may start         worker free            the writer recorded it
//   ────────▶ Barred ───────▶ Ready ────────────▶ Claiming ───────────▶ Leased
//               ▲             ▲  ▲                    │ day ended           │
//               │ wait over   │  └────────────────────┴─────────────────────┤ all days ended,
//               └────────── Waiting ◀── an attempt failed ──────────────────┘ or the lease expired
//
//  The drawing shows the usual moves. The others are:
//  - From every phase a chain moves to Over when its last day has ended or its job was cancelled;
//    from Claiming only after the claim was answered.
//  - A chain whose claim is refused, or whose lease ends, moves to Waiting while the next day may
//    not be claimed yet, else to Barred while it may not start, else to Ready. A lease also ends
//    when it cannot be delivered, when its worker restarts, and when the worker is told to drop it.
//  - A Ready chain moves to Waiting when a late message says that an attempt failed, and to Barred
//    when the next day has moved on to one that may not start.
//  - A chain moves to Leased when a heartbeat shows that a worker runs its next day (not from
//    Claiming), and when the writer first describes it to the broker with an open attempt at that
//    day.

/// No day of the chain is open.
struct Over {};
/// The chain's job is not admitted yet (Admission). Or the job has order "date", and one of its
/// models has an earlier day open, or the broker does not know all of its chains yet.
struct Barred {};
/// The next day may not be claimed before the deadline, because an attempt at it failed or the
/// writer refused the last claim and did not end the day.
struct Waiting {};
/// The next day may be claimed as soon as a worker has the slots that it needs.
struct Ready {
    std::uint64_t turn = 0;  ///< as FairShare::add() returned it
};
/// A claim was sent to the writer. It is repeated at each deadline until the writer answers it.
struct Claiming {
    common::Claim claim;
    common::Duration repeat_after{};  ///< the wait before the next repeat
};
/// A worker may run these days until the deadline.
struct Leased {
    common::WorkerName worker;
    std::uint64_t nonce = 0;
    std::vector<LeasedDay> days;  ///< open ones, ascending, at least one
    bool needs_no_slot = false;   ///< the agent's work is done: the worker's slots are free again
    bool listed = false;          ///< a heartbeat has listed one of `days`
    /// An earlier broker claimed `days`. Its assignment may not have reached the worker.
    bool inherited = false;
    /// The worker's last heartbeat showed that it does not hold `days` and will not run them.
    bool let_go = false;

    /// Whether this attempt at this day is one of `days`.
    [[nodiscard]] bool covers(std::size_t day, std::int32_t attempt) const;
};
using ChainPhase = std::variant<Barred, Waiting, Ready, Claiming, Leased, Over>;

/// Whether a chain may move from one phase to another (or to the same one): from Over to none, to
/// Claiming only from Ready, else always.
bool may_move(const ChainPhase& from, const ChainPhase& to);

/// What the broker knows of one chain: the facts that never change, the newest state that the
/// writer has reported, and the phase in which the broker has it. States may arrive in any order,
/// because knowledge only grows: an ended day stays ended, attempt numbers only rise, and an
/// attempt that has ended is never open again. A `day` is an index into the chain's dates.
class BrokerChain {
public:
    /// `chain` comes from the writer and includes its state. lease_days_max is clamped to
    /// 1..LEASE_DAYS_MAX, and is 1 with order "date". Needs that are not valid are replaced by one
    /// `cpu`.
    explicit BrokerChain(common::Chain chain);

    [[nodiscard]] std::int64_t number() const { return facts_.state.chain; }
    /// The chain as the writer described it, with the constructor's corrections. Of its `state`
    /// only the chain's number is set.
    [[nodiscard]] const common::Chain& facts() const { return facts_; }
    /// Whether no day is open. The phase becomes Over later, when JobQueue moves the chain there.
    [[nodiscard]] bool over() const { return next_day_ == facts_.dates.size(); }
    [[nodiscard]] bool cancelled() const { return cancelled_; }
    /// Whether a day has ended in another way than by being skipped, or the next day has had an
    /// attempt.
    [[nodiscard]] bool begun() const;
    /// The first open day, or the number of dates when no day is open.
    [[nodiscard]] std::size_t next_day() const { return next_day_; }
    [[nodiscard]] const common::Stamp& date(std::size_t day) const { return facts_.dates[day]; }
    /// The day with that date; nothing when the chain has no such date.
    [[nodiscard]] std::optional<std::size_t> day_of(const common::Stamp& date) const;
    /// The dates to claim for one lease: the next day and the open days after it, at most
    /// lease_days_max in all. Empty when no day is open.
    [[nodiscard]] std::vector<common::Stamp> claimable() const;

    /// The newest attempt of a day that the broker knows of; `attempt` is 0 when it knows of none.
    struct Newest {
        std::int32_t attempt = 0;
        std::int32_t attempts_spent = 0;  ///< as in DayAttempt
        common::AttemptState state = common::AttemptState::open;
    };
    [[nodiscard]] const Newest& newest(std::size_t day) const { return newest_[day]; }
    /// Whether this attempt can no longer end its day: the day has a newer attempt, or this one was
    /// superseded, refused or released. False for a completed or failed attempt, whose worker may
    /// still wait for the acknowledgement, and for one that the broker does not know yet.
    [[nodiscard]] bool cannot_end_its_day(std::size_t day, std::int32_t attempt) const;

    /// What merge() changed.
    struct MergeResult {
        bool next_day_moved = false;
        /// An attempt at the (new) next day that is newly known as failed or refused.
        std::optional<common::AttemptKey> failed;
    };
    /// Merges a state from the writer. A lease in `phase` loses the days that have ended or have a
    /// newer attempt. When one of its attempts has ended but the day of that attempt has not, it
    /// loses this day and all later ones. A lease that is left without days stays in `phase`; the
    /// caller must move the chain to another phase.
    MergeResult merge(const common::ChainState& state);
    /// Notes the attempts with which the writer answered a claim.
    /// @return the days of the lease, ascending. Nothing when there can be no lease: the days do
    /// not begin with the next day, one has a date that the chain has not, or one of the attempts
    /// has ended or is not its day's newest.
    std::optional<std::vector<LeasedDay>> granted(const std::vector<common::ClaimedDay>& days);

    ChainPhase phase = Barred{};
    common::Instant since{};       ///< when the next day entered `phase`
    common::Instant not_before{};  ///< the earliest time of the next claim
    /// Why the last lease ended before its days did, as the next claim is to report it; empty when
    /// none did.
    std::string lease_end_reason;

private:
    [[nodiscard]] bool skipped(std::size_t day) const;
    /// Moves the next day forward to `day`, or to the first day after it that is not skipped. Never
    /// moves it back.
    void advance_to(std::size_t day);
    void merge_attempt(const common::DayAttempt& seen, MergeResult& result);

    common::Chain facts_;  ///< of facts_.state only the chain's number is used
    std::size_t next_day_ = 0;
    bool cancelled_ = false;
    std::vector<Newest> newest_;  ///< by day
};

}  // namespace tradepit::broker
