#include "writer/imports/price_import.h"

#include <string_view>
#include <utility>

#include <SQLiteCpp/Statement.h>

#include "common/market/market_rules_json.h"
#include "common/schema/sql.h"
#include "common/schema/stored_values.h"
#include "common/text/name_rules.h"
#include "common/text/quoted.h"
#include "writer/imports/imported_bars.h"

namespace tradepit::writer {

using namespace common;

namespace {

enum class BarChange { inserted, changed, unchanged };

/// The stored prices of a market. A price set consists of the bars that were stored with its number
/// or a lower one; of several for one symbol and date the highest number counts.
class StoredPrices {
public:
    StoredPrices(SQLite::Database& database, const MarketName& market)
        : market_{market},
          newest_set_{database, "SELECT newest_set FROM markets WHERE market = ?"},
          any_date_{database, "SELECT date FROM prices WHERE market = ? LIMIT 1"},
          newest_bar_{
              database,
              "SELECT open, high, low, close, volume FROM prices"
              " WHERE market = ? AND symbol = ? AND date = ? ORDER BY price_set DESC LIMIT 1"} {}

    /// The number of the newest price set; 0 when there is no such market.
    std::int64_t newest_set() {
        auto rows = ask(newest_set_, market_);
        return rows.next() ? rows.integer(0) : 0;
    }

    /// Any date with a price, which shows whether the market is daily or hourly.
    std::optional<Stamp> any_date() {
        auto rows = ask(any_date_, market_);
        if (!rows.next()) return std::nullopt;
        return stamp_of(rows.text(0));
    }

    /// Compares a bar with the newest stored one of its symbol and date. Prices are compared as
    /// doubles, because that is what the columns hold.
    BarChange change_of(const WireBar& bar) {
        auto rows = ask(newest_bar_, market_, bar.symbol, bar.date);
        if (!rows.next()) return BarChange::inserted;
        const std::optional<double> values[] = {bar.open.to_double(), as_double(bar.high),
                                                as_double(bar.low), as_double(bar.close),
                                                bar.volume};
        int column = 0;
        for (const auto& value : values) {
            const bool same =
                value ? !rows.is_null(column) && rows.real(column) == *value : rows.is_null(column);
            if (!same) return BarChange::changed;
            ++column;
        }
        return BarChange::unchanged;
    }

private:
    static std::optional<double> as_double(const std::optional<Price>& price) {
        if (!price) return std::nullopt;
        return price->to_double();
    }

    const MarketName& market_;
    SQLite::Statement newest_set_;
    SQLite::Statement any_date_;
    SQLite::Statement newest_bar_;
};

/// A market whose dates have a time is hourly.
std::string interval_of(Stamp date) { return std::string{date.has_time() ? HOURLY : DAILY}; }

/// Why the import does not fit its market; nothing when it fits.
/// @param newest_set the market's newest price set; 0: the market is new.
std::optional<std::string> market_fault(const PriceImport& import, std::int64_t newest_set,
                                        StoredPrices& stored) {
    // The market's name becomes part of paths when its history is imported or exported.
    if (auto fault = folder_name_fault("market", import.market.value())) return fault;
    const std::string market = "market " + quoted_text(import.market.value());
    const Stamp first = import.bars.front().date;
    const std::string interval = interval_of(first);
    const std::string import_clause = ", and the import is " + interval + " (" + first.text() + ")";
    if (newest_set > 0) {
        const auto stored_date = stored.any_date();
        if (!stored_date || interval_of(*stored_date) == interval) return std::nullopt;
        return market + " is " + interval_of(*stored_date) + " (it has " + stored_date->text() +
               ")" + import_clause;
    }
    const auto rules = parse_rules(import.rules);
    if (const auto* fault = std::get_if<std::string>(&rules))
        return "the rules of " + market + ": " + *fault;
    const auto& interval_by_rules = std::get<MarketRules>(rules).interval;
    if (interval_by_rules == interval) return std::nullopt;
    return market + " is " + interval_by_rules + " by its rules" + import_clause;
}

}  // namespace

PlannedImport plan_import(SQLite::Database& database, PriceImport import) {
    StoredPrices stored{database, import.market};
    const std::int64_t newest_set = stored.newest_set();
    if (auto fault = put_in_order(import.bars)) return ImportRefusal{CONTENT_REFUSED, *fault};
    if (auto fault = market_fault(import, newest_set, stored))
        return ImportRefusal{CONTENT_REFUSED, *fault};

    PriceCounts counts{.price_set = newest_set};
    std::erase_if(import.bars, [&](const WireBar& bar) {
        const auto change = newest_set == 0 ? BarChange::inserted : stored.change_of(bar);
        counts.inserted += change == BarChange::inserted;
        counts.changed += change == BarChange::changed;
        counts.unchanged += change == BarChange::unchanged;
        return change == BarChange::unchanged;
    });
    ImportPlan plan;
    if (!import.bars.empty()) {
        counts.price_set = newest_set + 1;
        if (newest_set == 0)
            plan.operations.emplace_back(RecordMarket{import.market, import.rules});
        plan.operations.emplace_back(
            StoreBars{import.market, counts.price_set, std::move(import.bars)});
        plan.operations.emplace_back(SealPriceSet{import.market, counts.price_set, import.source});
    }
    plan.done.prices = counts;
    return plan;
}

}  // namespace tradepit::writer
