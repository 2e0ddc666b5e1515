#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>

#include "common/resources.h"

namespace tradepit::broker {

/// The chains that could run now, in the order in which they get slots.
///
/// A higher priority goes first. Among jobs of one priority, the one that holds the fewest slots is
/// next, and of those the one that was served longest ago. This is round robin, and stays fair when
/// one job's days take a second and another's an hour. A lease counts as one slot here, however
/// many resources it needs and whichever they are, so that jobs with different needs take turns at
/// a resource that they share. Among jobs that hold equally many slots, a new one comes last.
/// Inside a job, the chain that became ready first is next.
///
/// add() and remove() cost O(log n) in the number of chains; add() costs as much as slot_taken()
/// when it changes the priority. slot_taken() and slot_given_back() cost O(log n) for each distinct
/// needs among the job's ready chains, and next() for each distinct needs among all ready chains.
class FairShare {
public:
    /// Adds a chain that became ready. `priority` becomes that of its job. @return the chain's
    /// turn, a sequence number that orders the chains of its job; remove() needs it.
    std::uint64_t add(std::int64_t job, std::int32_t priority, const common::Needs& needs,
                      std::int64_t chain);
    /// Removes the chain that add() has given that turn. CHECKs that there is one.
    void remove(std::int64_t job, const common::Needs& needs, std::uint64_t turn);
    /// The chain that gets the next slot, of those whose needs `can_run` accepts; nothing when it
    /// accepts none. The chain stays until remove(). `can_run` is asked about a chain's needs only
    /// where that chain would come before the best one so far. So the needs that it accepted last
    /// are those of the returned chain.
    [[nodiscard]] std::optional<std::int64_t> next(
        const std::function<bool(const common::Needs&)>& can_run) const;

    /// A lease or claim of the job takes a slot. The job counts as served now.
    void slot_taken(std::int64_t job);
    /// A lease or claim of the job gives its slot back. CHECKs that the job holds one.
    void slot_given_back(std::int64_t job);
    /// Removes a job, if it is known. CHECKs that it has no ready chain and holds no slot.
    void forget(std::int64_t job);

    /// The number of ready chains.
    [[nodiscard]] std::size_t size() const { return ready_; }
    [[nodiscard]] std::int32_t slots_held(std::int64_t job) const;
    /// Counts the ready chains anew, and CHECKs that size() and the rankings agree.
    void check_invariants() const;

private:
    struct Share {
        std::int32_t priority = 0;
        std::int32_t held = 0;  ///< slots
        /// The sequence number of the last slot_taken(), or before the first one of its creation.
        std::uint64_t served = 0;
        /// The ready chains by needs, then by turn. No inner map is empty.
        std::map<common::Needs, std::map<std::uint64_t, std::int64_t>> chains;
    };
    /// Priority (negated), slots held, when served, job. The least rank gets the next slot.
    using Rank = std::tuple<std::int64_t, std::int32_t, std::uint64_t, std::int64_t>;

    static Rank rank_of(std::int64_t job, const Share& share);
    /// The job's share, made if it is new.
    Share& share_of(std::int64_t job);
    /// unrank() takes a share out of the rankings before its rank changes, and rank() puts it back.
    void unrank(std::int64_t job, const Share& share);
    void rank(std::int64_t job, const Share& share);
    /// Takes a share out of the ranking for these needs only.
    void unrank(std::int64_t job, const Share& share, const common::Needs& needs);

    std::unordered_map<std::int64_t, Share> shares_;
    /// The jobs that have a ready chain, by the needs of that chain. No set is empty.
    std::map<common::Needs, std::set<Rank>> rankings_;
    std::uint64_t sequence_ = 0;  ///< the last number given, for turns and `served`
    std::size_t ready_ = 0;       ///< the number of ready chains
};

}  // namespace tradepit::broker
