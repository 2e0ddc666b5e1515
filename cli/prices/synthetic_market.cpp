#include "cli/prices/synthetic_market.h"

#include "cli/config_folder.h"
#include "cli/prices/synthetic.h"
#include "common/market/market_rules_json.h"

namespace tradepit::cli {

PriceBatch synthetic_prices(const std::string& config_dir, std::uint64_t seed) {
    const auto rules = common::rules_for(read_markets(config_dir),
                                         common::MarketName{SYNTHETIC_MARKET}, common::DAILY);
    return {.prices = {.market = rules.name,
                       .rules = common::to_json(rules),
                       .source = "synthetic, seed " + std::to_string(seed),
                       .bars = synthetic_bars(seed)},
            .symbols = SYNTHETIC_SYMBOLS,
            .gaps = 0,
            .notes = {}};
}

PriceBatch thinned(PriceBatch batch, std::size_t days, std::size_t one_in) {
    // Bars are sorted by symbol and date, and every symbol has a bar on each of the SYNTHETIC_DAYS.
    auto& bars = batch.prices.bars;
    std::vector<common::WireBar> kept;
    for (std::size_t i = 0; i < bars.size(); ++i)
        if (i % SYNTHETIC_DAYS < days && i / SYNTHETIC_DAYS % one_in == 0)
            kept.push_back(std::move(bars[i]));
    bars = std::move(kept);
    batch.symbols = static_cast<std::int64_t>((SYNTHETIC_SYMBOLS + one_in - 1) / one_in);
    return batch;
}

}  // namespace tradepit::cli
