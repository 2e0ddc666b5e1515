#include "query/price_pages.h"

#include <optional>
#include <stdexcept>
#include <utility>

#include "common/limits.h"
#include "common/schema/stored_values.h"
#include "query/storage/reader.h"

namespace tradepit::query {

namespace {

using common::WireBar;

/// An upper bound for the encoded size of a page without its bars.
constexpr std::size_t EMPTY_PAGE_BYTES_MAX = 1'024;

constexpr const char* SELECT_SET =
    "SELECT price_hash FROM price_sets WHERE market = ?1 AND price_set = ?2";

/// The rows of one (symbol, date) are adjacent, that of the newest price set last.
constexpr const char* SELECT_BARS =
    "SELECT symbol, date, open, high, low, close, volume FROM prices "
    "WHERE market = ?1 AND (symbol, date) > (?2, ?3) AND price_set <= ?4 "
    "ORDER BY symbol, date, price_set";

WireBar read_bar(const Rows& row) {
    WireBar bar{.symbol = common::Symbol{row.text(0)},
                .date = common::stamp_of(row.text(1)),
                .open = common::price_of(row[2]),
                .high = common::optional_price_of(row[3]),
                .low = common::optional_price_of(row[4]),
                .close = common::optional_price_of(row[5]),
                .volume = {}};
    if (!row.is_null(6)) bar.volume = row.real(6);
    return bar;
}

/// Fills the page up to its limits. Sets `last` where the rows end before a limit is reached.
void read_bars(Rows rows, common::PricesPage& page) {
    std::size_t bytes = EMPTY_PAGE_BYTES_MAX;
    while (rows.next()) {
        WireBar bar = read_bar(rows);
        const bool replaces_last = !page.bars.empty() && page.bars.back().symbol == bar.symbol &&
                                   page.bars.back().date == bar.date;
        if (replaces_last) {
            page.bars.back() = std::move(bar);
            continue;
        }
        bytes += WireBar::BYTES_WITHOUT_SYMBOL_MAX + bar.symbol.value().size();
        if (page.bars.size() == common::PAGE_BARS_MAX || bytes > common::FRAME_BYTES_MAX) return;
        page.bars.push_back(std::move(bar));
    }
    page.last = true;
}

}  // namespace

common::PricesPage PricePages::page(const common::PricesRequest& request) {
    common::PricesPage page{.market = request.market,
                            .price_set = request.price_set,
                            .after_symbol = request.after_symbol,
                            .after_date = request.after_date,
                            .status = 404,
                            .price_hash = {},
                            .last = false,
                            .bars = {}};
    try {
        snapshots_.ask([&](Reader& reader) {
            const auto market = request.market.value();
            auto set = reader.ask(SELECT_SET, market, request.price_set);
            if (!set.next()) return;
            page.status = 200;
            page.price_hash = set.text(0);
            read_bars(
                reader.ask(SELECT_BARS, market, request.after_symbol.value(),
                           request.after_date ? request.after_date->text() : "", request.price_set),
                page);
        });
    } catch (const NoDatabase&) {
        page.status = 503;
    }
    return page;
}

}  // namespace tradepit::query
