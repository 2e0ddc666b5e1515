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

/// The price of its date that a holding is valued at. The books are at `open`.
enum class Mark { open, close };

[[nodiscard]] std::string_view to_string(Mark mark);

/// The parameter `mark`; open where it is missing.
[[nodiscard]] Mark mark_of(const Parameters& parameters);

/// One numbered price set of a market.
struct PriceSetKey {
    std::string market;
    std::int64_t price_set = 0;
};

/// What symbols were worth on a date. A symbol's prices are read at the first question for them and
/// kept, so that a whole series is valued by one read a symbol. One thread, one snapshot.
class Marks {
public:
    /// Bars that are kept; past it all are forgotten, and read again when they are asked for.
    static constexpr std::size_t KEPT_BARS_MAX = 1'000'000;

    explicit Marks(Reader& reader, std::size_t kept_max = KEPT_BARS_MAX)
        : reader_{reader}, kept_max_{kept_max} {}

    /// DESIGN section 6. With `open` the open of that date, without a bar on it the close of the
    /// last one before; with `close` the close of the last bar up to that date. A close that is
    /// missing is the bar's open. Nothing where the symbol has no bar up to that date.
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
