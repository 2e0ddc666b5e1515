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

/// A lease's number within one run of this worker; never used again.
enum class LeaseNumber : std::uint64_t {};

/// Chains whose newest assignment is remembered, so that a repeat of it is known. Past it the
/// assignment taken longest ago is forgotten: a repeat of that would run once more, and be refused
/// by the writer.
inline constexpr std::size_t SEEN_CHAINS_MAX = 100'000;

/// Why an assignment is not taken. All are the protocol's ordinary course.
enum class Untaken { other_nonce, old_epoch, draining, seen_or_older, no_slot, not_a_lease };
std::string_view to_string(Untaken reason);

/// The leases that this worker runs, or is about to run (DESIGN.md 3.3 and "Fencing"):
///
///   take ──▶ waiting (prices, or a slot) ──start──▶ running ──┐ days end one after the other;
///                │                                            │ the last one, a transient failure
///                └──── cut, drop, retired ──▶ gone ◀──────────┘ or a release ends the lease
///
/// Pure. What has finished and is not acknowledged is the outbox's.
class Leases {
public:
    struct Lease {
        LeaseNumber number;
        common::Assign assign;
        std::size_t day = 0;  ///< the day that runs, or the first to run
        bool running = false;

        [[nodiscard]] common::AttemptKey key(std::size_t index) const;
    };
    /// What to do with an assignment: run it, or not. Either way `cut` is to be stopped first.
    struct Taking {
        std::optional<Untaken> refused;  ///< absent: it was taken as `lease`
        LeaseNumber lease{};
        bool cut = false;  ///< what was held of its chain is older, and to be forgotten
        std::vector<LeaseNumber> stopped;
    };

    Leases(std::uint64_t nonce, common::Offer slots) : nonce_{nonce}, slots_{std::move(slots)} {}

    /// Takes an assignment by the rules: this boot's nonce, no older epoch, not seen before, not
    /// older than what is held of that chain, and every resource that it needs free.
    Taking take(common::Assign assign);
    /// From now on nothing of an older broker is obeyed.
    void hear(std::int64_t epoch);
    [[nodiscard]] bool obeys(std::int64_t epoch) const { return epoch >= epoch_; }
    /// No assignment is taken from now on.
    void drain() { draining_ = true; }

    [[nodiscard]] const Lease* find(LeaseNumber number) const;
    /// The lease with this attempt among its days that have not ended, nullptr when there is none.
    [[nodiscard]] const Lease* find(const common::AttemptKey& key) const;
    /// Leases that wait to be started, in the order of their arrival.
    [[nodiscard]] std::vector<LeaseNumber> waiting() const;
    [[nodiscard]] std::vector<LeaseNumber> all() const;
    [[nodiscard]] bool empty() const { return leases_.empty(); }

    void started(LeaseNumber number);
    /// The lease's present day has ended for this worker; the next one runs.
    void day_ended(LeaseNumber number);
    /// The lease needs its slot no longer.
    void end(LeaseNumber number);

    /// Ends every lease of the chain: its attempt was dropped or superseded.
    std::vector<LeaseNumber> cut(std::int64_t chain);
    /// A newer boot of this worker was heard: nothing is held, and `nonce` is this one's from now.
    std::vector<LeaseNumber> retire(std::uint64_t nonce);

    [[nodiscard]] std::uint64_t nonce() const { return nonce_; }
    [[nodiscard]] std::int64_t epoch() const { return epoch_; }
    [[nodiscard]] bool draining() const { return draining_; }
    [[nodiscard]] const common::Offer& slots() const { return slots_; }

private:
    [[nodiscard]] std::optional<Untaken> refusal(const common::Assign& assign) const;
    [[nodiscard]] bool has_room_for(const common::Needs& needs) const;
    void remember(const common::Assign& assign);

    std::uint64_t nonce_;
    common::Offer slots_;
    std::int64_t epoch_ = 0;
    bool draining_ = false;
    std::uint64_t last_number_ = 0;
    std::map<LeaseNumber, Lease> leases_;
    /// Of each chain the newest assignment's first attempt. Claims of a chain go forward: a later
    /// one begins at a later day, or at the same day with a higher attempt.
    std::map<std::int64_t, common::AttemptKey> seen_;
    std::deque<common::AttemptKey> seen_order_;
};

}  // namespace tradepit::worker
