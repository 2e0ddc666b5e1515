#include "common/messages/price_hash.h"

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

WireBar bar() {
    return {.symbol = Symbol{"AAPL"},
            .date = Stamp::parse("2025-10-28").value(),
            .open = Price::parse("268.985").value(),
            .high = std::nullopt,
            .low = std::nullopt,
            .close = Price::parse("269").value(),
            .volume = 1.0};
}

std::string hash_of(const WireBar& bar) {
    PriceHash hash;
    hash.add(bar);
    return hash.finish();
}

TEST(PriceHash, IsTheDocumentedText) {
    EXPECT_EQ(hash_of(bar()),
              sha256_hex("AAPL\t2025-10-28\t268985000\t\t\t269000000\t3ff0000000000000\n"));
}

TEST(PriceHash, OfACoinHasItsPricesInMillionthsWithAPoint) {
    auto coin = bar();
    coin.open = Price::parse("0.00000149").value();
    coin.close = Price::parse("0.000002").value();
    EXPECT_EQ(hash_of(coin), sha256_hex("AAPL\t2025-10-28\t1.49\t\t\t2\t3ff0000000000000\n"));
}

TEST(PriceHash, TellsEveryFieldApart) {
    auto changed = bar();
    changed.high = changed.close;
    EXPECT_NE(hash_of(bar()), hash_of(changed));
    changed = bar();
    changed.volume.reset();
    EXPECT_NE(hash_of(bar()), hash_of(changed));
}

}  // namespace
}  // namespace tradepit::common
