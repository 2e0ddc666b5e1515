#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/market/market_rules.h"

namespace tradepit::common {

/// Writes one model's rows, as query returns them, as lines of its position.jsonl. The format is
/// that of the original system, with the market's names for the actions. Further fields state what
/// an import cannot compute: the price, `portfolio_value`, and on the first line `initial_value`
/// and `previous_value` where they differ from it.
class RecordLines {
public:
    /// `records` is the number of lines that the file has already.
    explicit RecordLines(const MarketRules& rules, std::int64_t records = 0)
        : buy_{rules.buy_action}, sell_{rules.sell_action}, records_{records} {}

    /// The lines of all rows of the next day, in their order; there is at least one row.
    std::string day(const std::vector<nlohmann::ordered_json>& rows);
    /// The line of the next row. `close` is the portfolio_value of the last row of its day.
    std::string row(const nlohmann::ordered_json& row, const nlohmann::ordered_json& close);

    /// The number of lines in the file so far.
    [[nodiscard]] std::int64_t records() const { return records_; }

private:
    nlohmann::ordered_json line(const nlohmann::ordered_json& row) const;

    std::string buy_;
    std::string sell_;
    std::int64_t records_;
};

/// The first fields of a line that RecordLines made.
struct LineHead {
    std::string_view date;  ///< points into the line
    std::int64_t id = 0;
};

/// Reads them; returns nothing for any other line.
[[nodiscard]] std::optional<LineHead> head_of_line(std::string_view line);

/// step_line() is one step as a line of a log.jsonl. tools_line() is the tool usage of a day, as
/// the line after its steps. A day whose steps name tools although none was counted needs an empty
/// one, because an import counts the steps of a log without that line.
std::string step_line(const nlohmann::ordered_json& step);
std::string tools_line(const std::string& model, const std::vector<nlohmann::ordered_json>& tools);

}  // namespace tradepit::common
