#include "writer/imports/record_links.h"

#include <algorithm>
#include <cstdlib>

#include "common/wide.h"

namespace tradepit::writer {

using namespace common;

namespace {

/// By how much a holding may be off after a trade, in units of 10^-Quantity::DECIMALS. Whole
/// numbers are not rounded, so this is 0 where all holdings are whole; else it is one unit of the
/// last decimal that any of them has.
std::int64_t rounding_of(const std::vector<Record>& records) {
    int decimals = 0;
    for (const Record& record : records)
        for (const Holding& holding : record.holdings)
            decimals = std::max(decimals, decimals_of(holding.quantity));
    return decimals == 0 ? 0 : last_unit(decimals, Quantity::DECIMALS);
}

enum class Explained { no, rounded, exactly };

bool cash_moved_as_it_should(const Record& before, const Record& record, Action action) {
    if (action == Action::no_trade || record.amount == Quantity{})
        return record.cash == before.cash;
    return action == Action::buy ? record.cash <= before.cash : record.cash >= before.cash;
}

/// Whether the action of `record` leads from the cash and holdings of `before` to its own.
/// @param rounding by how much the traded holding may be off (rounding_of()).
Explained explained(const Record& before, const Record& record, std::int64_t rounding) {
    const Action action = record.action.value_or(Action::no_trade);
    if (!cash_moved_as_it_should(before, record, action)) return Explained::no;
    const std::int64_t bought = action == Action::no_trade ? 0
                                : action == Action::buy    ? record.amount.units()
                                                           : -record.amount.units();
    // Units of the traded symbol after the action: as they should be, and as the record has them.
    Wide expected = bought;
    Wide actual = 0;
    auto left = before.holdings.begin();
    auto right = record.holdings.begin();
    while (left != before.holdings.end() || right != record.holdings.end()) {
        const bool only_before = right == record.holdings.end() ||
                                 (left != before.holdings.end() && left->symbol < right->symbol);
        const bool only_after =
            !only_before && (left == before.holdings.end() || right->symbol < left->symbol);
        const Symbol& symbol = only_after ? right->symbol : left->symbol;
        const std::int64_t was = only_after ? 0 : left->quantity.units();
        const std::int64_t is = only_before ? 0 : right->quantity.units();
        if (bought != 0 && symbol == record.symbol) {
            expected = Wide{was} + bought;
            actual = is;
        } else if (was != is) {
            return Explained::no;
        }
        if (!only_after) ++left;
        if (!only_before) ++right;
    }
    const Wide off = expected > actual ? expected - actual : actual - expected;
    if (off == 0) return Explained::exactly;
    return off <= rounding ? Explained::rounded : Explained::no;
}

/// The price that the record states, as the market keeps it.
std::optional<Price> stated_price(const Record& record, const Decimals& decimals) {
    return record.price ? std::optional{record.price->rounded(decimals.price)} : std::nullopt;
}

/// The price of the record's trade: as stated, if price × amount is the change of cash within one
/// unit of the last decimal of cash; else |change of cash| ÷ amount.
std::optional<Price> price_of(Money cash_before, const Record& record, const Decimals& decimals) {
    const auto stated = stated_price(record, decimals);
    if (stated && record.amount == Quantity{}) return stated;
    if (stated) {
        const auto total = checked_product(*stated, record.amount);
        const std::int64_t moved = (record.cash - cash_before).millionths();
        const std::int64_t unit = last_unit(decimals.cash, Money::DECIMALS);
        if (total && std::abs(total->millionths() - std::abs(moved)) <= unit) return stated;
    }
    return paid_price(cash_before, record, decimals.price);
}

class Linking {
public:
    Linking(const std::vector<Record>& records, const std::optional<Record>& before,
            Decimals decimals)
        : records_{records},
          before_{before},
          decimals_{decimals},
          rounding_{rounding_of(records)} {}

    RecordLink link(std::size_t index) {
        const Record& record = records_[index];
        const Record* previous = index > 0 ? &records_[index - 1] : before_ ? &*before_ : nullptr;
        if (previous == nullptr) return {.price = stated_price(record, decimals_)};
        if (auto link = link_to(*previous, record, Follows::previous)) return *link;
        if (record.follows_gap)
            return {.follows = Follows::gap, .price = stated_price(record, decimals_)};
        // The record directly before was tried above, so this search begins with the one before
        // that.
        const std::size_t oldest = index > FORK_RECORDS_MAX ? index - FORK_RECORDS_MAX : 0;
        for (std::size_t i = index > 0 ? index - 1 : 0; i-- > oldest;) {
            // A comparison without holdings costs something too.
            const std::size_t cost = records_[i].holdings.size() + 1;
            if (cost > holdings_left_) break;
            holdings_left_ -= cost;
            if (auto link = link_to(records_[i], record, Follows::earlier)) return *link;
        }
        return {.follows = Follows::nothing, .price = stated_price(record, decimals_)};
    }

private:
    /// The link of `record` to `base`; nothing when it does not follow from `base`.
    std::optional<RecordLink> link_to(const Record& base, const Record& record,
                                      Follows follows) const {
        const Explained how = explained(base, record, rounding_);
        if (how == Explained::no) return std::nullopt;
        const bool trade = record.action.value_or(Action::no_trade) != Action::no_trade;
        return RecordLink{.follows = follows,
                          .base_line = base.line,
                          .rounded = how == Explained::rounded,
                          .price = trade ? price_of(base.cash, record, decimals_) : std::nullopt};
    }

    const std::vector<Record>& records_;
    const std::optional<Record>& before_;
    Decimals decimals_;
    std::int64_t rounding_;
    std::size_t holdings_left_ = FORK_HOLDINGS_MAX;  ///< that fork searches may still compare
};

}  // namespace

std::vector<RecordLink> link_records(const std::vector<Record>& records,
                                     const std::optional<Record>& before, Decimals decimals) {
    Linking linking{records, before, decimals};
    std::vector<RecordLink> links;
    links.reserve(records.size());
    for (std::size_t i = 0; i < records.size(); ++i) links.push_back(linking.link(i));
    return links;
}

}  // namespace tradepit::writer
