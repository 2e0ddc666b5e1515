#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/market/prices.h"
#include "common/messages/messages.h"
#include "common/messages/price_hash.h"
#include "common/time.h"

namespace tradepit::worker {

/// Price sets by their hash: kept while there is room, else on their way, page after page, from
/// query's lookup endpoint (PricesRequest, PricesPage). A set is given out only when its bars have
/// the hash that the task names. Pure: the loop sends the requests and hands in the pages.
class PriceClient {
public:
    struct Limits {
        /// Kept at most; the set used longest ago goes first, the newest one never.
        std::size_t sets = 8;
        std::size_t bars = 8'000'000;  ///< about 400 MB
        /// An unanswered request is repeated, and a set that was not there, or whose pages were
        /// wrong, is asked for again from its beginning.
        common::Instant again_after = std::chrono::seconds{1};
    };

    explicit PriceClient(Limits limits) : limits_{limits} {}

    /// The set, when it is here; nullptr otherwise, and then it is being fetched from now on.
    std::shared_ptr<const common::PriceSet> want(const common::Task& task);
    /// Fetches for nobody end: `hashes` is all that is still waited for.
    void keep_fetching(const std::vector<std::string>& hashes);

    /// The next request to send now; nothing when there is none. Each is given once, and again when
    /// it stays unanswered.
    std::optional<common::PricesRequest> due(common::Instant now);
    [[nodiscard]] std::optional<common::Instant> next_due() const;
    /// A new connection: what is unanswered is due at once.
    void ask_again();

    /// Takes a page. @return what was wrong with it, for the log; empty when nothing was.
    std::string take(common::PricesPage page, common::Instant now);

    [[nodiscard]] std::size_t sets() const { return kept_.size(); }
    [[nodiscard]] std::size_t bars() const;

private:
    struct Fetch {
        common::MarketName market;
        std::int64_t price_set = 0;
        common::Instant due_at{0};  ///< when the request for the next page is due
        common::Symbol after_symbol;
        std::optional<common::Stamp> after_date;
        common::PriceHash hash;
        std::vector<common::SymbolPrices> prices;
    };
    struct Kept {
        std::string hash;
        std::shared_ptr<const common::PriceSet> prices;
    };

    [[nodiscard]] std::map<std::string, Fetch>::iterator asked_for(const common::PricesPage& page);
    static std::string add_bars(Fetch& fetch, std::vector<common::WireBar> bars);
    std::string complete(const std::string& hash, Fetch& fetch);
    void keep(const std::string& hash, common::PriceSet prices);

    Limits limits_;
    std::map<std::string, Fetch> fetches_;  ///< by hash
    std::list<Kept> kept_;                  ///< used last first
};

}  // namespace tradepit::worker
