#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "common/time.h"

namespace tradepit::query {

/// Counts answers by route and status, and adds up how long they took; also counts the answers to
/// commands, by status alone. Every function may be called on any thread. A route is given by its
/// index in all_routes(); the index behind the last route stands for requests without a route
/// (ResolvedRequest::route_index).
class ReplyCounts {
public:
    /// The most routes, where requests without a route count as one.
    static constexpr std::size_t ROUTES_MAX = 64;

    /// Counts an answer. @param took without the time that the request waited for a thread.
    void answered(std::size_t route_index, int status, common::Duration took);
    /// Counts a request that was refused for its token, without a duration.
    void refused(std::size_t route_index, int status);
    /// Counts an answer that belongs to no route: the refusal of a request that could not be read,
    /// a redirect, and the answer to an OPTIONS.
    void without_route(int status);
    /// Counts a command to the writer, by the status of its reply.
    void commanded(int status) { ++commands_.at(status_index(status)); }

    /// All counts in Prometheus's text format 0.0.4.
    [[nodiscard]] std::string text() const;

private:
    /// The statuses that are counted one by one. The last entry, 0, stands for every other status.
    static constexpr std::array STATUSES{200, 204, 308, 400, 401, 403, 404, 405, 409,
                                         410, 413, 415, 422, 500, 503, 507, 0};
    /// The upper bounds of the histogram's buckets, in microseconds.
    static constexpr std::array<std::int64_t, 9> BOUNDS_US{250,    500,    1'000,   2'500,    5'000,
                                                           10'000, 25'000, 100'000, 1'000'000};
    using Count = std::atomic<std::uint64_t>;
    struct RouteCounts {
        std::array<Count, STATUSES.size()> answers{};  ///< one per entry of STATUSES
        /// How many answers took at most the bound of BOUNDS_US with the same index, and more than
        /// the bound before it. The last is for those above all bounds.
        std::array<Count, BOUNDS_US.size() + 1> buckets{};
        Count microseconds{0};  ///< what all answers took together
    };

    /// The index of the status in STATUSES; that of the last entry for a status that it lacks.
    [[nodiscard]] static std::size_t status_index(int status);
    static void append_times(std::string& out, const std::string& labels,
                             const RouteCounts& counts);

    std::array<RouteCounts, ROUTES_MAX> routes_{};
    std::array<Count, STATUSES.size()> commands_{};  ///< one per entry of STATUSES
};

}  // namespace tradepit::query
