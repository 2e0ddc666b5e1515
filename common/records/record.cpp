#include "common/records/record.h"

namespace tradepit::common {

std::optional<Money> fill_price(Money cash_before, const Record& record) {
    if (record.price || record.amount == Quantity{}) return record.price;
    __extension__ typedef __int128 Wide;
    const Wide cash_change = Wide{record.cash.millionths()} - cash_before.millionths();
    const Wide cash_moved = cash_change < 0 ? -cash_change : cash_change;
    const Wide units = record.amount.units();
    const Wide price = (cash_moved * UNITS_PER_WHOLE + units / 2) / units;
    if (price > MONEY_MAX.millionths()) return std::nullopt;
    return Money::from_millionths(static_cast<std::int64_t>(price));
}

}  // namespace tradepit::common
