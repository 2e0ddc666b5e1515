#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/accounting/accounting.h"
#include "common/messages/upload_messages.h"
#include "common/text/text_lines.h"

namespace tradepit::writer {

/// A day of an imported model, as it is stored or as it is to be.
struct RecordedDay {
    common::Stamp date;
    /// In the order of their action_id. A trade has no price where the record shows none.
    std::vector<common::Position> rows;
    common::Figures figures;
    std::int64_t last_row = 0;  ///< the number of its last stored row; 0: none is stored
};

/// What a model's figures begin with.
struct RecordedStart {
    common::Money initial_value;   ///< what cumulative figures are relative to
    common::Money previous_value;  ///< what the first day is compared with
};

/// What is stored of one model of the job: its days in order. Empty: nothing yet.
struct StoredRecords {
    RecordedStart start;
    std::vector<RecordedDay> days;
};

/// A file's day among the stored ones.
struct PlannedDay {
    RecordedDay day;          ///< all of its rows
    std::size_t present = 0;  ///< how many of them are stored already: the leading ones
    bool refigured = false;   ///< those have other figures now
    std::int32_t trades = 0;
    [[nodiscard]] bool is_new() const { return present == 0; }
};

struct RecordPlan {
    RecordedStart start;
    common::Close opening;         ///< the first record's books, worth start.initial_value
    std::vector<PlannedDay> days;  ///< every day of the model, by date
    common::HistoryCounts counts;
    std::vector<std::string> notes;
};

/// Why a file is refused: line (0: the whole) and reason.
using RecordRefusal = common::FileFault;

/// What one of a symbol is worth on a date by the market's prices: its open, else the close of its
/// last bar before (that one's open where the close is missing), else nothing.
using Mark = std::function<std::optional<common::Money>(const common::Symbol&, common::Stamp)>;

/// A position.jsonl as rows beside those that are stored (DESIGN section 5): one row a record, and
/// none invented. The record that opens its day is action 0 when it is a no_trade or the very first
/// one; others count from 1. The price is the record's own where it agrees with the change of cash,
/// else |change of cash| ÷ amount.
///
/// The value of a row is what the record says; else cash and holdings at the market's marks. A
/// holding without one is worth what the record itself last paid or got for one of it, and nothing
/// where it never did: such rows are counted as unpriced.
///
/// A record that does not follow from the one before it is looked for behind earlier ones, since
/// real files fork; where it goes on from such a one, its price is from that one's cash.
///
/// Rows are only added: the file's records of a stored day must begin with its rows, the same.
[[nodiscard]] std::variant<RecordPlan, RecordRefusal> plan_records(
    const common::RecordImport& import, const StoredRecords& stored, const Mark& mark);

}  // namespace tradepit::writer
