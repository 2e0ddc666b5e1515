#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "common/price.h"
#include "common/stamp.h"
#include "query/requests/parameters.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// Which price of the date a holding is valued at. The portfolio values in the database are at
/// `open`.
enum class Mark { open, close };

[[nodiscard]] std::string_view to_string(Mark mark);

/// The parameter `mark`; open where it is missing.
[[nodiscard]] Mark mark_of(const Parameters& parameters);

/// One numbered price set of a market.
struct PriceSetKey {
    std::string market;
    std::int64_t price_set = 0;
};

/// The prices at which holdings are valued, by symbol and date. A symbol's bars are read on first
/// use and cached, so that valuing a whole series takes one read per symbol. For use by one thread,
/// within one snapshot.
class Marks {
public:
    /// The most bars in the cache. Where another symbol's bars would exceed it, the cache is
    /// emptied first. A symbol with more bars than that is cached alone.
    static constexpr std::size_t CACHED_BARS_MAX = 1'000'000;

    explicit Marks(Reader& reader, std::size_t cached_bars_max = CACHED_BARS_MAX)
        : reader_{reader}, cached_bars_max_{cached_bars_max} {}

    /// The price of one unit on that date. With Mark::open it is the open of that date's bar, or
    /// without one the close of the last bar before; with Mark::close it is the close of the last
    /// bar up to that date. Where a bar has no close, its open is taken. Nothing where the symbol
    /// has no bar up to that date.
    [[nodiscard]] std::optional<common::Price> at(const PriceSetKey& set, const std::string& symbol,
                                                  common::Stamp date, Mark mark);

private:
    struct Bar {
        common::Stamp date;
        common::Price open;
        common::Price close;
    };

    /// The symbol's bars in the price set, dates ascending. A missing close is replaced by the
    /// open.
    const std::vector<Bar>& bars(const PriceSetKey& set, const std::string& symbol);

    Reader& reader_;
    const std::size_t cached_bars_max_;
    std::size_t cached_bars_ = 0;  ///< how many bars are in cache_
    /// By market, price set and symbol.
    std::map<std::tuple<std::string, std::int64_t, std::string>, std::vector<Bar>> cache_;
};

}  // namespace tradepit::query
