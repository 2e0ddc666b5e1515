#pragma once

#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/check.h"
#include "common/wide.h"

namespace tradepit::common {

/// The largest number up to which doubles tell all numbers of `decimals` (0 to 12) decimals apart:
/// 2^(53 - w), where w is the least whole number with 10^decimals <= 2^w. Below it doubles are at
/// most 2^-w, and so at most 10^-decimals, apart: two such numbers have different nearest doubles,
/// and the shortest text of such a double is the number. Above it, some numbers share a double.
constexpr int64_t exact_max(int decimals) {
    const auto scale = static_cast<uint64_t>(power_of_ten(decimals));
    return int64_t{1} << (53 - std::bit_width(scale - 1));
}

/// One unit of the last of `decimals` decimals, in units of 10^-scale; 1 where there are more of
/// them than that.
constexpr int64_t last_unit(int decimals, int scale) {
    return static_cast<int64_t>(power_of_ten(scale - decimals));
}

/// An exact amount of the market's currency, in millionths. Any int64 is a valid value; amounts
/// from outside are limited to MONEY_MAX. Arithmetic that overflows int64 is a bug and CHECKed.
class Money {
public:
    /// Its unit is 1e-6 of the currency.
    static constexpr int DECIMALS = 6;

    constexpr Money() = default;
    static constexpr Money from_millionths(int64_t millionths) { return Money(millionths); }

    /// Reads "71.75", "-0.5", ".5", "+3", "1e3": a sign, digits and an exponent, and nothing else
    /// (no spaces). More than six decimals are rounded half to even. Returns nothing for any other
    /// text, and for values beyond int64 millionths.
    [[nodiscard]] static std::optional<Money> parse(std::string_view text);
    /// Recovers the decimal that `to_double` stored, up to ± MONEY_MAX. Beyond it doubles are 1.9
    /// millionths apart, and the result is the nearest millionth. Returns nothing when `value` is
    /// not finite or beyond MONEY_READ_MAX.
    [[nodiscard]] static std::optional<Money> from_double(double value);

    [[nodiscard]] constexpr int64_t millionths() const { return millionths_; }
    /// The shortest decimal text: "71.75", "-0.5", "10000".
    [[nodiscard]] std::string text() const;
    /// The nearest double.
    [[nodiscard]] double to_double() const;

