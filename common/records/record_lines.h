#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/market/market_rules.h"

namespace tradepit::common {

/// Writes one model's rows of `positions`, in the JSON in which query returns them, as lines of its
/// position.jsonl. The format is AI-Trader's, with the market's names for the actions. Further
/// fields state what an import cannot compute: the price, `portfolio_value`, and on the first line
/// `initial_value` and `previous_value` (record.h) where they differ from its portfolio_value.
class RecordLines {
public:
    /// `records` is the number of lines that the file has already. The next line gets this id.
    explicit RecordLines(const MarketRules& rules, std::int64_t records = 0)
        : buy_{rules.buy_action}, sell_{rules.sell_action}, records_{records} {}

    /// The lines of all rows of the next day, in their order; there is at least one row.
    std::string day(const std::vector<nlohmann::ordered_json>& rows);
    /// The line of the next row. `closing_value` is the portfolio_value of the last row of its day.
    std::string row(const nlohmann::ordered_json& row, const nlohmann::ordered_json& closing_value);

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

/// Reads the first fields of a line; returns nothing for a line that RecordLines did not make.
[[nodiscard]] std::optional<LineHead> head_of_line(std::string_view line);

/// One reasoning step, as query returns it, as a line of a log.jsonl.
std::string step_line(const nlohmann::ordered_json& step);
/// The tool usage of a day, as the line after the steps in its log.jsonl. An import of a log
/// without this line counts the steps that name a tool. So a day with such steps and without tool
/// usage needs the line too, made with an empty `tools`.
std::string tools_line(const std::string& model, const std::vector<nlohmann::ordered_json>& tools);

}  // namespace tradepit::common
