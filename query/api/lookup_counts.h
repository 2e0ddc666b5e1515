#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "common/time.h"

namespace tradepit::query {

/// How many answers there were, by route and status, and how long they took. Any thread may count.
/// A slot is the place of a route in all_routes() (ResolvedRequest::slot).
class LookupCounts {
public:
    /// Slots, including the one of requests without a route.
    static constexpr std::size_t ROUTES_MAX = 64;

    void answered(std::size_t slot, int status, common::Instant took);
    /// Counts a request that was refused at the door, which took no time worth telling.
    void refused(std::size_t slot, int status);
    /// Counts a request of which no route is known, because it could not be read.
    void unreadable(int status);
    /// Counts what the writer was asked to do, by its answer.
    void commanded(int status) { ++commands_.at(slot_of(status)); }

    /// As Prometheus reads it (text format 0.0.4).
    [[nodiscard]] std::string text() const;

private:
    /// The last one is for all others.
    static constexpr std::array STATUSES{200, 400, 401, 403, 404, 405, 409,
                                         410, 413, 422, 500, 503, 507, 0};
    static constexpr std::array<std::int64_t, 9> BOUNDS_US{250,    500,    1'000,   2'500,    5'000,
                                                           10'000, 25'000, 100'000, 1'000'000};
    using Count = std::atomic<std::uint64_t>;
    struct OfRoute {
        std::array<Count, STATUSES.size()> answers{};
        std::array<Count, BOUNDS_US.size() + 1> took{};  ///< the last one: longer than all bounds
        Count microseconds{0};
    };

    [[nodiscard]] static std::size_t slot_of(int status);
    static void append_times(std::string& out, const std::string& labels, const OfRoute& of);

    std::array<OfRoute, ROUTES_MAX> routes_{};
    std::array<Count, STATUSES.size()> commands_{};
};

}  // namespace tradepit::query
