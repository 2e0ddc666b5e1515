#pragma once

#include <memory>
#include <string>

#include "common/messages/messages.h"

namespace tradepit::query {

/// Reads price sets in pages for workers, on a read-only connection of its own. One thread.
class PricePages {
public:
    /// The database may appear later: until then pages are answered 503.
    explicit PricePages(std::string database);
    ~PricePages();
    PricePages(PricePages&&) noexcept;
    PricePages& operator=(PricePages&&) noexcept;

    /// The bars after (after_symbol, after_date), of each (symbol, date) the one of the newest
    /// set up to the one asked for; at most PAGE_BARS_MAX, in a frame within FRAME_BYTES_MAX.
    /// A page costs what it reads: one range of the primary key. Status 404 for an unknown set.
    /// @throws SQLite::Exception when the database cannot be read, std::runtime_error when what
    /// it holds is no bar.
    [[nodiscard]] common::PricesPage page(const common::PricesRequest& request);

private:
    struct Connection;
    common::PricesPage read(const common::PricesRequest& request);

    std::string database_;
    std::unique_ptr<Connection> connection_;
};

}  // namespace tradepit::query
