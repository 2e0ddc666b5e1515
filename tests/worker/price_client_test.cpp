#include "worker/price_client.h"

#include <gtest/gtest.h>

namespace tradepit::worker {
namespace {

using common::Instant;
using common::PricesPage;
using common::Symbol;
using common::WireBar;
using std::chrono::seconds;

WireBar bar(const char* symbol, const char* date, std::int64_t open = 1'000'000) {
    WireBar made;
    made.symbol = Symbol{symbol};
    made.date = *common::Stamp::parse(date);
    made.open = common::Price::from_millionths(open);
    return made;
}

std::string hash_of(const std::vector<WireBar>& bars) {
    common::PriceHash hash;
    for (const auto& each : bars) hash.add(each);
    return hash.finish();
}

const std::vector<WireBar> BARS{bar("AAPL", "2025-10-01"), bar("AAPL", "2025-10-02"),
                                bar("MSFT", "2025-10-01")};

common::ChainTerms terms_for(const std::vector<WireBar>& bars, std::int64_t price_set = 4) {
    common::ChainTerms terms;
    terms.market = common::MarketName{"us-daily"};
    terms.price_set = price_set;
    terms.price_hash = hash_of(bars);
    return terms;
}

class PriceClientTest : public testing::Test {
protected:
    /// The answer to `request`: up to `count` of `bars`, with the hash of all of them.
    static PricesPage page(const common::PricesRequest& request, const std::vector<WireBar>& bars,
                           std::size_t count) {
        PricesPage made;
        made.market = request.market;
        made.price_set = request.price_set;
        made.after_symbol = request.after_symbol;
        made.after_date = request.after_date;
        made.status = 200;
        made.price_hash = hash_of(bars);
        std::size_t first = 0;
        while (first < bars.size() && request.after_date &&
               std::pair{bars[first].symbol, bars[first].date} <=
                   std::pair{request.after_symbol, *request.after_date})
            ++first;
        for (std::size_t i = first; i < bars.size() && i < first + count; ++i)
            made.bars.push_back(bars[i]);
        made.last = first + count >= bars.size();
        return made;
    }
    /// Fetches the prices of an assignment until the client has all of them.
    void fetch(const std::vector<WireBar>& bars, std::int64_t price_set = 4) {
        const auto terms = terms_for(bars, price_set);
        while (client.want(terms) == nullptr) {
            const auto request = client.due(now);
            ASSERT_TRUE(request);
            ASSERT_EQ(client.take(page(*request, bars, 2), now), "");
        }
    }

