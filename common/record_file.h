#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "common/decimal.h"
#include "common/events.h"
#include "common/names.h"
#include "common/price_file.h"
#include "common/stamp.h"

namespace tradepit::common {

/// One line of a position.jsonl: what a model did, and what it had after it.
struct Record {
    int64_t line = 0;
    Stamp date;
    /// As recorded; it may run on over days, fall back or repeat.
    std::optional<int64_t> id;
    /// Nothing where there is no `this_action` (the first line). "buy_crypto" is buy, "sell_crypto"
    /// sell.
    std::optional<Action> action;
    /// Of the action; empty with no_trade.
    Symbol symbol;
    /// Of the action; may be 0 with a buy or sell too.
    Quantity amount;
    /// Of the action, where the file says it.
    std::optional<Money> price;
    Money cash;
    /// Above 0 only, in byte order.
    std::vector<Holding> holdings;
};

/// A whole position.jsonl. Its numbers are the shortest texts of the doubles that the writer had,
/// so one line does not show to how many decimals the books were kept: the most that any line has
/// does. Texts with more than six (money) or eight (quantities) are float noise, and are rounded
/// half to even to that.
struct RecordFile {
    std::vector<Record> records;
    /// 0 to 6: decimals to which cash is recorded.
    int cash_decimals = 0;
    /// 0 to 8: decimals to which holdings are recorded.
    int quantity_decimals = 0;

    /// Whether our cash, at the file's own decimals, is the recorded one; a tie may be rounded
    /// either way.
    [[nodiscard]] bool same_cash(Money ours, const Record& record) const;
    /// The same for all holdings (ours in byte order).
    [[nodiscard]] bool same_holdings(const std::vector<Holding>& ours, const Record& record) const;
};

/// Reads position.jsonl; refused whole with its first fault, which names line, field, value and
/// rule.
[[nodiscard]] std::variant<RecordFile, FileFault> parse_record_file(std::string_view text);

}  // namespace tradepit::common
