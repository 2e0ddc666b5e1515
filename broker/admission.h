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
/// While as many jobs run as may, further ones wait until one of them is over. The next to run is a
/// job that has begun (under an earlier broker), among those the one with the highest priority, and
/// among those the one submitted first. A running job goes on, whatever is submitted after it.
class Admission {
public:
    /// `jobs_max` jobs may run at once; 0 means any number.
    explicit Admission(std::size_t jobs_max) : jobs_max_(jobs_max) {}

    /// Adds an open job, by its number. With a limit it waits until admit() lets it run, and it
    /// must be new (CHECKed). Without a limit nothing is kept of it.
    void add(std::int64_t job, std::int32_t priority);
    /// Notes that a day of the job has run or runs, which puts a waiting job before those that have
    /// not begun. Changes nothing for any other job.
    void mark_begun(std::int64_t job);
    /// Removes a job that is over. Changes nothing when the job is not known.
    void remove(std::int64_t job);

    /// Lets waiting jobs run, up to the limit. @return the jobs that this call has let run, in the
    /// order of their ranks; none without a limit, where no job waits.
    std::vector<std::int64_t> admit();
    /// Whether the job may run; always true without a limit.
    [[nodiscard]] bool runs(std::int64_t job) const;
    /// The number of running jobs; 0 without a limit, where they are not counted.
    [[nodiscard]] std::size_t running() const { return running_.size(); }

    /// CHECKs that no more jobs run than may, that no waiting job runs, and that the ranking has
    /// each waiting job at its rank.
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
