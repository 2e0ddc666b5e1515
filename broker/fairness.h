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

/// The chains with the same needs that could run now, in the order in which they get slots.
///
/// A higher priority goes first. Among jobs of one priority, the one that holds the fewest slots is
/// next, and of those the one that was served longest ago. This is round robin, and stays fair when
/// one job's days take a second and another's an hour. A new job starts at the end of the round.
/// Inside a job, the chain that became ready first is next.
class FairShare {
public:
    /// Adds a chain that became ready. @return the chain's turn, which remove() needs.
    std::uint64_t add(std::int64_t job, std::int32_t priority, std::int64_t chain);
    void remove(std::int64_t job, std::uint64_t turn);
    /// The chain that gets the next slot, if there is one. It stays until remove().
    [[nodiscard]] std::optional<std::int64_t> next() const;

    /// How urgent next() is compared with other shares; a lower value is more urgent. It consists
    /// of the priority (negated) and the slots that the job holds here. CHECKs that there is a next
    /// chain.
    using Urgency = std::pair<std::int64_t, std::int32_t>;
    [[nodiscard]] Urgency urgency() const;

    /// The job holds one more slot, which counts as being served.
    void slot_taken(std::int64_t job);
    void slot_given_back(std::int64_t job);
    /// Removes a job. CHECKs that it has no ready chain and holds no slot.
    void forget(std::int64_t job);

    [[nodiscard]] std::size_t size() const { return ready_; }
    /// Whether no job is known here.
    [[nodiscard]] bool unused() const { return shares_.empty(); }
    [[nodiscard]] std::int32_t slots_held(std::int64_t job) const;
    /// Recounts from scratch, and CHECKs that the counters and the ranking agree.
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
    /// The job's share, made if it is new and taken out of the ranking so that it can be changed.
    /// ranked() puts it back.
    Share& unranked(std::int64_t job);
    void ranked(std::int64_t job, const Share& share);

    std::unordered_map<std::int64_t, Share> shares_;
    std::set<Rank> ranking_;  ///< of jobs with a ready chain
    std::uint64_t count_ = 0;
    std::size_t ready_ = 0;
};

}  // namespace tradepit::broker
