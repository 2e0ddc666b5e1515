#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/market/market_rules.h"

namespace tradepit::common {

/// One model's rows, as query gives them, as lines of its position.jsonl: in the original's format,
/// with the market's names for the actions. What an import could not find out again is said beside
/// it: the price, `portfolio_value`, and on the first line `initial_value` and `previous_value`
/// where they are another.
class RecordLines {
public:
    /// To go on behind `records` lines that are there.
    explicit RecordLines(const MarketRules& rules, std::int64_t records = 0)
        : buy_{rules.buy_action}, sell_{rules.sell_action}, records_{records} {}

    /// All rows of the next day, in their order, at least one.
    std::string day(const std::vector<nlohmann::ordered_json>& rows);
    /// The next row, of a day whose last one has `close` for its portfolio_value.
    std::string row(const nlohmann::ordered_json& row, const nlohmann::ordered_json& close);

    [[nodiscard]] std::int64_t records() const { return records_; }

private:
    nlohmann::ordered_json line(const nlohmann::ordered_json& row) const;

    std::string buy_;
    std::string sell_;
    std::int64_t records_;
};

/// What a line that RecordLines made begins with.
struct LineHead {
    std::string_view date;  ///< of the line's text
    std::int64_t id = 0;
};

/// Nothing for any other line.
[[nodiscard]] std::optional<LineHead> head_of_line(std::string_view line);

/// One step as a line of a log.jsonl, and a day's tools as the line behind them. A day that names
/// tools and counted none has that line too, empty: an import counts where nothing is stated.
std::string step_line(const nlohmann::ordered_json& step);
std::string tools_line(const std::string& model, const std::vector<nlohmann::ordered_json>& tools);

}  // namespace tradepit::common
