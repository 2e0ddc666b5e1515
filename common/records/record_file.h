#pragma once

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "common/decimal.h"
#include "common/events.h"
#include "common/records/record.h"
#include "common/text/text_lines.h"

namespace tradepit::common {

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
    /// Lines that were left out, with their faults (BadLines::skip).
    std::vector<FileFault> bad{};

    /// Whether our cash, at the file's own decimals, is the recorded one; a tie may be rounded
    /// either way.
    [[nodiscard]] bool same_cash(Money ours, const Record& record) const;
    /// The same for all holdings (ours in byte order).
    [[nodiscard]] bool same_holdings(const std::vector<Holding>& ours, const Record& record) const;
};

/// What becomes of a file with lines that are no records.
enum class BadLines {
    refuse,  ///< refused whole with the first fault
    skip,    ///< its other lines are taken; refused when there is none
};

/// Reads position.jsonl. A fault names line, field, value and rule.
[[nodiscard]] std::variant<RecordFile, FileFault> parse_record_file(
    std::string_view text, BadLines bad_lines = BadLines::refuse);

}  // namespace tradepit::common
