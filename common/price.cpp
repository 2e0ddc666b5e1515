#include "common/price.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace tradepit::common {
namespace {

/// The largest number of units of 10^-decimals, positive or negative.
int64_t units_max(int decimals) {
    if (decimals == Price::DECIMALS_MIN) return MONEY_READ_MAX.millionths();
    return static_cast<int64_t>(price_max(decimals) * power_of_ten(decimals));
}

}  // namespace

std::optional<Price> Price::make(int64_t units, int decimals) {
    CHECK(decimals >= DECIMALS_MIN && decimals <= DECIMALS_MAX);
    for (; decimals > DECIMALS_MIN && units % 10 == 0; units /= 10) --decimals;
    const int64_t limit = units_max(decimals);
    if (units > limit || units < -limit) return std::nullopt;
    return Price(units * 16 + (decimals - DECIMALS_MIN));
}

Price Price::from_millionths(int64_t millionths) {
    const auto price = make(millionths, DECIMALS_MIN);
    CHECK(price);
    return *price;
}

std::optional<Price> Price::parse(std::string_view text, int decimals) {
    const auto scaled = parse_scaled(text, decimals);
    return scaled ? make(scaled->value, decimals) : std::nullopt;
}

std::optional<Price> Price::parse(std::string_view text) {
    const auto six = parse_scaled(text, DECIMALS_MIN);
    if (!six) return std::nullopt;
    if (six->exact) return make(six->value, DECIMALS_MIN);
    std::optional<Scaled> scaled;
    for (int decimals = DECIMALS_MIN + 1; decimals <= DECIMALS_MAX; ++decimals) {
        scaled = parse_scaled(text, decimals);
        if (scaled && scaled->exact)
            if (const auto price = make(scaled->value, decimals)) return price;
    }
    const Wide six_at_most = six->value * power_of_ten(DECIMALS_MAX - DECIMALS_MIN);
    const bool needs_most = scaled && rounds_noticeably(scaled->value, six_at_most);
    return needs_most ? make(scaled->value, DECIMALS_MAX) : make(six->value, DECIMALS_MIN);
}

std::optional<Price> Price::from_double(double value) {
    if (!std::isfinite(value)) return std::nullopt;
    std::array<char, 32> shortest{};  // holds that of any double
    const auto written = std::to_chars(shortest.data(), shortest.data() + shortest.size(), value);
    CHECK(written.ec == std::errc());
    return parse({shortest.data(), written.ptr});
}

int64_t Price::units_at(int decimals) const {
    CHECK(decimals >= this->decimals() && decimals <= DECIMALS_MAX);
    int64_t result = 0;
    CHECK(!__builtin_mul_overflow(
        units(), static_cast<int64_t>(power_of_ten(decimals - this->decimals())), &result));
    return result;
}

Price Price::rounded(int decimals) const {
    CHECK(decimals >= DECIMALS_MIN && decimals <= DECIMALS_MAX);
    if (decimals >= this->decimals()) return *this;
    const Wide units = divided_half_even(this->units(), power_of_ten(this->decimals() - decimals));
    // Fewer decimals have a higher limit.
    return make(static_cast<int64_t>(units), decimals).value();
}

std::string Price::text() const { return scaled_text(units(), decimals()); }

double Price::to_double() const { return scaled_double(units(), decimals()); }

std::strong_ordering operator<=>(Price left, Price right) {
    const auto at_twelve = [](Price price) {
        return price.units() * power_of_ten(Price::DECIMALS_MAX - price.decimals());
    };
    return at_twelve(left) <=> at_twelve(right);
}

double difference(Price later, Price earlier) {
    const int decimals = std::max(later.decimals(), earlier.decimals());
    const auto units = [&](Price price) {
        return price.units() * power_of_ten(decimals - price.decimals());
    };
    return static_cast<double>(units(later) - units(earlier)) /
           static_cast<double>(power_of_ten(decimals));
}

std::optional<Money> checked_product(Price price, Quantity quantity) {
    // Units of both are below 2^63, and below 2^53 for the price.
    const Wide exact =
        divided_half_even(static_cast<Wide>(price.units()) * quantity.units(),
                          UNITS_PER_WHOLE * power_of_ten(price.decimals() - Money::DECIMALS));
    if (exact > MONEY_MAX.millionths() || exact < -MONEY_MAX.millionths()) return std::nullopt;
    return Money::from_millionths(static_cast<int64_t>(exact));
}

}  // namespace tradepit::common
