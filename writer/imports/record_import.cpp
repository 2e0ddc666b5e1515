#include "writer/imports/record_import.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/limits.h"
#include "common/market/prices.h"
#include "common/text/quoted.h"
#include "writer/imports/record_links.h"

namespace tradepit::writer {

using namespace common;

namespace {

std::optional<std::string> record_fault(const Record& record) {
    if (record.cash < Money{} || record.cash > MONEY_MAX)
        return "cash must be 0 to " + MONEY_MAX.text() + ", got " + record.cash.text();
    for (const auto& value : {record.portfolio_value, record.initial_value, record.previous_value})
        if (value && (*value < Money{} || *value > MONEY_MAX))
            return "a value must be 0 to " + MONEY_MAX.text() + ", got " + value->text();
    if (record.price && (*record.price < Price{} || *record.price > PRICE_MAX))
        return "a price must be 0 to " + PRICE_MAX.text() + ", got " + record.price->text();
    if (record.holdings.size() > HOLDINGS_MAX)
        return std::to_string(record.holdings.size()) + " holdings where " +
               std::to_string(HOLDINGS_MAX) + " are the limit (HOLDINGS_MAX)";
    const Symbol* before = nullptr;
    for (const auto& [symbol, quantity] : record.holdings) {
        if (auto fault = symbol_fault(symbol.value())) return fault;
        if (auto fault = quantity_fault(quantity))
            return "holding of " + quoted_text(symbol.value()) + " " + *fault;
        if (quantity == Quantity{}) return "a holding of " + quoted_text(symbol.value()) + " of 0";
        if (before != nullptr && !(*before < symbol))
            return "a holding of " + quoted_text(symbol.value()) + " out of order or twice";
        before = &symbol;
    }
    if (record.action.value_or(Action::no_trade) == Action::no_trade) return std::nullopt;
    if (auto fault = quantity_fault(record.amount)) return "amount " + *fault;
    return symbol_fault(record.symbol.value());
}

std::optional<RecordRefusal> refusal_of(const RecordImport& import, const StoredRecords& stored) {
    const auto& records = import.records;
    if (records.empty()) return RecordRefusal{0, "there is no record in it"};
    if (records.size() > HISTORY_RECORDS_MAX)
        return RecordRefusal{0, std::to_string(records.size()) + " records where " +
                                    std::to_string(HISTORY_RECORDS_MAX) +
                                    " are the limit (HISTORY_RECORDS_MAX)"};
    if (import.cash_decimals < 0 || import.cash_decimals > 6)
        return RecordRefusal{
            0, "cash_decimals must be 0 to 6, got " + std::to_string(import.cash_decimals)};
    for (const Record& record : records) {
        if (auto fault = record_fault(record)) return RecordRefusal{record.line, *std::move(fault)};
        if (!stored.days.empty() && record.date < stored.days.front().date)
            return RecordRefusal{record.line, record.date.text() +
                                                  " is before the model's first "
                                                  "day " +
                                                  stored.days.front().date.text() +
                                                  ": rows are added behind those that are there"};
    }
    return std::nullopt;
}

/// The last stored row as a record, if the file's first record is of a later day; else nothing.
std::optional<Record> record_before(const RecordImport& import, const StoredRecords& stored) {
    if (stored.days.empty() || import.records.front().date <= stored.days.back().date)
        return std::nullopt;
    const Position& last = stored.days.back().rows.back();
    return Record{.date = stored.days.back().date, .cash = last.cash, .holdings = last.holdings};
}

/// Whether both are absent, or equal as doubles.
template <class Number>
bool same_number(const std::optional<Number>& left, const std::optional<Number>& right) {
    return left.has_value() == right.has_value() &&
           (!left || left->to_double() == right->to_double());
}

bool same_holdings(const std::vector<Holding>& left, const std::vector<Holding>& right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](const Holding& one, const Holding& other) {
                          return one.symbol == other.symbol &&
                                 one.quantity.to_double() == other.quantity.to_double();
                      });
}

