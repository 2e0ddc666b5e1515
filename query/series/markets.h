#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/decimal.h"
#include "common/market/market_rules.h"
#include "common/messages/messages.h"
#include "common/stamp.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// A market and its newest price set, which a new job keeps.
struct Market {
    common::MarketName name;
    std::int64_t price_set = 0;
    std::string price_hash;
    std::string rules;  ///< JSON, as stored
};

/// The market that a request means: the one that it names, or where `named` is empty the only
/// market that has prices. A string as the result is an error text, which lists the known markets
/// if there are any.
[[nodiscard]] std::variant<Market, std::string> choose_market(Reader& reader,
                                                              const std::string& named);

/// Caches the calendars of price sets, which never change. Where CACHED_MAX are cached and another
/// one is needed, the cache is emptied first. Not thread-safe.
class Calendars {
public:
    static constexpr std::size_t CACHED_MAX = 8;

    /// Every stamp of the market's price set, ascending. The reference is valid until the next
    /// call.
    const std::vector<common::Stamp>& of(Reader& reader, const Market& market);

private:
    /// By market and price set.
    std::map<std::pair<std::string, std::int64_t>, std::vector<common::Stamp>> cache_;
};

/// The value of cash and holdings at the market's prices of that date (common::value_at_open). A
/// string as the result is an error text: a symbol has no price up to that date, or the sum is
/// above MONEY_MAX.
[[nodiscard]] std::variant<common::Money, std::string> value_at_open(
    Reader& reader, const Market& market, common::Stamp date, common::Money cash,
    const std::vector<common::Holding>& holdings);

}  // namespace tradepit::query
