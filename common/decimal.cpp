#include "common/decimal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "common/wide.h"

namespace tradepit::common {
namespace {

/// Exponents are clamped to ± this value. No text in memory has enough digits to bring a larger one
/// back into range.
constexpr int64_t EXPONENT_MAX = int64_t{1} << 40;
/// A double holds every whole number from minus this one to this one exactly.
constexpr int64_t DOUBLE_EXACT_MAX = int64_t{1} << 53;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The parts of a number's text; `digits` may contain one decimal point.
struct Parts {
    bool negative = false;
    std::string_view digits;
    int64_t fraction_digits = 0;  ///< how many digits come after the point
    int64_t exponent = 0;
};

std::optional<int64_t> read_exponent(std::string_view text) {
    bool negative = false;
    if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
        negative = text.front() == '-';
        text.remove_prefix(1);
    }
    if (text.empty()) return std::nullopt;
    int64_t value = 0;
    for (char c : text) {
        if (!is_digit(c)) return std::nullopt;
        value = std::min(value * 10 + (c - '0'), EXPONENT_MAX);
    }
    return negative ? -value : value;
}

/// Nothing where the text does not follow the grammar of Money::parse.
std::optional<Parts> split(std::string_view text) {
    Parts parts;
    if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
        parts.negative = text.front() == '-';
        text.remove_prefix(1);
    }
    bool any_digit = false;
    bool point = false;
    size_t end = 0;
    for (; end < text.size(); ++end) {
        if (is_digit(text[end])) {
            any_digit = true;
            parts.fraction_digits += point ? 1 : 0;
        } else if (text[end] == '.' && !point) {
            point = true;
        } else {
            break;
        }
    }
    if (!any_digit) return std::nullopt;
    parts.digits = text.substr(0, end);
    if (end == text.size()) return parts;
    if (text[end] != 'e' && text[end] != 'E') return std::nullopt;
    const auto exponent = read_exponent(text.substr(end + 1));
    if (!exponent) return std::nullopt;
    parts.exponent = *exponent;
    return parts;
}

/// `kept` rounded half to even. `first_dropped` is the first digit that was cut off, and
/// `rest_dropped` says whether any later one is not 0.
uint64_t rounded(uint64_t kept, int first_dropped, bool rest_dropped) {
    const bool above = first_dropped > 5 || (first_dropped == 5 && rest_dropped);
    const bool tie = first_dropped == 5 && !rest_dropped;
    return kept + ((above || (tie && kept % 2 == 1)) ? 1 : 0);
}

/// False when the result does not fit.
bool append_digit(uint64_t& value, int digit) {
    return !__builtin_mul_overflow(value, uint64_t{10}, &value) &&
           !__builtin_add_overflow(value, static_cast<uint64_t>(digit), &value);
}

struct Shifted {
    uint64_t value = 0;
    bool exact = true;
};

/// The digits as an integer (read without their point) times 10^`shift`, rounded half to even;
/// nothing when the result does not fit.
std::optional<Shifted> shifted(const Parts& parts, int64_t shift) {
    const int64_t count = static_cast<int64_t>(parts.digits.size()) -
                          (parts.digits.find('.') == std::string_view::npos ? 0 : 1);
    // How many digits the result has before it is rounded. Digits of `parts` after them are
    // dropped; where `parts` has fewer, zeros are appended.
    const int64_t keep = count + shift;
    uint64_t value = 0;
    int first_dropped = 0;
    bool rest_dropped = false;
    int64_t at = 0;
    for (char c : parts.digits) {
        if (c == '.') continue;
        const int digit = c - '0';
        if (at < keep) {
            if (!append_digit(value, digit)) return std::nullopt;
        } else if (at == keep) {
            first_dropped = digit;
        } else {
            rest_dropped = rest_dropped || digit != 0;
        }
        ++at;
    }
    for (; at < keep && value != 0; ++at) {
        if (!append_digit(value, 0)) return std::nullopt;
    }
    return Shifted{rounded(value, first_dropped, rest_dropped),
                   first_dropped == 0 && !rest_dropped};
}

/// Reads the shortest decimal text that stands for `value`.
std::optional<Scaled> scaled_from_double(double value, int decimals) {
    if (!std::isfinite(value)) return std::nullopt;
    std::array<char, 32> buffer{};  // holds the shortest text of any double
    const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    CHECK(written.ec == std::errc());
    return parse_scaled({buffer.data(), written.ptr}, decimals);
}

/// Reads a stored amount of money or percentage; nothing beyond MONEY_READ_MAX.
std::optional<int64_t> stored_millionths(double value) {
    const auto scaled = scaled_from_double(value, Money::DECIMALS);
    const int64_t limit = MONEY_READ_MAX.millionths();
    if (!scaled || scaled->value > limit || scaled->value < -limit) return std::nullopt;
    return scaled->value;
}

}  // namespace

