#include "common/time.h"

#include <algorithm>
#include <cstdio>

#include <spdlog/fmt/fmt.h>

namespace tradepit::common {

using std::chrono::microseconds;

std::string utc_text(UtcTime time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                       clock.subseconds().count());
}

std::optional<UtcTime> parse_utc(std::string_view text) {
    constexpr std::string_view FORM = "dddd-dd-ddTdd:dd:dd.ddddddZ";
    if (text.size() != FORM.size()) return std::nullopt;
    for (std::size_t i = 0; i < FORM.size(); ++i) {
        const bool digit = text[i] >= '0' && text[i] <= '9';
        if (FORM[i] == 'd' ? !digit : text[i] != FORM[i]) return std::nullopt;
    }
    const auto number = [&](std::size_t at, std::size_t digits) {
        int value = 0;
        for (const char digit : text.substr(at, digits)) value = value * 10 + (digit - '0');
        return value;
    };
    const std::chrono::year_month_day date{std::chrono::year{number(0, 4)},
                                           std::chrono::month{static_cast<unsigned>(number(5, 2))},
                                           std::chrono::day{static_cast<unsigned>(number(8, 2))}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date} + std::chrono::hours{number(11, 2)} +
           std::chrono::minutes{number(14, 2)} + std::chrono::seconds{number(17, 2)} +
           microseconds{number(20, 6)};
}

double seconds_between(UtcTime start, UtcTime end) {
    return static_cast<double>(std::max(microseconds{0}, end - start).count()) / 1e6;
}

}  // namespace tradepit::common
