#pragma once

#include <array>
#include <optional>
#include <string_view>

/// One symbol's bars and what one of it is worth on some dates. Everything that values holdings is
/// tested against this table: the market view of agents, the writer's imports, and query.
namespace tradepit::common::tests {

struct ValuedBar {
    std::string_view date;
    int open;
    std::optional<int> close;
};
inline constexpr std::array VALUED_BARS{ValuedBar{"2025-10-01", 10, 11},
                                        ValuedBar{"2025-10-03", 12, 13},
                                        ValuedBar{"2025-10-06", 20, std::nullopt}};

struct Valuation {
    std::string_view date;
    std::string_view value;  ///< "none": there is none
};
inline constexpr std::array VALUATIONS{
    Valuation{"2025-09-30", "none"},  // before the first bar
    Valuation{"2025-10-01", "10"},    // the date's open
    Valuation{"2025-10-02", "11"},    // no bar: the close before
    Valuation{"2025-10-03", "12"},   Valuation{"2025-10-04", "13"},
    Valuation{"2025-10-06", "20"},   Valuation{"2025-10-07", "20"},  // no close: that bar's open
};

}  // namespace tradepit::common::tests
