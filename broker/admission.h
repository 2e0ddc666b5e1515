#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace tradepit::broker {

/// Which open jobs may run, of which there may be only so many at once (MAX_CONCURRENT_JOBS).
///
/// A job waits until one of those that run is over; the next is one that has begun before (under an
/// earlier broker), then the one of the highest priority, then the one submitted first. A job that
/// runs goes on, whatever comes after it.
class Admission {
public:
    /// 0: any number of jobs.
    explicit Admission(std::size_t jobs_max) : jobs_max_(jobs_max) {}

    /// An open job, known by its number; once.
    void add(std::int64_t job, std::int32_t priority);
    /// A day of it was run, or is.
    void begun(std::int64_t job);
    /// The job is over, if it was added: nothing more is heard of it.
    void remove(std::int64_t job);

    /// Lets jobs run as far as there is room. @return those that may run from now on.
    std::vector<std::int64_t> admit();
    /// Where any number may run, each does.
    [[nodiscard]] bool runs(std::int64_t job) const;
    [[nodiscard]] std::size_t running() const { return running_.size(); }

    /// Recounts from scratch, and CHECKs.
    void check_invariants() const;

private:
    struct Waiting {
        std::int32_t priority = 0;
        bool begun = false;
    };
    /// Not begun, priority (negated), number.
    using Rank = std::tuple<bool, std::int64_t, std::int64_t>;
    static Rank rank(std::int64_t job, const Waiting& waiting);

    std::size_t jobs_max_;
    std::unordered_map<std::int64_t, Waiting> waiting_;
    std::set<Rank> ranking_;  ///< of those that wait
    std::unordered_set<std::int64_t> running_;
};

}  // namespace tradepit::broker
