#pragma once

#include <array>
#include <optional>
#include <string_view>

/// The bars of one symbol, and the value of one share on some dates. The three implementations of
/// valuation are tested with these cases: the market view of agents, the writer's imports, and
/// query.
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
    std::string_view value;  ///< "none" when there is no value
};
inline constexpr std::array VALUATIONS{
    Valuation{"2025-09-30", "none"},  // before the first bar
    Valuation{"2025-10-01", "10"},    // the open of the date
    Valuation{"2025-10-02", "11"},    // no bar: the last close
    Valuation{"2025-10-03", "12"},   Valuation{"2025-10-04", "13"},
    Valuation{"2025-10-06", "20"},   Valuation{"2025-10-07", "20"},  // no close: that bar's open
};

}  // namespace tradepit::common::tests
