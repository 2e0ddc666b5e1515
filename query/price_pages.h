#pragma once

#include <string>

#include "common/messages/messages.h"
#include "query/storage/snapshots.h"

namespace tradepit::query {

/// Reads price sets in pages for workers, on a read-only connection of its own. Not thread-safe.
class PricePages {
public:
    /// `database` is the path of the file. Before every page the path is checked to still lead to
    /// the same file: a worker keeps the bars under the price set's hash, so they must not come
    /// from a file that was replaced.
    explicit PricePages(std::string database)
        : snapshots_{
              {.database = std::move(database), .file_check_interval = common::Duration::zero()}} {}

    /// The bars after (after_symbol, after_date), by symbol and date. Each (symbol, date) has the
    /// bar of the newest price set up to the requested one. A page has at most PAGE_BARS_MAX bars
    /// and fits in a frame of FRAME_BYTES_MAX; `last` says that no bars follow. Reading it scans
    /// one range of the table's primary key. The status is 200, 404 for an unknown price set, or
    /// 503 while there is no database.
    /// @throws Unavailable when the database cannot be read or holds an invalid bar.
    [[nodiscard]] common::PricesPage page(const common::PricesRequest& request);

private:
    Snapshots snapshots_;
};

}  // namespace tradepit::query
