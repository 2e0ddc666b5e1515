#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "common/decimal.h"
#include "common/stamp.h"
#include "query/requests/parameters.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// Which price of the date a holding is valued at. Stored values are at `open`.
enum class Mark { open, close };

[[nodiscard]] std::string_view to_string(Mark mark);

/// The parameter `mark`; open where it is missing.
[[nodiscard]] Mark mark_of(const Parameters& parameters);

/// One numbered price set of a market.
struct PriceSetKey {
    std::string market;
    std::int64_t price_set = 0;
};

/// The prices of symbols by date. A symbol's bars are read on first use and cached, so that valuing
/// a whole series takes one read per symbol. One thread, within one snapshot.
class Marks {
public:
    /// The most bars in the cache. Where more would be needed, the cache is emptied first.
    static constexpr std::size_t KEPT_BARS_MAX = 1'000'000;

    explicit Marks(Reader& reader, std::size_t kept_max = KEPT_BARS_MAX)
        : reader_{reader}, kept_max_{kept_max} {}

    /// The price of one unit on that date. With Mark::open it is the open of that date's bar, or
    /// without one the close of the last bar before; with Mark::close it is the close of the last
    /// bar up to that date. Where a bar has no close, its open is taken. Nothing where the symbol
    /// has no bar up to that date.
    [[nodiscard]] std::optional<common::Money> at(const PriceSetKey& set, const std::string& symbol,
                                                  common::Stamp date, Mark mark);

private:
    struct Bar {
        common::Stamp date;
        common::Money open;
        common::Money close;
    };

    const std::vector<Bar>& bars(const PriceSetKey& set, const std::string& symbol);

    Reader& reader_;
    const std::size_t kept_max_;
    std::size_t kept_ = 0;
    std::map<std::tuple<std::string, std::int64_t, std::string>, std::vector<Bar>> bars_;
};

}  // namespace tradepit::query