    constexpr Money operator-() const { return Money() - *this; }
    constexpr Money& operator+=(Money other) { return *this = *this + other; }
    constexpr Money& operator-=(Money other) { return *this = *this - other; }
    friend constexpr Money operator+(Money left, Money right) {
        int64_t sum = 0;
        CHECK(!__builtin_add_overflow(left.millionths_, right.millionths_, &sum));
        return Money(sum);
    }
    friend constexpr Money operator-(Money left, Money right) {
        int64_t difference = 0;
        CHECK(!__builtin_sub_overflow(left.millionths_, right.millionths_, &difference));
        return Money(difference);
    }
    friend constexpr auto operator<=>(Money, Money) = default;

private:
    explicit constexpr Money(int64_t millionths) : millionths_(millionths) {}
    int64_t millionths_ = 0;
};

/// The largest amount of money that enters the system, positive or negative: 2^33, 8,589,934,592.
/// The database has money as doubles, which tell millionths apart up to it.
inline constexpr Money MONEY_MAX = Money::from_millionths(exact_max(Money::DECIMALS) * 1'000'000);
/// The largest amount that is read from a file or a message. It is above MONEY_MAX, because it was
/// the limit of earlier builds, whose files are still read. No amount above MONEY_MAX is computed
/// with: openings and results are checked.
inline constexpr Money MONEY_READ_MAX = Money::from_millionths(9'000'000'000 * 1'000'000);

/// A number of shares or coins in units of 1e-8, exact, never negative (CHECKed at construction).
class Quantity {
public:
    /// Its unit is 1e-8 of a share or coin.
    static constexpr int DECIMALS = 8;

    constexpr Quantity() = default;
    static constexpr Quantity from_units(int64_t units) {
        CHECK(units >= 0);
        return Quantity(units);
    }

    /// Like Money::parse, with eight decimals. Also returns nothing for a number that is negative
    /// after rounding ("-0" is zero).
    [[nodiscard]] static std::optional<Quantity> parse(std::string_view text);
    /// Recovers the decimal that `to_double` stored, if quantity_fault() has none of it. Else the
    /// result is the shortest decimal that reads back as the same double, to eight decimals.
    /// Returns nothing when `value` is not finite, negative, or beyond int64 units.
    [[nodiscard]] static std::optional<Quantity> from_double(double value);

    [[nodiscard]] constexpr int64_t units() const { return units_; }
    /// The shortest decimal text: "5", "0.0001".
    [[nodiscard]] std::string text() const;
    /// The nearest double.
    [[nodiscard]] double to_double() const;

    constexpr Quantity& operator+=(Quantity other) { return *this = *this + other; }
    constexpr Quantity& operator-=(Quantity other) { return *this = *this - other; }
    friend constexpr Quantity operator+(Quantity left, Quantity right) {
        int64_t sum = 0;
        CHECK(!__builtin_add_overflow(left.units_, right.units_, &sum));
        return from_units(sum);
    }
    /// Subtracting more than there is would be negative: a bug, and CHECKed.
    friend constexpr Quantity operator-(Quantity left, Quantity right) {
        return from_units(left.units_ - right.units_);
    }
    friend constexpr auto operator<=>(Quantity, Quantity) = default;

private:
    explicit constexpr Quantity(int64_t units) : units_(units) {}
    int64_t units_ = 0;
};

/// One whole share or coin, in Quantity's units.
inline constexpr int64_t UNITS_PER_WHOLE = 100'000'000;

/// The largest whole number of shares or coins that a Quantity can have.
inline constexpr int64_t QUANTITY_WHOLE_MAX = INT64_MAX / UNITS_PER_WHOLE;
/// The largest quantity of `decimals` (0 to 8) decimals that enters the books, in whole shares or
/// coins. The database has quantities as doubles, which tell them apart up to it.
constexpr int64_t quantity_max(int decimals) {
    return exact_max(decimals) < QUANTITY_WHOLE_MAX ? exact_max(decimals) : QUANTITY_WHOLE_MAX;
}
/// How many decimals `value` × 10^-decimals has, without zeros behind the last other digit.
[[nodiscard]] int decimals_of(int64_t value, int decimals);
/// How many decimals the quantity has: 0 to 8.
[[nodiscard]] inline int decimals_of(Quantity quantity) {
    return decimals_of(quantity.units(), Quantity::DECIMALS);
}
/// Why a quantity cannot enter the books: it is above quantity_max() of its decimals. Nothing when
/// it can. The text begins with the quantity, so it may follow the name of a field.
[[nodiscard]] std::optional<std::string> quantity_fault(Quantity quantity);

/// A percentage in millionths of a percent: 9.319240 % is 9319240.
class Percent {
public:
    constexpr Percent() = default;
    static constexpr Percent from_millionths(int64_t millionths) { return Percent(millionths); }
    /// part ÷ whole × 100, rounded half to even to six decimals. Zero where `whole` is zero,
    /// because there is nothing to compare with. Limited to ± PERCENT_MAX, which a tiny `whole`
    /// would exceed.
    [[nodiscard]] static Percent ratio(Money part, Money whole);
    /// Like Money::parse.
    [[nodiscard]] static std::optional<Percent> parse(std::string_view text);
    /// Like Money::from_double, with the same limits.
    [[nodiscard]] static std::optional<Percent> from_double(double value);

    [[nodiscard]] constexpr int64_t millionths() const { return millionths_; }
    /// The shortest decimal text: "9.31924".
    [[nodiscard]] std::string text() const;
    /// The nearest double.
    [[nodiscard]] double to_double() const;

    friend constexpr auto operator<=>(Percent, Percent) = default;

private:
    explicit constexpr Percent(int64_t millionths) : millionths_(millionths) {}
    int64_t millionths_ = 0;
};

/// The largest percentage, positive or negative. A double holds it as exactly as it holds money.
inline constexpr Percent PERCENT_MAX = Percent::from_millionths(MONEY_MAX.millionths());

/// A number in units of 10^-decimals. `exact` is false when digits were rounded away.
struct Scaled {
    int64_t value = 0;
    bool exact = true;
};

/// Reads `text`, in the grammar of Money::parse, as units of 10^-decimals, rounded half to even.
/// Returns nothing for any other text, and for values beyond int64. Every text of money, of a
/// quantity, of a price or of a percentage is read by it.
[[nodiscard]] std::optional<Scaled> parse_scaled(std::string_view text, int decimals);
/// Whether `text` follows the grammar of Money::parse, whatever its size.
[[nodiscard]] bool is_number(std::string_view text);
/// The shortest decimal text of `value` × 10^-decimals.
[[nodiscard]] std::string scaled_text(int64_t value, int decimals);
/// `value` × 10^-decimals as the nearest double, for 0 to 12 decimals.
[[nodiscard]] double scaled_double(int64_t value, int decimals);

}  // namespace tradepit::common

template <>
struct std::hash<tradepit::common::Money> {
    size_t operator()(tradepit::common::Money money) const noexcept {
        return std::hash<int64_t>()(money.millionths());
    }
};

template <>
struct std::hash<tradepit::common::Quantity> {
    size_t operator()(tradepit::common::Quantity quantity) const noexcept {
        return std::hash<int64_t>()(quantity.units());
    }
};
