#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/decimal.h"
#include "common/wide.h"

namespace tradepit::common {

/// What one share or coin costs, in the market's currency: an exact decimal with as few decimals as
/// it needs, but at least six and at most twelve. Two prices are equal if and only if their values
/// are, whatever the scales of the markets that they come from.
///
/// A price with six decimals is at most MONEY_READ_MAX, like money. One with more is at most
/// exact_max() of its decimals, so that the double in the database stands for no other price. The
/// limits hold for negative prices alike: files may have some, and the books take none.
class Price {
public:
    static constexpr int DECIMALS_MIN = 6;
    static constexpr int DECIMALS_MAX = 12;

    constexpr Price() = default;
    /// units × 10^-decimals, for 6 to 12 decimals (CHECKed); nothing when it is beyond the limits.
    [[nodiscard]] static std::optional<Price> make(int64_t units, int decimals);
    /// A price of six decimals. One beyond the limit is a bug and CHECKed.
    [[nodiscard]] static Price from_millionths(int64_t millionths);
    /// Reads `text`, in the grammar of Money::parse, rounded half to even to `decimals` (6 to 12).
    /// Returns nothing for any other text, and for values beyond the limits.
    [[nodiscard]] static std::optional<Price> parse(std::string_view text, int decimals);
    /// Reads `text` with as many decimals as it has. Where it is no price within the limits with
    /// them, as with thirteen decimals, it is rounded half to even to six, or to twelve where six
    /// would change it noticeably (rounds_noticeably()). Returns nothing for a text of another
    /// grammar, and for values beyond the limits.
    [[nodiscard]] static std::optional<Price> parse(std::string_view text);
    /// Recovers the decimal that `to_double` stored. Any other double is read like its shortest
    /// text. Returns nothing when `value` is not finite or beyond the limits.
    [[nodiscard]] static std::optional<Price> from_double(double value);

    /// How many decimals it has: six, or as many more as it needs.
    [[nodiscard]] constexpr int decimals() const {
        return static_cast<int>(packed_ & 15) + DECIMALS_MIN;
    }
    /// The price in units of 10^-decimals().
    [[nodiscard]] constexpr int64_t units() const { return packed_ >> 4; }
    /// The price in units of 10^-decimals. CHECKs that this is exact and within int64.
    [[nodiscard]] int64_t units_at(int decimals) const;
    /// The price rounded half to even to `decimals` (6 to 12).
    [[nodiscard]] Price rounded(int decimals) const;
    /// All of the price in one number, for compact storage in memory: from_packed() reads it. Its
    /// order is not that of the prices.
    [[nodiscard]] constexpr int64_t packed() const { return packed_; }
    [[nodiscard]] static constexpr Price from_packed(int64_t packed) { return Price(packed); }
    /// The shortest decimal text: "71.75", "0.00000149".
    [[nodiscard]] std::string text() const;
    /// The nearest double.
    [[nodiscard]] double to_double() const;

    friend constexpr bool operator==(Price, Price) = default;
    /// By value.
    friend std::strong_ordering operator<=>(Price left, Price right);

private:
    explicit constexpr Price(int64_t packed) : packed_(packed) {}
    /// units() × 16 + decimals() - DECIMALS_MIN. It fits: units() is below 2^53 by the limits.
    int64_t packed_ = 0;
};

/// The largest price that enters the system, whatever the market: MONEY_MAX.
inline constexpr Price PRICE_MAX = Price::from_packed(MONEY_MAX.millionths() * 16);
/// The largest price of a market that keeps `decimals` (6 to 12) decimals, in whole units of the
/// currency: 8,589,934,592 for six, 8,192 for twelve.
constexpr int64_t price_max(int decimals) { return exact_max(decimals); }

/// A price changes noticeably where rounding changes it by more than one part in this many.
inline constexpr Wide ROUNDING_SHARE = 10'000;
/// Whether rounding a price from `exact` to `rounded`, in the same unit, changes it noticeably. The
/// noise of doubles, as in 1.2000000000000002e-05, does not.
constexpr bool rounds_noticeably(Wide exact, Wide rounded) {
    const Wide off = rounded > exact ? rounded - exact : exact - rounded;
    return off * ROUNDING_SHARE > (exact < 0 ? -exact : exact);
}

/// The nearest double to `later` - `earlier` where both have six decimals, and close to it where
/// one has more.
[[nodiscard]] double difference(Price later, Price earlier);
/// price × quantity, computed in 128 bits and rounded half to even to a millionth. Returns nothing
/// for a result beyond ± MONEY_MAX.
[[nodiscard]] std::optional<Money> checked_product(Price price, Quantity quantity);

}  // namespace tradepit::common