/// The first field in which a stored row differs from the file's row; null when they agree. (CASH
/// is the name of cash in a position.jsonl.) Numbers are compared as doubles, as the columns hold
/// them. A value is compared only where the record states one, and a price only where both are
/// known.
const char* changed_field(const Position& stored, const Position& row, const Record& record) {
    if (stored.action != row.action) return "action";
    if (stored.symbol != row.symbol) return "symbol";
    if (!same_number(stored.amount, row.amount)) return "amount";
    if (stored.cash.to_double() != row.cash.to_double()) return "CASH";
    if (!same_holdings(stored.holdings, row.holdings)) return "holdings";
    if (record.portfolio_value && stored.value.to_double() != row.value.to_double())
        return "portfolio_value";
    if (stored.price && row.price && !same_number(stored.price, row.price)) return "price";
    return nullptr;
}

/// Collects the notes of one import: the first HISTORY_NOTES_MAX as text, and further ones as a
/// count.
class HistoryNotes {
public:
    void add(std::string note) {
        if (++count_ <= common::HISTORY_NOTES_MAX) notes_.push_back(std::move(note));
    }
    std::vector<std::string> finish() {
        if (count_ > common::HISTORY_NOTES_MAX)
            notes_.push_back("and " + std::to_string(count_ - common::HISTORY_NOTES_MAX) +
                             " more such notes");
        return std::move(notes_);
    }

private:
    std::vector<std::string> notes_;
    std::size_t count_ = 0;
};

/// Makes the plan of one import.
class Planning {
public:
    Planning(const RecordImport& import, const StoredRecords& stored, const MarketPrices& market)
        : import_{import}, stored_{stored}, market_{market} {}

    std::variant<RecordPlan, RecordRefusal> plan() {
        for (const RecordedDay& day : stored_.days)
            days_[day.date] = {.day = day, .present = day.rows.size()};
        first_date_ =
            std::min_element(import_.records.begin(), import_.records.end(), by_date)->date;
        const auto links = link_records(import_.records, record_before(import_, stored_),
                                        {.cash = import_.cash_decimals, .price = market_.decimals});
        for (std::size_t i = 0; i < links.size(); ++i) {
            note(import_.records[i], links[i]);
            if (auto refusal = take(import_.records[i], links[i])) return *std::move(refusal);
        }
        for (const auto& [symbol, rows] : unpriced_)
            notes_.add(symbol.value() + " has no price in the market in " + std::to_string(rows) +
                       (rows == 1 ? " record" : " records") +
                       ": worth what the record last paid or got for it, or nothing");
        set_start();
        set_figures();
        for (auto& [date, day] : days_) plan_.days.push_back(std::move(day));
        plan_.notes = notes_.finish();
        return std::move(plan_);
    }

private:
    /// A recorded amount of 0 changes no position, so it does not count as a trade; a replay makes
    /// no row for it.
    static bool is_trade(const Position& row) {
        return row.action != Action::no_trade && row.amount.value_or(Quantity{}) != Quantity{};
    }
    static bool by_date(const Record& left, const Record& right) { return left.date < right.date; }

    void note(const Record& record, const RecordLink& link) {
        HistoryCounts& counts = plan_.counts;
        const bool trade = record.action.value_or(Action::no_trade) != Action::no_trade;
        const std::string line = "line " + std::to_string(record.line) + ": ";
        counts.amount_zero += trade && record.amount == Quantity{};
        counts.rounded += link.rounded;
        if (link.follows == Follows::earlier) {
            ++counts.forked;
            notes_.add(line + record.date.text() + " goes on from line " +
                       std::to_string(link.base_line) + ", and not from the record before it");
        } else if (link.follows == Follows::nothing) {
            ++counts.unexplained;
            notes_.add(line + record.date.text() + " follows from no earlier record" +
                       (trade && !link.price ? "; its price is unknown" : ""));
        } else if (link.follows == Follows::gap && trade && !link.price) {
            notes_.add(line + "its price is unknown, since a line before it was left out");
        }
    }

    std::optional<RecordRefusal> take(const Record& record, const RecordLink& link) {
        auto row = row_of(record, link);
        if (auto* fault = std::get_if<std::string>(&row)) return RecordRefusal{record.line, *fault};
        auto& position = std::get<Position>(row);
        PlannedDay& day = days_[record.date];
        day.day.date = record.date;
        const std::size_t seen = seen_[record.date]++;
        if (seen < day.present) {
            const Position& stored = day.day.rows[seen];
            position.action_id = stored.action_id;
            if (const char* field = changed_field(stored, position, record))
                return RecordRefusal{record.line, change_text(record, stored, field)};
            ++plan_.counts.present;
            return std::nullopt;
        }
        position.action_id =
            day.day.rows.empty() ? first_action_id(record) : day.day.rows.back().action_id + 1;
        day.day.rows.push_back(std::move(position));
        ++plan_.counts.inserted;
        return std::nullopt;
    }

