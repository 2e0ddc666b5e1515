#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace tradepit::broker {

/// The chains that could run now, of the same needs, in the order in which they get slots.
///
/// A higher priority goes first. Among jobs of one priority the one that holds the fewest slots is
/// next, and of those the one that was served longest ago: round robin, which stays fair when one
/// job's days take a second and another's an hour. A new job starts at the end of the round. Inside
/// a job the chain that became ready first is next.
class FairShare {
public:
    /// @return the chain's turn, which remove() wants.
    std::uint64_t add(std::int64_t job, std::int32_t priority, std::int64_t chain);
    void remove(std::int64_t job, std::uint64_t turn);
    /// The chain whose turn it is; it stays until remove().
    [[nodiscard]] std::optional<std::int64_t> next() const;

    /// How urgent next() is beside the next chains of other shares: priority (negated), then the
    /// slots that its job holds here. Only where there is a next chain.
    using Urgency = std::pair<std::int64_t, std::int32_t>;
    [[nodiscard]] Urgency urgency() const;

    /// The job holds one slot more: it was served.
    void slot_taken(std::int64_t job);
    void slot_given_back(std::int64_t job);
    /// Nothing more is heard of this job. It has no ready chain and holds no slot.
    void forget(std::int64_t job);

    [[nodiscard]] std::size_t size() const { return ready_; }
    /// Whether it knows of no job.
    [[nodiscard]] bool unused() const { return shares_.empty(); }
    [[nodiscard]] std::int32_t slots_held(std::int64_t job) const;
    /// Recounts from scratch, and CHECKs.
    void check_invariants() const;

private:
    struct Share {
        std::int32_t priority = 0;
        std::int32_t held = 0;
        std::uint64_t served = 0;
        std::map<std::uint64_t, std::int64_t> chains;  ///< by turn
    };
    /// Priority (negated), slots held, when served, job.
    using Rank = std::tuple<std::int64_t, std::int32_t, std::uint64_t, std::int64_t>;

    static Rank rank(std::int64_t job, const Share& share);
    /// The share as it is to be changed, out of the ranking until ranked().
    Share& unranked(std::int64_t job);
    void ranked(std::int64_t job, const Share& share);

    std::unordered_map<std::int64_t, Share> shares_;
    std::set<Rank> ranking_;  ///< of jobs with a ready chain
    std::uint64_t count_ = 0;
    std::size_t ready_ = 0;
};

}  // namespace tradepit::broker
