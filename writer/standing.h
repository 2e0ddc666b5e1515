#pragma once

#include <cstdint>
#include <optional>

#include "common/accounting.h"
#include "common/decimal.h"
#include "common/stamp.h"

namespace tradepit::writer {

/// The end of one completed model-day, as `closings` keeps it.
struct Closing {
    common::Stamp date;
    std::int64_t position_id = 0;  ///< the day's last row
    common::Money cash;
    common::Figures figures;
    std::int32_t trades = 0;
    friend bool operator==(const Closing&, const Closing&) = default;
};

/// Where a chain stands after its latest closing, as `standings` keeps it: what leaderboards and
/// running metrics need without reading the days before.
struct Standing {
    Closing latest;
    std::int32_t days = 0;        ///< completed ones
    std::int64_t trades = 0;      ///< of all of them
    common::Money peak_value;     ///< highest value at a close, the chain's opening included
    double max_drawdown_pct = 0;  ///< deepest fall below the peak, a positive percentage of it
    /// Returns between consecutive values as fractions: how many, their mean, and the sum of
    /// squared differences from it (Welford, Technometrics 4, 1962).
    std::int64_t returns = 0;
    double returns_mean = 0;
    double returns_m2 = 0;
    friend bool operator==(const Standing&, const Standing&) = default;
};

/// What a chain starts from. The return of its first day counts only where it goes on from another
/// chain: else the opening is no market value that a day led to.
struct ChainOpening {
    common::Money value;
    bool has_predecessor = false;
};

/// The standing after one more day. `before` is nothing on the chain's first completed day.
[[nodiscard]] Standing next_standing(const std::optional<Standing>& before,
                                     const ChainOpening& opening, const Closing& closing);

}  // namespace tradepit::writer
