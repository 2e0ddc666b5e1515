#include "common/market/market_rules.h"

#include <algorithm>
#include <cmath>

#include "common/text/quoted.h"

namespace tradepit::common {
namespace {

constexpr int QUANTITY_DECIMALS_MIN = 4;
constexpr double PERIODS_PER_YEAR_MAX = 1'000'000;
/// Hours of a trading day, as AI-Trader's metrics count them.
constexpr double HOURS_PER_DAY = 6.5;
/// The longest text that a field of the rules may have.
constexpr size_t TEXT_BYTES_MAX = 64;

std::optional<std::string> text_fault(std::string_view field, std::string_view value,
                                      bool may_be_empty) {
    if (value.empty() && !may_be_empty) return std::string(field) + " must not be empty";
    if (value.size() <= TEXT_BYTES_MAX) return std::nullopt;
    return std::string(field) + " must have at most " + std::to_string(TEXT_BYTES_MAX) +
           " bytes, got " + quoted_text(value);
}

/// What is wrong with the rules for amounts: `lot` and `quantity_decimals`.
std::optional<std::string> amounts_fault(const MarketRules& rules) {
    if (rules.lot < 1 || rules.lot > LOT_MAX) {
        return "lot must be 1 to " + std::to_string(LOT_MAX) + ", got " + std::to_string(rules.lot);
    }
    const int decimals = rules.quantity_decimals;
    if (decimals != 0 && (decimals < QUANTITY_DECIMALS_MIN || decimals > Quantity::DECIMALS)) {
        return "quantity_decimals must be 0 or 4 to 8, got " + std::to_string(decimals);
    }
    if (decimals != 0 && rules.lot != 1) {
        return "lot must be 1 where quantity_decimals is not 0, got " + std::to_string(rules.lot);
    }
    return std::nullopt;
}

/// What is wrong with `price_decimals`.
std::optional<std::string> prices_fault(const MarketRules& rules) {
    const int decimals = rules.price_decimals;
    if (decimals >= Price::DECIMALS_MIN && decimals <= Price::DECIMALS_MAX) return std::nullopt;
    return "price_decimals must be " + std::to_string(Price::DECIMALS_MIN) + " to " +
           std::to_string(Price::DECIMALS_MAX) + ", got " + std::to_string(decimals);
}

}  // namespace

int64_t amount_step(const MarketRules& rules) {
    return rules.quantity_decimals == 0 ? rules.lot * UNITS_PER_WHOLE
                                        : last_unit(rules.quantity_decimals, Quantity::DECIMALS);
}

std::optional<std::string> rules_fault(const MarketRules& rules) {
    const struct {
        std::string_view field;
        std::string_view value;
        bool may_be_empty;
    } texts[] = {{"name", rules.name.value(), false},
                 {"currency", rules.currency, false},
                 {"buy_action", rules.buy_action, false},
                 {"sell_action", rules.sell_action, false},
                 {"time_zone", rules.time_zone, true}};
    for (const auto& [field, value, may_be_empty] : texts) {
        if (auto fault = text_fault(field, value, may_be_empty)) return fault;
    }
    if (auto fault = amounts_fault(rules)) return fault;
    if (auto fault = prices_fault(rules)) return fault;
    if (!(rules.periods_per_year > 0) || rules.periods_per_year > PERIODS_PER_YEAR_MAX) {
        return "periods_per_year must be above 0 and at most 1000000, got " +
               std::to_string(rules.periods_per_year);
    }
    if (rules.interval != DAILY && rules.interval != HOURLY) {
        return "interval must be \"daily\" or \"60min\", got " + quoted_text(rules.interval);
    }
    if (rules.t_plus_one && rules.interval != DAILY) {
        return "t_plus_one needs interval \"daily\", got " + quoted_text(rules.interval) +
               ": a model-day is one hour there, and what was bought earlier on the date is not "
               "known in it";
    }
    return std::nullopt;
}

const MarketRules* recognise(const std::vector<MarketRules>& markets, std::string_view time_zone,
                             std::string_view interval) {
    if (time_zone.empty()) return nullptr;
    const auto found = std::find_if(markets.begin(), markets.end(), [&](const MarketRules& rules) {
        return rules.time_zone == time_zone && rules.interval == interval;
    });
    return found == markets.end() ? nullptr : &*found;
}

MarketRules rules_for(const std::vector<MarketRules>& markets, const MarketName& name,
                      std::string_view interval) {
    const auto named = [&](std::string_view wanted) {
        return std::find_if(markets.begin(), markets.end(),
                            [&](const MarketRules& rules) { return rules.name.value() == wanted; });
    };
    if (const auto own = named(name.value()); own != markets.end()) return *own;
    MarketRules rules;
    if (const auto common = named(DEFAULT_MARKET); common != markets.end()) rules = *common;
    rules.name = name;
    if (rules.interval == DAILY && interval == HOURLY) rules.periods_per_year *= HOURS_PER_DAY;
    if (interval == HOURLY) rules.t_plus_one = false;
    rules.interval = interval;
    return rules;
}

}  // namespace tradepit::common
