#pragma once

#include <string>

#include "common/messages/messages.h"
#include "query/storage/snapshots.h"

namespace tradepit::query {

/// Reads price sets in pages for workers, on a read-only connection of its own. Not thread-safe.
class PricePages {
public:
    /// `database` is the path of the file. Before every page it is checked whether the path still
    /// leads to the same file, and a replaced file is opened anew: a worker keeps the bars under
    /// the price set's hash, so they must not come from the old file.
    explicit PricePages(std::string database)
        : snapshots_{
              {.database = std::move(database), .file_check_interval = common::Duration::zero()}} {}

    /// The bars after (after_symbol, after_date), by symbol and date; all bars where after_symbol
    /// is empty. Each (symbol, date) has the bar of the newest price set up to the requested one. A
    /// page has at most PAGE_BARS_MAX bars and fits in a frame of FRAME_BYTES_MAX; `last` says that
    /// no bars follow. Reading a page scans one range of the primary key of `prices`. The status is
    /// 200, 404 for an unknown price set, or 503 while there is no database.
    /// @throws Unavailable when the database cannot be read or holds an invalid bar.
    [[nodiscard]] common::PricesPage page(const common::PricesRequest& request);

private:
    Snapshots snapshots_;
};

}  // namespace tradepit::query
