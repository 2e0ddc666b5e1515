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

/// A whole position.jsonl. Its numbers are the shortest texts of doubles, so one line does not show
/// to how many decimals the books were kept; the line with the most decimals does. More than six
/// decimals (money) or eight (quantities) are noise of floating point, and such a number is rounded
/// half to even.
struct RecordFile {
    std::vector<Record> records;
    /// 0 to 6: decimals to which cash is recorded.
    int cash_decimals = 0;
    /// 0 to 8: decimals to which quantities (of holdings and actions) are recorded.
    int quantity_decimals = 0;
    /// Lines that were left out, with their faults (BadLines::skip).
    std::vector<FileFault> bad{};

    /// Whether `ours` equals the recorded cash at the decimals of the file. A tie may have been
    /// rounded either way.
    [[nodiscard]] bool same_cash(Money ours, const Record& record) const;
    /// The same for all holdings; `ours` is in byte order.
    [[nodiscard]] bool same_holdings(const std::vector<Holding>& ours, const Record& record) const;
};

/// What happens to a file with lines that are not records.
enum class BadLines {
    refuse,  ///< the whole file is refused with the first fault
    skip,    ///< the other lines are taken; refused when there is none
};

/// Reads a position.jsonl. A fault names the line, and the field, value and rule where they are
/// known. A file without any record is refused, too.
[[nodiscard]] std::variant<RecordFile, FileFault> parse_record_file(
    std::string_view text, BadLines bad_lines = BadLines::refuse);

}  // namespace tradepit::common
