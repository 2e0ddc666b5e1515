#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/market_rules.h"

namespace tradepit::cli {

/// One model's rows, as query gives them, as lines of its position.jsonl: in the original's format,
/// with the market's names for the actions. What an import could not find out again is said beside
/// it: the price, `portfolio_value`, and on the first line `initial_value` and `previous_value`
/// where they are another.
class RecordLines {
public:
    explicit RecordLines(const common::MarketRules& rules)
        : buy_{rules.buy_action}, sell_{rules.sell_action} {}

    /// All rows of the next day, in their order, at least one.
    std::string day(const std::vector<nlohmann::ordered_json>& rows);

    [[nodiscard]] std::int64_t records() const { return records_; }

private:
    nlohmann::ordered_json line(const nlohmann::ordered_json& row) const;

    std::string buy_;
    std::string sell_;
    std::int64_t records_ = 0;
};

/// One step as a line of a log.jsonl, and a day's tools as the line behind them.
std::string step_line(const nlohmann::ordered_json& step);
std::string tools_line(const std::string& model, const std::vector<nlohmann::ordered_json>& tools);

}  // namespace tradepit::cli
