#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/names.h"
#include "common/price.h"

namespace tradepit::common {

inline constexpr std::string_view DAILY = "daily";
inline constexpr std::string_view HOURLY = "60min";
/// The entry of markets.json whose rules hold for a market that has none of its own.
inline constexpr std::string_view DEFAULT_MARKET = "default";
/// The largest lot, in whole shares.
inline constexpr int64_t LOT_MAX = 1'000'000;

/// The rules of a market: one entry of config/markets.json.
struct MarketRules {
    MarketName name;
    std::string currency = "USD";
    /// Amounts are multiples of this many whole shares. It is 1 where fractions are allowed.
    int64_t lot = 1;
    /// 0: whole shares only. Else 4 to 8: how many decimals an amount may have at most.
    int quantity_decimals = 0;
    /// How many decimals a price has at most: 6 to 12. price_max() of it is the largest price.
    int price_decimals = Price::DECIMALS_MIN;
    /// What was bought today cannot be sold today. Daily markets only.
    bool t_plus_one = false;
    /// How many of the market's bars a year has, for annualised figures.
    double periods_per_year = 252;
    /// The names of the actions in an exported position.jsonl.
    std::string buy_action = "buy";
    std::string sell_action = "sell";
    /// The time zone as price files state it ("US/Eastern"). Empty: no price file is recognised as
    /// this market's.
    std::string time_zone{};
    /// DAILY or HOURLY.
    std::string interval{DAILY};

    friend bool operator==(const MarketRules&, const MarketRules&) = default;
};

/// The smallest amount that the market allows, of which every amount is a multiple: in units of
/// Quantity.
[[nodiscard]] int64_t amount_step(const MarketRules& rules);

/// What is wrong with `rules`: a field is empty or beyond its limit, or two fields contradict each
/// other. The text names field, value and rule. Nothing when the rules are valid.
[[nodiscard]] std::optional<std::string> rules_fault(const MarketRules& rules);

/// The first market with exactly this time zone and interval, to which such a price file belongs.
/// It points into `markets`. Null when there is none, or when `time_zone` is empty.
[[nodiscard]] const MarketRules* recognise(const std::vector<MarketRules>& markets,
                                           std::string_view time_zone, std::string_view interval);

/// The rules of the market `name`: its own entry, whatever `interval` is. Where it has none, those
/// of DEFAULT_MARKET (else the struct's defaults) under that name, adapted to `interval`, which is
/// DAILY or HOURLY: an hourly market has 6.5 times the periods a year of a daily one, and no
/// t_plus_one.
[[nodiscard]] MarketRules rules_for(const std::vector<MarketRules>& markets, const MarketName& name,
                                    std::string_view interval);

}  // namespace tradepit::common
