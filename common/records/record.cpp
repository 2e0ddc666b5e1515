#include "common/records/record.h"

#include "common/wide.h"

namespace tradepit::common {

std::optional<Price> paid_price(Money cash_before, const Record& record, int price_decimals) {
    if (record.amount == Quantity{}) return std::nullopt;
    const Wide cash_change = Wide{record.cash.millionths()} - cash_before.millionths();
    const Wide cash_moved = cash_change < 0 ? -cash_change : cash_change;
    const Wide units = record.amount.units();
    for (int decimals = Price::DECIMALS_MIN;; ++decimals) {
        // The price times `units`, in units of the last decimal.
        const Wide exact =
            cash_moved * UNITS_PER_WHOLE * power_of_ten(decimals - Price::DECIMALS_MIN);
        const Wide price = (exact + units / 2) / units;
        if (decimals < price_decimals && rounds_noticeably(exact, price * units)) continue;
        const Wide limit = PRICE_MAX.units() * power_of_ten(decimals - Price::DECIMALS_MIN);
        if (price > limit) return std::nullopt;
        return Price::make(static_cast<std::int64_t>(price), decimals);
    }
}

std::optional<Price> fill_price(Money cash_before, const Record& record, int price_decimals) {
    return record.price ? record.price->rounded(price_decimals)
                        : paid_price(cash_before, record, price_decimals);
}

}  // namespace tradepit::common
