#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "common/time.h"

namespace tradepit::query {

/// Counts answers by route and status, and how long they took. Every function may be called on any
/// thread. A slot is the index of a route in all_routes(); the index behind the last route stands
/// for requests without one (ResolvedRequest::slot).
class LookupCounts {
public:
    /// The most slots, including the one of requests without a route.
    static constexpr std::size_t ROUTES_MAX = 64;

    void answered(std::size_t slot, int status, common::Duration took);
    /// Counts a request that was refused for its token, without a duration.
    void refused(std::size_t slot, int status);
    /// Counts a request that could not be read, so that its route is unknown.
    void unreadable(int status);
    /// Counts a command to the writer, by the status of its reply.
    void commanded(int status) { ++commands_.at(slot_of(status)); }

    /// All counts in Prometheus's text format 0.0.4.
    [[nodiscard]] std::string text() const;

private:
    /// The last one, 0, stands for every other status.
    static constexpr std::array STATUSES{200, 400, 401, 403, 404, 405, 409,
                                         410, 413, 422, 500, 503, 507, 0};
    static constexpr std::array<std::int64_t, 9> BOUNDS_US{250,    500,    1'000,   2'500,    5'000,
                                                           10'000, 25'000, 100'000, 1'000'000};
    using Count = std::atomic<std::uint64_t>;
    struct OfRoute {
        std::array<Count, STATUSES.size()> answers{};
        std::array<Count, BOUNDS_US.size() + 1> took{};  ///< by bound; the last: above all
        Count microseconds{0};
    };

    [[nodiscard]] static std::size_t slot_of(int status);
    static void append_times(std::string& out, const std::string& labels, const OfRoute& of);

    std::array<OfRoute, ROUTES_MAX> routes_{};
    std::array<Count, STATUSES.size()> commands_{};
};

}  // namespace tradepit::query
