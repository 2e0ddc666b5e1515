#include "bench/load/ack_log.h"

#include <chrono>

#include <gtest/gtest.h>

namespace tradepit::bench {
namespace {

using namespace std::chrono_literals;

TEST(AckLog, CountsThePositionsOfItsBatches) {
    AckLog log;
    log.add({.sent = 0ms, .answered = 1ms, .positions = 10});
    log.add({.sent = 1ms, .answered = 3ms, .positions = 5});
    EXPECT_EQ(log.positions(), 15U);
    EXPECT_EQ(log.batches().size(), 2U);
}

TEST(LoadSpan, ItsRateIsOfWhatWasAnsweredInIt) {
    const std::vector<Acknowledged> batches{
        {990ms, 999ms, 10}, {999ms, 1'000ms, 10}, {1'500ms, 1'510ms, 30}, {2'990ms, 3'000ms, 10}};
    const auto span = load_between(batches, 1'000ms, 3'000ms);
    EXPECT_EQ(span.seconds, 2);
    EXPECT_EQ(span.rate, 20);
}

TEST(LoadSpan, ABatchUnderWayAtEitherEndIsHeldUpInIt) {
    const std::vector<Acknowledged> batches{
        {500ms, 1'001ms, 1}, {2'000ms, 2'002ms, 1}, {2'999ms, 3'300ms, 1}};
    const auto span = load_between(batches, 1'000ms, 3'000ms);
    EXPECT_EQ(span.ack_ms.size(), 3U);
    EXPECT_EQ(span.ack_ms.most(), 501);
    EXPECT_EQ(span.ack_ms.median(), 301);
}

TEST(LoadSpan, WhatWasAnsweredBeforeItOrSentAfterItIsNoneOfIt) {
    const std::vector<Acknowledged> batches{{0ms, 999ms, 1}, {3'000ms, 3'900ms, 1}};
    const auto span = load_between(batches, 1'000ms, 3'000ms);
    EXPECT_EQ(span.ack_ms.size(), 0U);
    EXPECT_EQ(span.rate, 0);
}

}  // namespace
}  // namespace tradepit::bench
