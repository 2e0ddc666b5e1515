#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/chain.h"
#include "common/messages/directions.h"
#include "common/names.h"
#include "common/price.h"
#include "common/stamp.h"
#include "common/wire_fields.h"

/// Messages by which a worker gets prices from query, on the socket `lookup`. messages.h explains
/// what each message declares.
namespace tradepit::common {

/// A bar on the wire.
struct WireBar {
    /// The most octets of an encoded bar without the text of its symbol. In msgpack the head of the
    /// array has 1, the head of the symbol at most 3, the date at most 2 + 19, each of the four
    /// prices at most 2 + 9, and the volume 9.
    static constexpr std::size_t BYTES_WITHOUT_SYMBOL_MAX = 1 + 3 + 21 + 4 * 11 + 9;

    Symbol symbol;
    Stamp date;
    Price open;
    // A source may state no more than the open, as it does for a day that has only begun.
    std::optional<Price> high;
    std::optional<Price> low;
    std::optional<Price> close;
    std::optional<double> volume;
    TRADEPIT_FIELDS(symbol, date, open, high, low, close, volume)
    friend bool operator==(const WireBar&, const WireBar&) = default;
};

/// Asks for the bars of a price set in the order of symbol and date, beginning with the first after
/// (after_symbol, after_date).
struct PricesRequest {
    static constexpr std::uint8_t kind = 62;
    static constexpr std::string_view name = "prices_request";
    static constexpr Direction directions[] = {{PeerRole::worker, Socket::lookup, PeerRole::query}};
    MarketName market;
    std::int64_t price_set = 0;
    Symbol after_symbol;  ///< empty: from the beginning
    std::optional<Stamp> after_date;
    TRADEPIT_FIELDS(market, price_set, after_symbol, after_date)
    friend bool operator==(const PricesRequest&, const PricesRequest&) = default;
};

/// The answer to PricesRequest, with at most PAGE_BARS_MAX bars.
struct PricesPage {
    static constexpr std::uint8_t kind = 63;
    static constexpr std::string_view name = "prices_page";
    static constexpr Direction directions[] = {{PeerRole::query, Socket::lookup, PeerRole::worker}};
    MarketName market;
    std::int64_t price_set = 0;
    Symbol after_symbol;  ///< as in the request
    std::optional<Stamp> after_date;
    std::int32_t status = 0;  ///< as in HTTP: 200; 404: there is no such set; 503: not now
    std::string price_hash;   ///< of the whole set; the worker compares it with what it received
    bool last = false;        ///< no bars follow those of this page
    std::vector<WireBar> bars;
    TRADEPIT_FIELDS(market, price_set, after_symbol, after_date, status, price_hash, last, bars)
    friend bool operator==(const PricesPage&, const PricesPage&) = default;
};

}  // namespace tradepit::common