    Instant now = seconds{100};
    PriceClient client{{.sets = 2, .bars = 100, .again_after = seconds{1}}};
};

TEST_F(PriceClientTest, ASetIsFetchedPageAfterPage) {
    fetch(BARS);
    const auto prices = client.want(terms_for(BARS));
    ASSERT_NE(prices, nullptr);
    EXPECT_EQ(prices->bar_count(), 3U);
    EXPECT_TRUE(prices->find(Symbol{"MSFT"}, *common::Stamp::parse("2025-10-01")));
}

TEST_F(PriceClientTest, NothingIsDueWithoutAWant) { EXPECT_FALSE(client.due(now)); }

TEST_F(PriceClientTest, ARequestIsGivenOnceWhoeverWaits) {
    client.want(terms_for(BARS));
    client.want(terms_for(BARS));
    EXPECT_TRUE(client.due(now));
    EXPECT_FALSE(client.due(now));
}

TEST_F(PriceClientTest, AnUnansweredRequestIsRepeated) {
    client.want(terms_for(BARS));
    const auto request = client.due(now);
    EXPECT_EQ(client.next_due(), now + seconds{1});
    now += seconds{1};
    EXPECT_EQ(client.due(now), request);
}

TEST_F(PriceClientTest, ANewConnectionRepeatsARequestAtOnce) {
    client.want(terms_for(BARS));
    const auto request = client.due(now);
    client.ask_again();
    EXPECT_EQ(client.due(now), request);
}

TEST_F(PriceClientTest, APageSeenTwiceChangesNothing) {
    client.want(terms_for(BARS));
    const auto first = page(*client.due(now), BARS, 2);
    EXPECT_EQ(client.take(first, now), "");
    EXPECT_EQ(client.take(first, now), "");
    EXPECT_EQ(client.take(page(*client.due(now), BARS, 2), now), "");
    EXPECT_NE(client.want(terms_for(BARS)), nullptr);
}

TEST_F(PriceClientTest, ASetThatIsNotThereIsAskedForAgainLater) {
    client.want(terms_for(BARS));
    auto missing = page(*client.due(now), BARS, 2);
    missing.status = 404;
    missing.bars.clear();
    EXPECT_NE(client.take(missing, now), "");
    EXPECT_FALSE(client.due(now));
    now += seconds{1};
    EXPECT_TRUE(client.due(now));
}

TEST_F(PriceClientTest, ASetWithAnotherHashIsNotTaken) {
    client.want(terms_for(BARS));
    auto other = page(*client.due(now), BARS, 3);
    other.price_hash = std::string(64, '0');
    EXPECT_NE(client.take(other, now), "");
    EXPECT_EQ(client.want(terms_for(BARS)), nullptr);
}

TEST_F(PriceClientTest, BarsThatDoNotHaveTheirHashAreNotTaken) {
    client.want(terms_for(BARS));
    auto wrong = page(*client.due(now), BARS, 3);
    wrong.bars[1].open = common::Price::from_millionths(1'000'001);
    EXPECT_NE(client.take(wrong, now), "");
    EXPECT_EQ(client.want(terms_for(BARS)), nullptr);
    now += seconds{1};
    fetch(BARS);
}

TEST_F(PriceClientTest, BarsOutOfOrderAreNotTaken) {
    client.want(terms_for(BARS));
    auto wrong = page(*client.due(now), BARS, 3);
    std::swap(wrong.bars[0], wrong.bars[1]);
    EXPECT_NE(client.take(wrong, now), "");
}

TEST_F(PriceClientTest, AnEmptyPageThatIsNotTheLastIsNotTaken) {
    client.want(terms_for(BARS));
    auto empty = page(*client.due(now), BARS, 0);
    empty.last = false;
    EXPECT_NE(client.take(empty, now), "");
}

TEST_F(PriceClientTest, ASetWithoutBarsIsASet) {
    fetch({});
    EXPECT_EQ(client.want(terms_for({}))->bar_count(), 0U);
}

TEST_F(PriceClientTest, AFetchThatNobodyWaitsForEnds) {
    client.want(terms_for(BARS));
    client.keep_fetching({});
    EXPECT_FALSE(client.due(now));
    EXPECT_FALSE(client.next_due());
}

TEST_F(PriceClientTest, PastTheLimitOfSetsTheOneUsedLongestAgoGoes) {
    const std::vector<WireBar> second{bar("B", "2025-10-01")};
    const std::vector<WireBar> third{bar("C", "2025-10-01")};
    fetch(BARS, 1);
    fetch(second, 2);
    EXPECT_NE(client.want(terms_for(BARS, 1)), nullptr);
    fetch(third, 3);
    EXPECT_EQ(client.sets(), 2U);
    EXPECT_NE(client.want(terms_for(BARS, 1)), nullptr);
    EXPECT_EQ(client.want(terms_for(second, 2)), nullptr);
}

std::vector<WireBar> many(const char* symbol, int count) {
    std::vector<WireBar> bars;
    for (int i = 0; i < count; ++i) {
        const auto date = "20" + std::to_string(10 + i / 12) + "-" + (i % 12 < 9 ? "0" : "") +
                          std::to_string(1 + i % 12) + "-01";
        bars.push_back(bar(symbol, date.c_str()));
    }
    return bars;
}

TEST_F(PriceClientTest, SetsWithinTheLimitOfBarsStay) {
    fetch(many("A", 50), 1);
    fetch(many("B", 50), 2);
    EXPECT_EQ(client.bars(), 100U);
    EXPECT_EQ(client.sets(), 2U);
}

TEST_F(PriceClientTest, PastTheLimitOfBarsTheOneUsedLongestAgoGoes) {
    fetch(many("A", 50), 1);
    fetch(many("B", 51), 2);
    EXPECT_EQ(client.sets(), 1U);
    EXPECT_NE(client.want(terms_for(many("B", 51), 2)), nullptr);
}

TEST_F(PriceClientTest, ASetLargerThanTheLimitIsKeptAlone) {
    fetch(many("A", 101));
    EXPECT_EQ(client.bars(), 101U);
    EXPECT_NE(client.want(terms_for(many("A", 101))), nullptr);
}

TEST_F(PriceClientTest, ASetThatWasGivenOutOutlivesItsPlace) {
    fetch(BARS, 1);
    const auto prices = client.want(terms_for(BARS, 1));
    fetch(many("B", 100), 2);
    EXPECT_EQ(client.sets(), 1U);
    EXPECT_EQ(prices->bar_count(), 3U);
}

}  // namespace
}  // namespace tradepit::worker
