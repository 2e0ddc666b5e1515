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

/// Messages by which a worker gets prices from query, on the socket `lookup`.
namespace tradepit::common {

/// A bar on the wire.
struct WireBar {
    /// The most octets of an encoded bar besides its symbol: the heads of the array and of texts, a
    /// stamp of 19, four prices and a volume of 9 each.
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

/// Asks for bars of a price set by symbol and date, from the one after (after_symbol, after_date)
/// on.
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

/// At most PAGE_BARS_MAX bars; `last` says that there are no more. Status 404: the set is unknown.
struct PricesPage {
    static constexpr std::uint8_t kind = 63;
    static constexpr std::string_view name = "prices_page";
    static constexpr Leg legs[] = {{PeerRole::query, Socket::lookup, PeerRole::worker}};
    MarketName market;
    std::int64_t price_set = 0;
    Symbol after_symbol;  ///< as in the request
    std::optional<Stamp> after_date;
    std::int32_t status = 0;
    std::string price_hash;
    bool last = false;
    std::vector<WireBar> bars;
    TRADEPIT_FIELDS(market, price_set, after_symbol, after_date, status, price_hash, last, bars)
    friend bool operator==(const PricesPage&, const PricesPage&) = default;
};

}  // namespace tradepit::common
