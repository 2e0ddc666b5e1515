#include "query/series/track_record.h"

#include <gtest/gtest.h>

#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

/// Job j1 holds 100 AAA on two days, and job j2 continues from it on a third. The opens and closes
/// of AAA are 10 and 11, 9 and 12, and 13 and 8.
class RecordedTrack : public Stored, public testing::Test {
protected:
    RecordedTrack() {
        market("us-daily", {"2025-10-01"});
        bar("us-daily", "AAA", "2025-10-02", 9, 12);
        bar("us-daily", "AAA", "2025-10-03", 13, 8);
        job({"j1"});
        const auto chain = model("j1", "a");
        day(chain, {"2025-10-01", 10'000, 9'000, 0, {{"buy", "AAA", 100, 10}}, {{"AAA", 100}}});
        day(chain, {"2025-10-02", 9'900, 9'000, -1, {}, {{"AAA", 100}}});
        job({"j2"});
        const auto later = model("j2", "a", "2025-10-03");
        day(later, {"2025-10-03", 10'300, 9'650, 0, {{"sell", "AAA", 50, 13}}, {{"AAA", 50}}});
        sql("UPDATE job_models SET predecessor = 1, opening_cash = 9000, opening_value = 9900,"
            " opening_holdings = '{\"AAA\":100}' WHERE chain = 2");
    }
    TrackRecord read(const TrackQuestion& question, bool alone = false) {
        Marks marks{reader};
        const ModelInJob series{.chain = 2,
                                .job_id = "j2",
                                .model = "a",
                                .market = "us-daily",
                                .has_predecessor = true,
                                .without_predecessors = alone};
        return read_track(reader, marks, series, question).value();
    }
    static std::string values(const Track& track) {
        auto text = track.opening.value.text();
        for (const auto& day : track.days) text += " " + day.value.text();
        return text;
    }
    const StampTextRange whole{"", "~"};
    Reader reader{SQLite::Database{(folder() / "results.db").string(), SQLite::OPEN_READONLY}};
};

TEST_F(RecordedTrack, OpensWithWhatTheFirstJobWasGiven) {
    const auto record = read({.span = whole, .with_trades = true});
    EXPECT_EQ(values(record.track), "10000 10000 9900 10300");
    EXPECT_TRUE(record.track.opening_is_of_first_day);
    EXPECT_EQ(record.track.trades.size(), 2U);
    EXPECT_EQ(record.track.trades[1].total->text(), "650");
    EXPECT_EQ(record.fills, 2);
    EXPECT_EQ(record.last_chain, 2);
    EXPECT_TRUE(record.track.carried.empty());
}

TEST_F(RecordedTrack, ATradeWithoutAPriceIsNoFreeTrade) {
    sql("UPDATE positions SET price = NULL WHERE action_type = 'buy'");
    const auto record = read({.span = whole, .with_trades = true});
    ASSERT_EQ(record.track.trades.size(), 2U);
    EXPECT_FALSE(record.track.trades[0].total);
    EXPECT_EQ(record.track.trades[1].total->text(), "650");
}

TEST_F(RecordedTrack, AJobAloneOpensWithTheDayBefore) {
    const auto record = read({.span = whole, .with_trades = true}, true);
    EXPECT_EQ(values(record.track), "9900 10300");
    EXPECT_EQ(record.track.opening.date.text(), "2025-10-02");
    EXPECT_FALSE(record.track.opening_is_of_first_day);
    EXPECT_EQ(record.initial_value.text(), "10000") << "what cumulative figures are relative to";
    ASSERT_EQ(record.track.carried.size(), 1U);
    EXPECT_EQ(record.track.carried[0].cost.text(), "900");
    EXPECT_EQ(record.track.trades.size(), 1U);
}

TEST_F(RecordedTrack, ASpanOpensWithTheDayBefore) {
    const auto record = read({.span = {"2025-10-02", "2025-10-02"}});
    EXPECT_EQ(values(record.track), "10000 9900");
    EXPECT_EQ(record.track.opening.date.text(), "2025-10-01");
    EXPECT_FALSE(record.track.opening_is_of_first_day);
}

TEST_F(RecordedTrack, AtTheCloseHoldingsAreValuedAnew) {
    const auto record = read({.span = whole, .mark = Mark::close});
    EXPECT_EQ(values(record.track), "10000 10100 10200 10050");
    EXPECT_FALSE(record.track.opening_is_of_first_day) << "a day lies between";
    EXPECT_EQ(values(read({.span = whole, .mark = Mark::close}, true).track), "10200 10050");
}

TEST_F(RecordedTrack, AHoldingWithoutAPriceLeavesTheDayAsItIsStored) {
    sql("UPDATE holdings SET symbol = 'ZZZ'");
    EXPECT_EQ(values(read({.span = whole, .mark = Mark::close}).track), "10000 10000 9900 10300");
}

TEST_F(RecordedTrack, ABenchmarkIsOfTheOpeningsMomentAndOfEachDay) {
    const auto texts = [](const Track& track) {
        std::string text;
        for (const auto& price : track.benchmark) text += price.text() + " ";
        return text;
    };
    EXPECT_EQ(texts(read({.span = whole, .benchmark = "AAA"}).track), "10 10 9 13 ");
    EXPECT_EQ(texts(read({.span = whole, .mark = Mark::close, .benchmark = "AAA"}).track),
              "10 11 12 8 ");
    EXPECT_EQ(texts(read({.span = whole, .mark = Mark::close, .benchmark = "AAA"}, true).track),
              "12 8 ");
    bar("us-daily", "LATE", "2025-10-02", 5, 6);
    EXPECT_EQ(texts(read({.span = whole, .benchmark = "LATE"}).track), "")
        << "it has no price at the opening";
}

TEST_F(RecordedTrack, ABenchmarkIsAtTheMarketsNewestPrices) {
    sql("INSERT INTO prices (market, symbol, date, price_set, open, close)"
        " VALUES ('us-daily', 'NEW', '2025-10-01', 2, 7, 8)");
    sql("UPDATE markets SET newest_set = 2");
    EXPECT_EQ(read({.span = whole, .benchmark = "NEW"}).track.benchmark.size(), 4U);
}

}  // namespace
}  // namespace tradepit::query
