#pragma once

#include <string_view>
#include <vector>

#include "query/analytics/track.h"

namespace tradepit::query {

inline common::Price made_price(std::string_view text) { return *common::Price::parse(text); }
inline common::Money made_money(std::string_view text) { return *common::Money::parse(text); }

/// The date that is `day` days after 2025-10-01.
inline common::Stamp made_date(int day) {
    const auto number = std::to_string(day + 1);
    return *common::Stamp::parse("2025-10-" + (number.size() < 2 ? "0" + number : number));
}

/// A track whose opening and days have these values, all in cash. The opening is on the first day.
inline Track made_track(std::string_view opening, const std::vector<std::string_view>& values) {
    Track track;
    track.opening = {made_date(0), made_money(opening), made_money(opening)};
    track.opening_is_of_first_day = true;
    for (const auto value : values) {
        const auto money = made_money(value);
        track.days.push_back({made_date(static_cast<int>(track.days.size())), money, money});
    }
    return track;
}

inline TrackTrade made_trade(common::Side side, std::string_view symbol, std::string_view quantity,
                             std::string_view total) {
    return {side, std::string{symbol}, *common::Quantity::parse(quantity), made_money(total)};
}

}  // namespace tradepit::query
