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

/// Keeps price sets by their hash while there is room, and fetches missing ones page by page from
/// query's lookup endpoint (PricesRequest, PricesPage). A set is given out only if its bars have
/// the hash that the assignment names. Pure: the loop sends the requests and hands in the pages.
class PriceClient {
public:
    struct Limits {
        /// The most sets and bars that are kept. The least recently used set is evicted first, the
        /// one fetched last never.
        std::size_t sets = 8;
        std::size_t bars = 8'000'000;  ///< about 400 MB
        /// The wait before an unanswered request is repeated, and before a set that query did not
        /// have, or whose pages were wrong, is requested again from its beginning.
        common::Duration again_after = std::chrono::seconds{1};
    };

    explicit PriceClient(Limits limits) : limits_{limits} {}

    /// The set that `terms` names, if it is kept. Else nullptr, and it is fetched from now on.
    std::shared_ptr<const common::PriceSet> want(const common::ChainTerms& terms);
    /// Cancels the fetches whose hash is not in `hashes`.
    void keep_fetching(const std::vector<std::string>& hashes);

    /// The next request to send now; nothing when there is none. Each request is returned once, and
    /// again after `again_after` while it is unanswered.
    std::optional<common::PricesRequest> due(common::Instant now);
    /// When due() has its next request, which may be in the past; nothing when no set is fetched.
    [[nodiscard]] std::optional<common::Instant> next_due() const;
    /// The connection is a new one: every unanswered request is due at once.
    void ask_again();

    /// Takes a page, and ignores one that no fetch waits for. @return what was wrong with it, for
    /// the log; its set is then fetched again from the beginning. Empty when nothing was wrong or
    /// the page was ignored.
    std::string take(common::PricesPage page, common::Instant now);

    /// How many sets are kept, and how many bars they have together.
    [[nodiscard]] std::size_t sets() const { return kept_.size(); }
    [[nodiscard]] std::size_t bars() const;

private:
    struct Fetch {
        common::MarketName market;
        std::int64_t price_set = 0;
        common::Instant due_at{0};    ///< when the next request is due; 0: at once
        common::Symbol after_symbol;  ///< of the last bar taken; empty before the first one
        std::optional<common::Stamp> after_date;   ///< of the same bar
        common::PriceHash hash;                    ///< over the bars taken so far
        std::vector<common::SymbolPrices> prices;  ///< the bars taken so far
    };
    struct Kept {
        std::string hash;
        std::shared_ptr<const common::PriceSet> prices;
    };

    /// The fetch that waits for this page; end() when none does.
    [[nodiscard]] std::map<std::string, Fetch>::iterator fetch_waiting_for(
        const common::PricesPage& page);
    /// Takes the bars of a page. @return what is wrong with them; empty: nothing.
    static std::string add_bars(Fetch& fetch, std::vector<common::WireBar> bars);
    /// Checks and keeps a set whose last page was taken. @return what is wrong; empty: nothing.
    std::string complete(const std::string& hash, Fetch& fetch);
    void keep(const std::string& hash, common::PriceSet prices);

    Limits limits_;
    std::map<std::string, Fetch> fetches_;  ///< by hash
    std::list<Kept> kept_;                  ///< the most recently used first
};

}  // namespace tradepit::worker
