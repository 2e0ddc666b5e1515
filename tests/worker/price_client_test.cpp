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
    made.open = common::Money::from_millionths(open);
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
        while (client_.want(terms) == nullptr) {
            const auto request = client_.due(now_);
            ASSERT_TRUE(request);
            ASSERT_EQ(client_.take(page(*request, bars, 2), now_), "");
        }
    }

    Instant now_ = seconds{100};
    PriceClient client_{{.sets = 2, .bars = 100, .again_after = seconds{1}}};
};

TEST_F(PriceClientTest, ASetIsFetchedPageAfterPage) {
    fetch(BARS);
    const auto prices = client_.want(terms_for(BARS));
    ASSERT_NE(prices, nullptr);
    EXPECT_EQ(prices->bar_count(), 3U);
    EXPECT_TRUE(prices->find(Symbol{"MSFT"}, *common::Stamp::parse("2025-10-01")));
}

TEST_F(PriceClientTest, NothingIsDueWithoutAWant) { EXPECT_FALSE(client_.due(now_)); }

TEST_F(PriceClientTest, ARequestIsGivenOnceWhoeverWaits) {
    client_.want(terms_for(BARS));
    client_.want(terms_for(BARS));
    EXPECT_TRUE(client_.due(now_));
    EXPECT_FALSE(client_.due(now_));
}

TEST_F(PriceClientTest, AnUnansweredRequestIsRepeated) {
    client_.want(terms_for(BARS));
    const auto request = client_.due(now_);
    EXPECT_EQ(client_.next_due(), now_ + seconds{1});
    now_ += seconds{1};
    EXPECT_EQ(client_.due(now_), request);
}

TEST_F(PriceClientTest, ANewConnectionRepeatsARequestAtOnce) {
    client_.want(terms_for(BARS));
    const auto request = client_.due(now_);
    client_.ask_again();
    EXPECT_EQ(client_.due(now_), request);
}

TEST_F(PriceClientTest, APageSeenTwiceChangesNothing) {
    client_.want(terms_for(BARS));
    const auto first = page(*client_.due(now_), BARS, 2);
    EXPECT_EQ(client_.take(first, now_), "");
    EXPECT_EQ(client_.take(first, now_), "");
    EXPECT_EQ(client_.take(page(*client_.due(now_), BARS, 2), now_), "");
    EXPECT_NE(client_.want(terms_for(BARS)), nullptr);
}

TEST_F(PriceClientTest, ASetThatIsNotThereIsAskedForAgainLater) {
    client_.want(terms_for(BARS));
    auto missing = page(*client_.due(now_), BARS, 2);
    missing.status = 404;
    missing.bars.clear();
    EXPECT_NE(client_.take(missing, now_), "");
    EXPECT_FALSE(client_.due(now_));
    now_ += seconds{1};
    EXPECT_TRUE(client_.due(now_));
}

TEST_F(PriceClientTest, ASetWithAnotherHashIsNotTaken) {
    client_.want(terms_for(BARS));
    auto other = page(*client_.due(now_), BARS, 3);
    other.price_hash = std::string(64, '0');
    EXPECT_NE(client_.take(other, now_), "");
    EXPECT_EQ(client_.want(terms_for(BARS)), nullptr);
}

TEST_F(PriceClientTest, BarsThatDoNotHaveTheirHashAreNotTaken) {
    client_.want(terms_for(BARS));
    auto wrong = page(*client_.due(now_), BARS, 3);
    wrong.bars[1].open = common::Money::from_millionths(1'000'001);
    EXPECT_NE(client_.take(wrong, now_), "");
    EXPECT_EQ(client_.want(terms_for(BARS)), nullptr);
    now_ += seconds{1};
    fetch(BARS);
}

TEST_F(PriceClientTest, BarsOutOfOrderAreNotTaken) {
    client_.want(terms_for(BARS));
    auto wrong = page(*client_.due(now_), BARS, 3);
    std::swap(wrong.bars[0], wrong.bars[1]);
    EXPECT_NE(client_.take(wrong, now_), "");
}

TEST_F(PriceClientTest, AnEmptyPageThatIsNotTheLastIsNotTaken) {
    client_.want(terms_for(BARS));
    auto empty = page(*client_.due(now_), BARS, 0);
    empty.last = false;
    EXPECT_NE(client_.take(empty, now_), "");
}

TEST_F(PriceClientTest, ASetWithoutBarsIsASet) {
    fetch({});
    EXPECT_EQ(client_.want(terms_for({}))->bar_count(), 0U);
}

TEST_F(PriceClientTest, AFetchThatNobodyWaitsForEnds) {
    client_.want(terms_for(BARS));
    client_.keep_fetching({});
    EXPECT_FALSE(client_.due(now_));
    EXPECT_FALSE(client_.next_due());
}

TEST_F(PriceClientTest, PastTheLimitOfSetsTheOneUsedLongestAgoGoes) {
    const std::vector<WireBar> second{bar("B", "2025-10-01")};
    const std::vector<WireBar> third{bar("C", "2025-10-01")};
    fetch(BARS, 1);
    fetch(second, 2);
    EXPECT_NE(client_.want(terms_for(BARS, 1)), nullptr);
    fetch(third, 3);
    EXPECT_EQ(client_.sets(), 2U);
    EXPECT_NE(client_.want(terms_for(BARS, 1)), nullptr);
    EXPECT_EQ(client_.want(terms_for(second, 2)), nullptr);
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
    EXPECT_EQ(client_.bars(), 100U);
    EXPECT_EQ(client_.sets(), 2U);
}

TEST_F(PriceClientTest, PastTheLimitOfBarsTheOneUsedLongestAgoGoes) {
    fetch(many("A", 50), 1);
    fetch(many("B", 51), 2);
    EXPECT_EQ(client_.sets(), 1U);
    EXPECT_NE(client_.want(terms_for(many("B", 51), 2)), nullptr);
}

TEST_F(PriceClientTest, ASetLargerThanTheLimitIsKeptAlone) {
    fetch(many("A", 101));
    EXPECT_EQ(client_.bars(), 101U);
    EXPECT_NE(client_.want(terms_for(many("A", 101))), nullptr);
}

TEST_F(PriceClientTest, ASetThatWasGivenOutOutlivesItsPlace) {
    fetch(BARS, 1);
    const auto prices = client_.want(terms_for(BARS, 1));
    fetch(many("B", 100), 2);
    EXPECT_EQ(client_.sets(), 1U);
    EXPECT_EQ(prices->bar_count(), 3U);
}

}  // namespace
}  // namespace tradepit::worker
