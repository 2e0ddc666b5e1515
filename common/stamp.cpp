#include "common/stamp.h"

#include <chrono>

namespace tradepit::common {
namespace {

constexpr int YEAR_MIN = 1900;
constexpr int YEAR_MAX = 2199;
constexpr size_t DATE_LENGTH = 10;
constexpr size_t STAMP_LENGTH = 19;

/// The number in `text`, all of whose characters must be digits; nothing otherwise.
std::optional<int> number(std::string_view text) {
    int value = 0;
    for (char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

/// The days since 1970-01-01 of "YYYY-MM-DD"; nothing where the date does not exist or is out of
/// range. `text` has DATE_LENGTH characters.
std::optional<int32_t> read_day(std::string_view text) {
    if (text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = number(text.substr(0, 4));
    const auto month = number(text.substr(5, 2));
    const auto day = number(text.substr(8, 2));
    if (!year || !month || !day || *year < YEAR_MIN || *year > YEAR_MAX) return std::nullopt;
    const std::chrono::year_month_day date(std::chrono::year(*year),
                                           std::chrono::month(static_cast<unsigned>(*month)),
                                           std::chrono::day(static_cast<unsigned>(*day)));
    if (!date.ok()) return std::nullopt;
    return static_cast<int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

/// The seconds since midnight of " HH:MM:SS", with the space in front; nothing where the time does
/// not exist. `text` has as many characters.
std::optional<int32_t> read_second(std::string_view text) {
    if (text[0] != ' ' || text[3] != ':' || text[6] != ':') return std::nullopt;
    const auto hour = number(text.substr(1, 2));
    const auto minute = number(text.substr(4, 2));
    const auto second = number(text.substr(7, 2));
    if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) {
        return std::nullopt;
    }
    return *hour * 3600 + *minute * 60 + *second;
}

/// Writes `value` over the `width` characters of `text` from `at` on, with leading zeros.
void put(std::string& text, size_t at, unsigned value, size_t width) {
    for (size_t i = width; i > 0; --i, value /= 10) {
        text[at + i - 1] = static_cast<char>('0' + value % 10);
    }
}

}  // namespace

std::optional<Stamp> Stamp::parse(std::string_view text) {
    if (text.size() != DATE_LENGTH && text.size() != STAMP_LENGTH) return std::nullopt;
    const auto day = read_day(text.substr(0, DATE_LENGTH));
    if (!day) return std::nullopt;
    if (text.size() == DATE_LENGTH) return Stamp(*day, NO_TIME);
    const auto second = read_second(text.substr(DATE_LENGTH));
    if (!second) return std::nullopt;
    return Stamp(*day, *second);
}

std::string Stamp::text() const {
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day_))};
    std::string text = has_time() ? "0000-00-00 00:00:00" : "0000-00-00";
    put(text, 0, static_cast<unsigned>(static_cast<int>(date.year())), 4);
    put(text, 5, static_cast<unsigned>(date.month()), 2);
    put(text, 8, static_cast<unsigned>(date.day()), 2);
    if (has_time()) {
        const auto second = static_cast<unsigned>(second_);
        put(text, 11, second / 3600, 2);
        put(text, 14, second / 60 % 60, 2);
        put(text, 17, second % 60, 2);
    }
    return text;
}

}  // namespace tradepit::common
