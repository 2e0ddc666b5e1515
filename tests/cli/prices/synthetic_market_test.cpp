#include "cli/prices/synthetic_market.h"

#include <set>

#include <gtest/gtest.h>

#include "cli/prices/synthetic.h"
#include "common/process/program_folder.h"

namespace tradepit::cli {
namespace {

TEST(SyntheticMarket, HasEverySymbolOnEveryDay) {
    const auto prices = synthetic_prices(common::default_config_dir(), 1);
    EXPECT_EQ(prices.prices.market, common::MarketName{SYNTHETIC_MARKET});
    EXPECT_EQ(prices.prices.bars.size(), SYNTHETIC_SYMBOLS * SYNTHETIC_DAYS);
}

TEST(SyntheticMarket, ThinnedHasTheFirstDaysOfSomeOfTheSymbols) {
    const auto whole = synthetic_prices(common::default_config_dir(), 1);
    const auto prices = thinned(whole, 3, 40);
    ASSERT_EQ(prices.prices.bars.size(), 9u);
    EXPECT_EQ(prices.symbols, 3);
    std::set<std::string> symbols;
    std::set<common::Stamp> dates;
    for (const auto& bar : prices.prices.bars) {
        symbols.insert(bar.symbol.value());
        dates.insert(bar.date);
    }
    EXPECT_EQ(symbols.size(), 3u);
    EXPECT_EQ(dates, (std::set{whole.prices.bars[0].date, whole.prices.bars[1].date,
                               whole.prices.bars[2].date}));
}

}  // namespace
}  // namespace tradepit::cli
