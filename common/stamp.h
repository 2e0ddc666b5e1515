#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tradepit::common {

/// The form of a stamp as a regular expression, for the schemas of the API. Stamp::parse also
/// refuses dates and times that do not exist.
inline constexpr std::string_view STAMP_PATTERN =
    "^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2})?$";

/// A trading date ("2025-10-02"), with a time of day where the market is hourly ("2025-10-02
/// 11:00:00"). Ordered like the bytes of its text: a plain date comes before every time on it. It
/// is local to its market and has no time zone. The default is 1970-01-01.
class Stamp {
public:
    constexpr Stamp() = default;
    /// Reads exactly one of the two forms: an existing date in the years 1900 to 2199, and an
    /// existing time. Returns nothing for any other text.
    [[nodiscard]] static std::optional<Stamp> parse(std::string_view text);

    [[nodiscard]] std::string text() const;
    [[nodiscard]] constexpr bool has_time() const { return second_ != NO_TIME; }
    /// The date alone.
    [[nodiscard]] constexpr Stamp date() const { return Stamp(day_, NO_TIME); }
    /// Days since 1970-01-01; negative before.
    [[nodiscard]] constexpr int32_t days() const { return day_; }
    /// Seconds since midnight, -1 without a time.
    [[nodiscard]] constexpr int32_t second_of_day() const { return second_; }

    friend constexpr auto operator<=>(const Stamp&, const Stamp&) = default;

private:
    static constexpr int32_t NO_TIME = -1;
    constexpr Stamp(int32_t day, int32_t second) : day_(day), second_(second) {}

    int32_t day_ = 0;
    int32_t second_ = NO_TIME;
};

/// Whether no stamp lies in the range. Both ends belong to it, and a plain date stands for its
/// whole day.
[[nodiscard]] constexpr bool is_empty_range(Stamp from, Stamp upto) {
    return from.date() > upto.date() || (from.has_time() && upto.has_time() && from > upto);
}

}  // namespace tradepit::common

template <>
struct std::hash<tradepit::common::Stamp> {
    size_t operator()(const tradepit::common::Stamp& stamp) const noexcept {
        const auto day = static_cast<uint64_t>(static_cast<uint32_t>(stamp.days()));
        const auto second = static_cast<uint64_t>(static_cast<uint32_t>(stamp.second_of_day()));
        return std::hash<uint64_t>()(day << 32 | second);
    }
};