bool is_number(std::string_view text) { return split(text).has_value(); }

std::optional<Scaled> parse_scaled(std::string_view text, int decimals) {
    const auto parts = split(text);
    if (!parts) return std::nullopt;
    const auto magnitude = shifted(*parts, parts->exponent - parts->fraction_digits + decimals);
    constexpr auto MAX = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
    if (!magnitude || magnitude->value > MAX) return std::nullopt;
    const auto value = static_cast<int64_t>(magnitude->value);
    return Scaled{parts->negative ? -value : value, magnitude->exact};
}

std::string scaled_text(int64_t value, int decimals) {
    const uint64_t magnitude =
        value < 0 ? uint64_t{0} - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
    std::string digits = std::to_string(magnitude);
    const auto places = static_cast<size_t>(decimals);
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    digits.insert(digits.size() - places, 1, '.');
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
    return value < 0 ? "-" + digits : digits;
}

double scaled_double(int64_t value, int decimals) {
    if (value <= DOUBLE_EXACT_MAX && value >= -DOUBLE_EXACT_MAX) {
        // The quotient of two exact doubles is rounded once, so it is the nearest one.
        return static_cast<double>(value) / static_cast<double>(power_of_ten(decimals));
    }
    const std::string text = scaled_text(value, decimals);
    double nearest = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), nearest);
    CHECK(read.ec == std::errc());
    return nearest;
}

std::optional<Money> Money::parse(std::string_view text) {
    const auto value = parse_scaled(text, Money::DECIMALS);
    if (!value) return std::nullopt;
    return Money(value->value);
}

std::optional<Money> Money::from_double(double value) {
    const auto millionths = stored_millionths(value);
    return millionths ? std::optional{Money(*millionths)} : std::nullopt;
}

std::string Money::text() const { return scaled_text(millionths_, Money::DECIMALS); }

double Money::to_double() const { return scaled_double(millionths_, Money::DECIMALS); }

std::optional<Quantity> Quantity::parse(std::string_view text) {
    const auto value = parse_scaled(text, Quantity::DECIMALS);
    if (!value || value->value < 0) return std::nullopt;
    return Quantity(value->value);
}

std::optional<Quantity> Quantity::from_double(double value) {
    const auto units = scaled_from_double(value, Quantity::DECIMALS);
    if (!units || units->value < 0) return std::nullopt;
    return Quantity(units->value);
}

int decimals_of(int64_t value, int decimals) {
    for (; decimals > 0 && value % 10 == 0; value /= 10) --decimals;
    return decimals;
}

std::optional<std::string> quantity_fault(Quantity quantity) {
    if (quantity.units() <= quantity_max(Quantity::DECIMALS) * UNITS_PER_WHOLE) return std::nullopt;
    const int decimals = decimals_of(quantity);
    if (quantity.units() <= quantity_max(decimals) * UNITS_PER_WHOLE) return std::nullopt;
    const std::string count = std::to_string(decimals) + (decimals == 1 ? " decimal" : " decimals");
    return quantity.text() + " has " + count + "; with " + count + " a quantity is at most " +
           std::to_string(quantity_max(decimals));
}

std::string Quantity::text() const { return scaled_text(units_, Quantity::DECIMALS); }

double Quantity::to_double() const { return scaled_double(units_, Quantity::DECIMALS); }

Percent Percent::ratio(Money part, Money whole) {
    if (whole == Money()) return {};
    constexpr Wide HUNDRED_PERCENT = 100'000'000;  // in millionths of a percent
    const bool whole_negative = whole.millionths() < 0;
    const Wide numerator = static_cast<Wide>(part.millionths()) * HUNDRED_PERCENT;
    const auto denominator = static_cast<Wide>(whole.millionths());
    const Wide exact = divided_half_even(whole_negative ? -numerator : numerator,
                                         whole_negative ? -denominator : denominator);
    const Wide limit = PERCENT_MAX.millionths();
    return Percent(static_cast<int64_t>(std::clamp(exact, -limit, limit)));
}

// A Percent has as many decimals as Money.

std::optional<Percent> Percent::parse(std::string_view text) {
    const auto value = parse_scaled(text, Money::DECIMALS);
    if (!value) return std::nullopt;
    return Percent(value->value);
}

std::optional<Percent> Percent::from_double(double value) {
    const auto millionths = stored_millionths(value);
    return millionths ? std::optional{Percent(*millionths)} : std::nullopt;
}

std::string Percent::text() const { return scaled_text(millionths_, Money::DECIMALS); }

double Percent::to_double() const { return scaled_double(millionths_, Money::DECIMALS); }

}  // namespace tradepit::common