    static std::string change_text(const Record& record, const Position& stored,
                                   const char* field) {
        return "differs in its " + std::string{field} + " from what was imported as action " +
               std::to_string(stored.action_id) + " of " + record.date.text() +
               ": rows are added, and not changed";
    }

    std::int32_t first_action_id(const Record& record) const {
        const bool is_models_first = stored_.days.empty() && record.date == first_date_;
        return is_models_first || record.action.value_or(Action::no_trade) == Action::no_trade ? 0
                                                                                               : 1;
    }

    std::variant<Position, std::string> row_of(const Record& record, const RecordLink& link) {
        Position row;
        row.action = record.action.value_or(Action::no_trade);
        row.cash = record.cash;
        row.holdings = record.holdings;
        if (row.action != Action::no_trade) {
            row.symbol = record.symbol;
            row.amount = record.amount;
            row.price = link.price;
            if (link.price && record.amount != Quantity{}) paid_[record.symbol] = *link.price;
        }
        const auto value = value_of(record);
        if (!value) return "cash and holdings are worth more than " + MONEY_MAX.text();
        row.value = *value;
        return row;
    }

    /// The value of the record's row; nothing when it is above MONEY_MAX.
    std::optional<Money> value_of(const Record& record) {
        if (record.portfolio_value) return record.portfolio_value;
        Money value = record.cash;
        bool is_priced = true;
        for (const auto& [symbol, quantity] : record.holdings) {
            auto price = market_.valuation(symbol, record.date);
            if (!price) {
                is_priced = false;
                ++unpriced_[symbol];
                const auto paid = paid_.find(symbol);
                if (paid == paid_.end()) continue;
                price = paid->second;
            }
            const auto worth = checked_product(*price, quantity);
            if (!worth || *worth > MONEY_MAX - value) return std::nullopt;
            value += *worth;
        }
        plan_.counts.unpriced += is_priced ? 0 : 1;
        return value;
    }

    void set_start() {
        const PlannedDay& first = days_.begin()->second;
        const Position& opening = first.day.rows.front();
        plan_.start = stored_.start;
        if (stored_.days.empty()) {
            const auto& record =
                *std::min_element(import_.records.begin(), import_.records.end(), by_date);
            plan_.start = {record.initial_value.value_or(opening.value),
                           record.previous_value.value_or(opening.value)};
        }
        plan_.opening = {opening.cash, plan_.start.initial_value, opening.holdings};
    }

    void set_figures() {
        Money previous = plan_.start.previous_value;
        for (auto& [date, day] : days_) {
            const Money value = day.day.rows.back().value;
            const auto planned = figures(value, previous, plan_.start.initial_value);
            day.figures_changed = day.present > 0 && planned != day.day.figures;
            day.day.figures = planned;
            day.trades = static_cast<std::int32_t>(
                std::count_if(day.day.rows.begin(), day.day.rows.end(), is_trade));
            previous = value;
        }
    }

    const RecordImport& import_;
    const StoredRecords& stored_;
    const MarketPrices& market_;
    Stamp first_date_;  ///< the earliest date of the file
    std::map<Stamp, PlannedDay> days_;
    std::map<Stamp, std::size_t> seen_;        ///< records taken so far, by date
    std::map<Symbol, Price> paid_;             ///< the last price that the file shows so far
    std::map<Symbol, std::int64_t> unpriced_;  ///< records with a holding without a price
    HistoryNotes notes_;
    RecordPlan plan_;
};

}  // namespace

std::variant<RecordPlan, RecordRefusal> plan_records(const RecordImport& import,
                                                     const StoredRecords& stored,
                                                     const MarketPrices& market) {
    if (auto refusal = refusal_of(import, stored)) return *std::move(refusal);
    return Planning{import, stored, market}.plan();
}

}  // namespace tradepit::writer
