#include "query/analytics/analytics_trades.h"

#include <gtest/gtest.h>

#include "tests/query/analytics/made_track.h"

namespace tradepit::query {
namespace {

using common::Side;

Track with(std::vector<TrackTrade> trades) {
    auto track = made_track("100", {"100", "300"});
    track.trades = std::move(trades);
    return track;
}

TEST(TradesClosed, ASaleIsAtTheAverageCost) {
    const auto trades = closed_trades(
        with({made_trade(Side::buy, "A", "1", "10"), made_trade(Side::buy, "A", "1", "20"),
              made_trade(Side::sell, "A", "1", "18"), made_trade(Side::sell, "A", "1", "12")}));
    EXPECT_EQ(trades.count, 2);
    EXPECT_EQ(trades.profits, 3.0);
    EXPECT_EQ(trades.losses, 3.0);
    EXPECT_EQ(trades.win_rate_pct(), 50.0);
    EXPECT_EQ(trades.profit_factor(), 1.0);
    EXPECT_EQ(trades.average_win(), 3.0);
    EXPECT_EQ(trades.average_loss(), -3.0);
}

TEST(TradesClosed, SymbolsHaveLotsOfTheirOwn) {
    const auto trades = closed_trades(
        with({made_trade(Side::buy, "A", "1", "10"), made_trade(Side::buy, "B", "1", "20"),
              made_trade(Side::sell, "A", "1", "15")}));
    EXPECT_EQ(trades.profits, 5.0);
}

TEST(TradesClosed, AtCostIsNeitherWonNorLost) {
    const auto trades = closed_trades(
        with({made_trade(Side::buy, "A", "3", "30.3"), made_trade(Side::sell, "A", "1", "10.1"),
              made_trade(Side::sell, "A", "2", "20.2")}));
    EXPECT_EQ(trades.count, 2);
    EXPECT_EQ(trades.won + trades.lost, 0);
    EXPECT_EQ(trades.win_rate_pct(), 0.0);
    EXPECT_FALSE(trades.profit_factor());
    EXPECT_FALSE(trades.average_win());
    EXPECT_FALSE(trades.average_loss());
}

TEST(TradesClosed, AProfitOfAMillionthIsOne) {
    const auto trades = closed_trades(with(
        {made_trade(Side::buy, "A", "1", "10"), made_trade(Side::sell, "A", "1", "10.000001")}));
    EXPECT_EQ(trades.won, 1);
}

TEST(TradesClosed, WithoutALossTheFactorIsNullAndNotInfinite) {
    const auto trades = closed_trades(
        with({made_trade(Side::buy, "A", "1", "10"), made_trade(Side::sell, "A", "1", "11")}));
    EXPECT_FALSE(trades.profit_factor());
    EXPECT_EQ(trades.win_rate_pct(), 100.0);
}

TEST(TradesClosed, WhatWasCarriedCostWhatItWasWorth) {
    auto track = with({made_trade(Side::sell, "A", "2", "24")});
    track.carried = {{"A", *common::Quantity::parse("4"), made_money("40")}};
    EXPECT_EQ(closed_trades(track).profits, 4.0);
}

TEST(TradesClosed, OfMoreThanIsHeldOnlyThatMuchIs) {
    const auto trades = closed_trades(
        with({made_trade(Side::buy, "A", "1", "10"), made_trade(Side::sell, "A", "4", "48"),
              made_trade(Side::sell, "A", "1", "99")}));
    EXPECT_EQ(trades.count, 1);
    EXPECT_EQ(trades.profits, 2.0);
    EXPECT_EQ(trades.sold, 147.0);
}

TEST(TradesClosed, ABuyWithoutAPriceIsNoProfit) {
    const TrackTrade unpriced{Side::buy, "A", *common::Quantity::parse("1"), std::nullopt};
    const auto alone = closed_trades(with({unpriced, made_trade(Side::sell, "A", "1", "10")}));
    EXPECT_EQ(alone.count, 0);
    EXPECT_EQ(alone.bought, 0.0);
    EXPECT_EQ(alone.sold, 10.0);
    const auto beside = closed_trades(with(
        {made_trade(Side::buy, "A", "1", "8"), unpriced, made_trade(Side::sell, "A", "2", "20")}));
    EXPECT_EQ(beside.count, 1);
    EXPECT_EQ(beside.profits, 2.0);
}

TEST(TradesClosed, ASaleWithoutAPriceReducesTheHoldingAndClosesNone) {
    const TrackTrade unpriced{Side::sell, "A", *common::Quantity::parse("1"), std::nullopt};
    const auto trades = closed_trades(with(
        {made_trade(Side::buy, "A", "2", "20"), unpriced, made_trade(Side::sell, "A", "2", "30")}));
    EXPECT_EQ(trades.count, 1);
    EXPECT_EQ(trades.profits, 5.0);
    EXPECT_EQ(trades.sold, 30.0);
}

TEST(TradesClosed, MoreThanAnyQuantityOverflowsNothing) {
    const auto most = common::Quantity::from_units(INT64_MAX);
    const auto trades = closed_trades(with({{Side::buy, "A", most, common::MONEY_MAX},
                                            {Side::buy, "A", most, common::MONEY_MAX},
                                            {Side::sell, "A", most, common::MONEY_MAX}}));
    EXPECT_EQ(trades.count, 1);
    EXPECT_EQ(trades.won + trades.lost, 0);
}

TEST(TradesClosed, NoneAreNull) {
    const auto trades = closed_trades(with({}));
    EXPECT_EQ(trades.count, 0);
    EXPECT_FALSE(trades.win_rate_pct());
    EXPECT_EQ(trades.turnover(with({}).days), 0.0);
}

TEST(Turnover, IsHalfOfWhatWasTradedOverTheMeanValue) {
    const auto track =
        with({made_trade(Side::buy, "A", "1", "100"), made_trade(Side::sell, "A", "1", "300")});
    EXPECT_EQ(closed_trades(track).turnover(track.days), 1.0);
    EXPECT_FALSE(closed_trades(track).turnover(made_track("0", {"0"}).days));
}

}  // namespace
}  // namespace tradepit::query
