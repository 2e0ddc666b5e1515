#include "cli/prices/synthetic.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "common/messages/price_hash.h"

namespace tradepit::cli {
namespace {

using common::Money;

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
            ASSERT_GE(*bar.low, Money::from_millionths(1'000'000));
            ASSERT_LT(*bar.high, Money::from_millionths(20'000'000'000));
        }
    }
}

}  // namespace
}  // namespace tradepit::cli
