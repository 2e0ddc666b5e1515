#include "cli/prices/synthetic.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "common/messages/price_hash.h"
#include "common/process/program_folder.h"

namespace tradepit::cli {
namespace {

std::string hash_of(const std::vector<common::WireBar>& bars) {
    common::PriceHash hash;
    for (const auto& bar : bars) hash.add(bar);
    return hash.finish();
}

TEST(SyntheticBars, AreTheSameEverywhere) {
    EXPECT_EQ(hash_of(synthetic_bars(1)),
              "f9ed588304f7bc3b03b984470d2cfeeb426d34e485cb831702b67bbdfb41f57f");
}

TEST(SyntheticBars, AnotherSeedIsAnotherMarket) {
    EXPECT_NE(hash_of(synthetic_bars(1)), hash_of(synthetic_bars(2)));
}

TEST(SyntheticBars, AreOneHundredSymbolsOver250DaysInOrder) {
    const auto bars = synthetic_bars(1);
    ASSERT_EQ(bars.size(), SYNTHETIC_SYMBOLS * SYNTHETIC_DAYS);
    std::set<std::string> symbols;
    for (const auto& bar : bars) symbols.insert(bar.symbol.value());
    EXPECT_EQ(symbols.size(), SYNTHETIC_SYMBOLS);
    EXPECT_TRUE(std::is_sorted(bars.begin(), bars.end(), [](const auto& a, const auto& b) {
        return std::tie(a.symbol, a.date) < std::tie(b.symbol, b.date);
    }));
}

TEST(SyntheticBars, LookLikePrices) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(seed);
        for (const auto& bar : synthetic_bars(seed)) {
            ASSERT_GE(*bar.high, std::max(bar.open, *bar.close));
            ASSERT_LE(*bar.low, std::min(bar.open, *bar.close));
            ASSERT_GE(*bar.low, common::Price::from_millionths(1'000'000));
            ASSERT_LT(*bar.high, common::Price::from_millionths(20'000'000'000));
        }
    }
}

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
