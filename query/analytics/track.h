#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/accounting/portfolio.h"
#include "common/decimal.h"
#include "common/price.h"
#include "common/stamp.h"

/// The input of the analytics: a model's values, holdings and trades on its completed days.
namespace tradepit::query {

/// A portfolio's value at the end of a day, or at the opening.
struct ValuePoint {
    common::Stamp date;
    common::Money value;  ///< cash plus holdings
    common::Money cash;
};

/// A holding at the track's opening.
struct OpeningHolding {
    std::string symbol;
    common::Quantity quantity;
    common::Money cost;  ///< its value at the opening, for which it counts as bought
};

/// One filled order.
struct TrackTrade {
    common::Side side = common::Side::buy;
    std::string symbol;
    common::Quantity quantity;  ///< above 0
    /// price × quantity. Nothing where an imported record does not say what was paid.
    std::optional<common::Money> total;
};

/// Completed days of one model, one after another, and the portfolio before them.
struct Track {
    /// The portfolio that the first day's return is measured against.
    ValuePoint opening;
    /// True where opening and first day are valued at the same prices, the opens of that day. This
    /// is so with Mark::open for the first day of a model without a predecessor.
    bool opening_is_of_first_day = false;
    std::vector<ValuePoint> days;         ///< at least one, dates ascending
    std::vector<OpeningHolding> carried;  ///< the holdings at the opening
    std::vector<TrackTrade> trades;       ///< in the order of the fills
    /// The benchmark's price at the opening, then on each day; empty without a benchmark.
    std::vector<common::Price> benchmark;
    double periods_per_year = 252;  ///< of the market's rules; 252 trading days by default
};

}  // namespace tradepit::query
