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
#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// A market at its newest price set: what a job pins.
struct Market {
    common::MarketName name;
    std::int64_t price_set = 0;
    std::string price_hash;
    std::string rules;  ///< JSON, as stored
};

/// The market that a request means: the named one, else the only one there is. The alternative is
/// an answer that lists the known ones.
[[nodiscard]] std::variant<Market, std::string> choose_market(Reader& reader,
                                                              const std::string& named);

/// The calendars of price sets, which never change: a few are kept. One thread.
class Calendars {
public:
    /// One more and all of them are read anew.
    static constexpr std::size_t KEPT_MAX = 8;

    /// Every stamp of the set, ascending. Valid until the next call.
    const std::vector<common::Stamp>& of(Reader& reader, const Market& market);

private:
    std::map<std::pair<std::string, std::int64_t>, std::vector<common::Stamp>> kept_;
};

/// Cash and holdings in the market's prices of that date: an open, else the close of the last bar
/// before (its open where the close is missing). The alternative says what has no price, or that
/// the sum is beyond MONEY_MAX.
[[nodiscard]] std::variant<common::Money, std::string> value_at(
    Reader& reader, const Market& market, common::Stamp date, common::Money cash,
    const std::vector<common::Holding>& holdings);

/// Of a market's rules, as they are stored; MarketRules' own where they cannot be read.
[[nodiscard]] double periods_per_year(const std::string& rules);

/// GET /markets.
Reply market_list(Reader& reader);

}  // namespace tradepit::query
