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

/// One day of an imported model, as it is stored or is to be stored.
struct RecordedDay {
    common::Stamp date;
    /// In the order of action_id. A trade has no price where neither the record nor the change
    /// of cash shows one.
    std::vector<common::Position> rows;
    common::Figures figures;
    std::int64_t last_row = 0;  ///< position id of the last stored row; 0: none is stored
};

/// The values from which the profits of a model are counted.
struct RecordedStart {
    common::Money initial_value;   ///< for the cumulative profit of every day
    common::Money previous_value;  ///< for the daily profit of the first day
};

/// The stored days of one model of the job, in order; empty when nothing is stored yet.
struct StoredRecords {
    RecordedStart start;  ///< meaningless when nothing is stored
    std::vector<RecordedDay> days;
};

/// One day of the model after the import.
struct PlannedDay {
    RecordedDay day;               ///< with all of its rows, stored and new
    std::size_t present = 0;       ///< how many leading rows are stored already
    bool figures_changed = false;  ///< the stored rows get other figures
    std::int32_t trades = 0;       ///< rows that buy or sell more than 0
    /// Whether nothing of the day is stored yet.
    [[nodiscard]] bool is_new() const { return present == 0; }
};

/// What the import of a position.jsonl leads to.
struct RecordPlan {
    RecordedStart start;
    /// The cash and holdings of the first row of the first day, with initial_value as their value.
    common::Close opening;
    std::vector<PlannedDay> days;  ///< every day of the model, by date
    common::HistoryCounts counts;
    std::vector<std::string> notes;  ///< for the sender: what is odd about single records
};

/// Why a file is refused: the line (0: the whole file) and the reason.
using RecordRefusal = common::FileFault;

/// The price by which one unit of a symbol is valued on a date: the market's open, else the close
/// of the last bar before it (its open where the close is missing), else nothing.
using ValuationPrice =
    std::function<std::optional<common::Price>(const common::Symbol&, common::Stamp)>;

/// What an import needs to know of its market's prices.
struct MarketPrices {
    ValuationPrice valuation;
    int decimals = common::Price::DECIMALS_MIN;  ///< how many a price has at most
};

/// Turns a position.jsonl into rows and compares them with the stored ones. Each record becomes one
/// row, and no other rows are made. Pure, except for `price_of`.
///
/// Action 0 is what a day opens with, and trades count from 1. So the first record of a day becomes
/// action 0 when it is a no_trade or the model's very first record, else action 1; the others of
/// the day are numbered after it. The price of a row is the record's own where it agrees with the
/// change of cash, else |change of cash| ÷ amount.
///
/// The value of a row is what the record states; else cash plus holdings, each at its
/// ValuationPrice. A holding without one is valued at the last price that the file itself shows for
/// the symbol, and at nothing where it shows none. A row that is valued so is counted as unpriced.
///
/// Real files fork: a record that does not follow from the one before it is compared with earlier
/// ones. If it follows from one of those, its price is computed from the cash of that record.
///
/// Rows are only added: on a day that has stored rows, the file's first records of that day must
/// equal those rows. A value is compared only where the record states it, and a price only where
/// both are known.
///
/// Refused: a file without records or with more than HISTORY_RECORDS_MAX, a field that is invalid
/// or beyond its limit, a date before the first stored day, a record that differs from its stored
/// row, and a value above MONEY_MAX.
[[nodiscard]] std::variant<RecordPlan, RecordRefusal> plan_records(
    const common::RecordImport& import, const StoredRecords& stored, const MarketPrices& market);

}  // namespace tradepit::writer
