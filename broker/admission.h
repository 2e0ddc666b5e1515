#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tradepit::broker {

/// Decides which open jobs may run, when only so many may run at once (the environment variable
/// MAX_CONCURRENT_JOBS).
///
/// A job waits until one that runs is over. The next to run is a job that has begun before (under
/// an earlier broker), then the one with the highest priority, then the one submitted first. A
/// running job goes on, whatever is submitted after it.
class Admission {
public:
    /// `jobs_max` jobs may run at once; 0 means any number.
    explicit Admission(std::size_t jobs_max) : jobs_max_(jobs_max) {}

    /// Adds an open job, by its number. With a limit it waits until admit() lets it run. CHECKs
    /// that it is new.
    void add(std::int64_t job, std::int32_t priority);
    /// Notes that a day of the job has run or runs, which puts a waiting job before those that have
    /// not begun.
    void mark_begun(std::int64_t job);
    /// Removes a job that is over. Changes nothing when the job is not known.
    void remove(std::int64_t job);

    /// Lets waiting jobs run as far as there is room. @return the jobs that this call
    /// has let run; none without a limit, where no job waits.
    std::vector<std::int64_t> admit();
    /// Whether the job may run; always true without a limit.
    [[nodiscard]] bool runs(std::int64_t job) const;
    /// The number of running jobs; 0 without a limit, where they are not counted.
    [[nodiscard]] std::size_t running() const { return running_.size(); }

    /// Ranks the waiting jobs anew, and CHECKs that the ranking is the same.
    void check_invariants() const;

private:
    struct Waiting {
        std::int32_t priority = 0;
        bool begun = false;  ///< one of its days ran under an earlier broker
    };
    /// Whether the job has not begun, its priority (negated), its number. The least rank runs next.
    using Rank = std::tuple<bool, std::int64_t, std::int64_t>;
    static Rank rank(std::int64_t job, const Waiting& waiting);

    std::size_t jobs_max_;
    std::unordered_map<std::int64_t, Waiting> waiting_;
    std::set<Rank> ranking_;  ///< of the waiting jobs
    std::unordered_set<std::int64_t> running_;
};

}  // namespace tradepit::broker
