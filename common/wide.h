#pragma once

namespace tradepit::common {

/// An integer that holds the product of any two int64.
__extension__ typedef __int128 Wide;

/// numerator ÷ denominator, rounded half to even. `denominator` is above 0.
constexpr Wide divided_half_even(Wide numerator, Wide denominator) {
    const bool negative = numerator < 0;
    const Wide magnitude = negative ? -numerator : numerator;
    Wide quotient = magnitude / denominator;
    const Wide twice = (magnitude % denominator) * 2;
    if (twice > denominator || (twice == denominator && quotient % 2 != 0)) ++quotient;
    return negative ? -quotient : quotient;
}

/// 10^exponent, for an exponent of 0 to 38.
constexpr Wide power_of_ten(int exponent) {
    Wide power = 1;
    for (int i = 0; i < exponent; ++i) power *= 10;
    return power;
}

}  // namespace tradepit::common
