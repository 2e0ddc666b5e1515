#pragma once

#include <string>
#include <vector>

#include "common/accounting/portfolio.h"
#include "common/decimal.h"
#include "common/stamp.h"

/// What a model did, as analytics look at it. Pure vocabulary.
namespace tradepit::query {

/// What a model had at the end of a day, or when it began.
struct Worth {
    common::Stamp date;
    common::Money value;  ///< cash and holdings
    common::Money cash;
};

/// What was held when the track began, and what it was worth then.
struct Carried {
    std::string symbol;
    common::Quantity quantity;
    common::Money cost;
};

/// One filled order, in the order of the fills.
struct TrackTrade {
    common::Side side = common::Side::buy;
    std::string symbol;
    common::Quantity quantity;  ///< above 0
    common::Money total;        ///< price × quantity
};

/// Some days of one model, in a row, from the value that it had before them.
struct Track {
    /// What the first day is measured against.
    Worth opening;
    /// The opening is of the same moment as the first day's value: a model that began with it is
    /// valued, on its first day, at the prices at which it bought.
    bool opens_at_first_day = false;
    std::vector<Worth> days;  ///< at least one, dates ascending
    std::vector<Carried> carried;
    std::vector<TrackTrade> trades;
    /// A benchmark's prices, of the opening's moment and of each day's; empty without one.
    std::vector<common::Money> benchmark;
    double periods_per_year = 252;
};

}  // namespace tradepit::query
