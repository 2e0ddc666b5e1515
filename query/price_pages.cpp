#include "query/price_pages.h"

#include <optional>
#include <stdexcept>
#include <utility>

#include <sys/stat.h>

#include "common/limits.h"
#include "common/schema/stored_values.h"
#include "query/storage/database.h"
#include "query/storage/reader.h"

namespace tradepit::query {

namespace {

using common::WireBar;

/// A bar's octets on the wire beside its symbol, at most: array and text headers, a stamp of 19,
/// four prices and a volume of 9 each.
constexpr std::size_t BAR_BYTES_MAX = 1 + 3 + 21 + 5 * 9;
/// What the page's other fields take, at most.
constexpr std::size_t PAGE_BYTES_MAX = 1'024;

constexpr const char* SELECT_SET =
    "SELECT price_hash FROM price_sets WHERE market = ?1 AND price_set = ?2";

/// Rows of one (symbol, date) follow one another, the newest set last.
constexpr const char* SELECT_BARS =
    "SELECT symbol, date, open, high, low, close, volume FROM prices "
    "WHERE market = ?1 AND (symbol, date) > (?2, ?3) AND price_set <= ?4 "
    "ORDER BY symbol, date, price_set";

/// Device and inode: another file may take the name.
using FileIdentity = std::pair<dev_t, ino_t>;

FileIdentity identity(const std::string& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) return {};
    return {found.st_dev, found.st_ino};
}

WireBar read_bar(const Rows& row) {
    WireBar bar{.symbol = common::Symbol{row.text(0)},
                .date = common::stamp_of(row.text(1)),
                .open = common::money_of(row[2]),
                .high = common::optional_money_of(row[3]),
                .low = common::optional_money_of(row[4]),
                .close = common::optional_money_of(row[5]),
                .volume = {}};
    if (!row.is_null(6)) bar.volume = row.real(6);
    return bar;
}

/// Fills the page up to its limits. `last` when the rows ended first.
void read_bars(Rows rows, common::PricesPage& page) {
    std::size_t bytes = PAGE_BYTES_MAX;
    while (rows.next()) {
        WireBar bar = read_bar(rows);
        const bool newer = !page.bars.empty() && page.bars.back().symbol == bar.symbol &&
                           page.bars.back().date == bar.date;
        if (newer) {
            page.bars.back() = std::move(bar);
            continue;
        }
        bytes += BAR_BYTES_MAX + bar.symbol.value().size();
        if (page.bars.size() == common::PAGE_BARS_MAX || bytes > common::FRAME_BYTES_MAX) return;
        page.bars.push_back(std::move(bar));
    }
    page.last = true;
}

}  // namespace

struct PricePages::Connection {
    Reader reader;
    FileIdentity file;
};

PricePages::PricePages(std::string database) : database_(std::move(database)) {}
PricePages::~PricePages() = default;
PricePages::PricePages(PricePages&&) noexcept = default;
PricePages& PricePages::operator=(PricePages&&) noexcept = default;

common::PricesPage PricePages::page(const common::PricesRequest& request) {
    try {
        return read(request);
    } catch (const std::exception&) {
        connection_.reset();
        throw;
    }
}

common::PricesPage PricePages::read(const common::PricesRequest& request) {
    common::PricesPage page{.market = request.market,
                            .price_set = request.price_set,
                            .after_symbol = request.after_symbol,
                            .after_date = request.after_date,
                            .status = 503,
                            .price_hash = {},
                            .last = false,
                            .bars = {}};
    const FileIdentity file = identity(database_);
    if (connection_ && connection_->file != file) connection_.reset();
    if (!connection_) {
        auto opened = open_database(database_);
        if (!opened) return page;
        connection_ = std::make_unique<Connection>(Connection{Reader{std::move(*opened)}, file});
    }
    Reader& reader = connection_->reader;
    const Snapshot snapshot{reader};
    page.status = 404;
    const auto market = request.market.value();
    auto set = reader.ask(SELECT_SET, market, request.price_set);
    if (!set.next()) return page;
    page.status = 200;
    page.price_hash = set.text(0);
    read_bars(reader.ask(SELECT_BARS, market, request.after_symbol.value(),
                         request.after_date ? request.after_date->text() : "", request.price_set),
              page);
    return page;
}

}  // namespace tradepit::query
