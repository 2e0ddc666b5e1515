#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "common/messages/messages.h"

namespace tradepit::worker {

/// A lease's number within one run of this worker; it is never used again.
enum class LeaseNumber : std::uint64_t {};

/// How many assignments are remembered, so that a repeat is recognised. Beyond that the one taken
/// longest ago is forgotten. A repeat of that one would run once more, and the writer would refuse
/// its batches.
inline constexpr std::size_t SEEN_ASSIGNMENTS_MAX = 100'000;

/// Why an assignment is not taken. Each of these can happen in normal operation.
enum class AssignmentRefusal {
    other_nonce,
    old_epoch,
    draining,
    seen_or_older,
    resource_in_use,
    not_a_lease
};
std::string_view to_string(AssignmentRefusal reason);

/// The leases that this worker runs, or is about to run (docs/PROTOCOL.md, sections 3 and 4):
///
///   take ──▶ waiting (prices, or a slot) ──start──▶ running ──┐ its days end one after the other;
///                │                                            │ the last day, a transient failure
///                └──── cut, drop, retired ──▶ gone ◀──────────┘ or a release ends the lease
///
/// Pure. Attempts that have finished and are not acknowledged are kept in the Outbox.
class Leases {
public:
    struct Lease {
        LeaseNumber number;
        common::Assign assign;
        std::size_t day = 0;  ///< the day that runs, or the first to run
        bool running = false;

        /// The attempt of assign.days[index].
        [[nodiscard]] common::AttemptKey key(std::size_t index) const;
    };
    /// The result of take(). If `cut` is set, the caller stops the leases in `stopped` and forgets
    /// the chain's batches, even if the assignment is refused.
    struct TakeResult {
        std::optional<AssignmentRefusal> refused;  ///< absent: it was taken as `lease`
        LeaseNumber lease{};                       ///< only where the assignment was taken
        bool cut = false;  ///< what is held of its chain is older, and to be forgotten
        std::vector<LeaseNumber> stopped;
    };

    Leases(std::uint64_t nonce, common::Offer slots) : nonce_{nonce}, slots_{std::move(slots)} {}

    /// Takes an assignment if it is valid, for this boot's nonce, not of an older epoch and newer
    /// than all that was seen of its chain, the worker does not drain, and every resource that it
    /// needs is free. Leases that the chain has already are removed before resources are counted.
    TakeResult take(common::Assign assign);
    /// From now on no broker with an older epoch is obeyed.
    void raise_epoch(std::int64_t epoch);
    [[nodiscard]] bool accepts_epoch(std::int64_t epoch) const { return epoch >= epoch_; }
    /// No assignment is taken from now on.
    void drain() { draining_ = true; }

    [[nodiscard]] const Lease* find(LeaseNumber number) const;
    /// The lease that has this attempt among its days that have not ended; nullptr when there is
    /// none.
    [[nodiscard]] const Lease* find(const common::AttemptKey& key) const;
    /// The leases that wait to be started, in the order of their arrival.
    [[nodiscard]] std::vector<LeaseNumber> waiting() const;
    /// All leases, in the order of their arrival.
    [[nodiscard]] std::vector<LeaseNumber> all() const;
    [[nodiscard]] bool empty() const { return leases_.empty(); }

    /// A slot runs the lease. CHECKs that none did before.
    void started(LeaseNumber number);
    /// The day that runs has ended on this worker; the next one runs. CHECKs that there was one.
    void day_ended(LeaseNumber number);
    /// Removes a lease that needs its slot no longer. CHECKs that it is there.
    void end(LeaseNumber number);

    /// Removes every lease of the chain, because an attempt of it was dropped or superseded, or a
    /// newer assignment of the chain came. @return the leases' numbers.
    std::vector<LeaseNumber> remove_chain(std::int64_t chain);
    /// A newer boot of this worker was heard: removes all leases, forgets all assignments that were
    /// seen, and uses `nonce` from now on.
    /// @return the numbers of the removed leases.
    std::vector<LeaseNumber> retire(std::uint64_t nonce);

    [[nodiscard]] std::uint64_t nonce() const { return nonce_; }
    [[nodiscard]] std::int64_t epoch() const { return epoch_; }
    [[nodiscard]] bool draining() const { return draining_; }
    /// The resources that the worker offers.
    [[nodiscard]] const common::Offer& slots() const { return slots_; }

private:
    [[nodiscard]] std::optional<AssignmentRefusal> refusal(const common::Assign& assign) const;
    void remember(const common::Assign& assign);

    std::uint64_t nonce_;
    common::Offer slots_;
    std::int64_t epoch_ = 0;  ///< the newest that was heard
    bool draining_ = false;
    std::uint64_t last_number_ = 0;  ///< of the newest lease; 0: none was taken yet
    std::map<LeaseNumber, Lease> leases_;
    common::TakenResources usage_;  ///< of the leases
    /// The first attempt of each chain's newest assignment. Claims of a chain go forward: a later
    /// claim begins at a later day, or at the same day with a higher attempt.
    std::map<std::int64_t, common::AttemptKey> seen_;
    /// The first attempts of the assignments taken, the oldest first. A chain may have several.
    std::deque<common::AttemptKey> seen_order_;
};

}  // namespace tradepit::worker
