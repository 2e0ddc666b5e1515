#pragma once

#include <string>

#include "common/messages/messages.h"
#include "query/storage/snapshots.h"

namespace tradepit::query {

/// Reads price sets in pages for workers, on a read-only connection of its own. One thread.
class PricePages {
public:
    /// It looks at the file before every page: a worker keeps what it reads under the set's hash.
    explicit PricePages(std::string database)
        : snapshots_{
              {.database = std::move(database), .file_look_every = common::Instant::zero()}} {}

    /// The bars after (after_symbol, after_date): for each (symbol, date) the bar of the newest set
    /// up to the requested one; at most PAGE_BARS_MAX, in a frame within FRAME_BYTES_MAX. A page
    /// costs what it reads: one range of the primary key. Its status is 404 for an unknown set, and
    /// 503 while there is no database.
    /// @throws Unavailable when the database cannot be read or holds a bar that is none.
    [[nodiscard]] common::PricesPage page(const common::PricesRequest& request);

private:
    Snapshots snapshots_;
};

}  // namespace tradepit::query
