#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/chain.h"
#include "common/messages/legs.h"
#include "common/names.h"
#include "common/stamp.h"
#include "common/wire_fields.h"

/// Prices on their way into the database, on `events`, and out of it, on `lookup` (messages.h).
namespace tradepit::common {

struct WireBar {
    /// Octets of one beside its symbol, at most: heads of array and texts, a stamp of 19, four
    /// prices and a volume of 9 each.
    static constexpr std::size_t BYTES_MAX = 1 + 3 + 21 + 5 * 9;

    Symbol symbol;
    Stamp date;
    Money open;
    std::optional<Money> high;
    std::optional<Money> low;
    std::optional<Money> close;
    std::optional<double> volume;
    TRADEPIT_FIELDS(symbol, date, open, high, low, close, volume)
    friend bool operator==(const WireBar&, const WireBar&) = default;
};

/// One part of one price file, which is taken whole or not at all. Parts repeat `key`, `market`,
/// `rules` and `source`; the writer answers each, the last one after the commit.
struct ImportPrices {
    static constexpr std::uint8_t kind = 50;
    static constexpr std::string_view name = "import_prices";
    static constexpr Leg legs[] = {{PeerRole::operator_, Socket::events, PeerRole::writer}};
    std::string key;
    std::int32_t part = 0;
    std::int32_t parts = 0;
    MarketName market;
    std::string rules;   ///< JSON of the market's rules, kept with a market that is new
    std::string source;  ///< the file's name, for the record
    std::vector<WireBar> bars;
    TRADEPIT_FIELDS(key, part, parts, market, rules, source, bars)
    friend bool operator==(const ImportPrices&, const ImportPrices&) = default;
};

struct ImportAnswer {
    static constexpr std::uint8_t kind = 51;
    static constexpr std::string_view name = "import_answer";
    static constexpr Leg legs[] = {{PeerRole::writer, Socket::events, PeerRole::operator_}};
    std::string key;
    std::int32_t part = 0;
    std::int32_t status = 0;  ///< 100 part taken, 200 committed, 4xx/5xx refused with detail
    std::string detail;
    std::int64_t price_set = 0;  ///< the market's newest set after the import
    std::int64_t inserted = 0;
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
    TRADEPIT_FIELDS(key, part, status, detail, price_set, inserted, changed, unchanged)
    friend bool operator==(const ImportAnswer&, const ImportAnswer&) = default;
};

/// Bars of a price set, by symbol and date, from the one after (after_symbol, after_date) on.
struct PricesRequest {
    static constexpr std::uint8_t kind = 62;
    static constexpr std::string_view name = "prices_request";
    static constexpr Leg legs[] = {{PeerRole::worker, Socket::lookup, PeerRole::query}};
    MarketName market;
    std::int64_t price_set = 0;
    Symbol after_symbol;  ///< empty: from the beginning
    std::optional<Stamp> after_date;
    TRADEPIT_FIELDS(market, price_set, after_symbol, after_date)
    friend bool operator==(const PricesRequest&, const PricesRequest&) = default;
};

/// At most PAGE_BARS_MAX bars; `last` says that there are no more. With status 404 the set is
/// unknown.
struct PricesPage {
    static constexpr std::uint8_t kind = 63;
    static constexpr std::string_view name = "prices_page";
    static constexpr Leg legs[] = {{PeerRole::query, Socket::lookup, PeerRole::worker}};
    MarketName market;
    std::int64_t price_set = 0;
    Symbol after_symbol;  ///< as asked
    std::optional<Stamp> after_date;
    std::int32_t status = 0;
    std::string price_hash;
    bool last = false;
    std::vector<WireBar> bars;
    TRADEPIT_FIELDS(market, price_set, after_symbol, after_date, status, price_hash, last, bars)
    friend bool operator==(const PricesPage&, const PricesPage&) = default;
};

}  // namespace tradepit::common
