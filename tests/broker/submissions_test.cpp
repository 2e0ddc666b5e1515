#include "broker/submissions.h"

#include <gtest/gtest.h>

namespace tradepit::broker {
namespace {

using namespace std::chrono_literals;
using common::Instant;
using Taken = Submissions::Taken;

constexpr Instant NOW{1h};

common::JobPart part(const std::string& key, std::int32_t number = 0, std::size_t octets = 1) {
    return {.key = key, .part = number, .parts = 2, .octets = {std::string(octets, 'x')}};
}

TEST(Submissions, PartsWaitInTheirOrder) {
    Submissions submissions;
    EXPECT_EQ(submissions.take("q", part("a", 0), NOW), Taken::waiting);
    EXPECT_EQ(submissions.take("q", part("a", 1), NOW), Taken::waiting);
    EXPECT_EQ(submissions.next(NOW)->part, 0);
    submissions.sent();
    EXPECT_EQ(submissions.next(NOW)->part, 1);
    submissions.sent();
    EXPECT_EQ(submissions.next(NOW), nullptr);
}

TEST(Submissions, APartIsDroppedWhenItsAskerHasGivenUp) {
    Submissions submissions;
    static_cast<void>(submissions.take("q", part("a"), NOW));
    EXPECT_NE(submissions.next(NOW + Submissions::WAIT_MAX - 1us), nullptr);
    EXPECT_EQ(submissions.next(NOW + Submissions::WAIT_MAX), nullptr);
    EXPECT_EQ(submissions.waiting(), 0U);
}

TEST(Submissions, WhatWaitsIsBounded) {
    Submissions submissions;
    EXPECT_EQ(submissions.take("q", part("a", 0, Submissions::WAITING_BYTES_MAX), NOW),
              Taken::waiting);
    EXPECT_EQ(submissions.take("q", part("a", 1, 1), NOW), Taken::too_much);
    submissions.sent();
    EXPECT_EQ(submissions.take("q", part("a", 1, 1), NOW), Taken::waiting);
}

TEST(Submissions, TheLatestAskerOfAKeyGetsItsAnswer) {
    Submissions submissions;
    EXPECT_FALSE(submissions.asker("a"));
    static_cast<void>(submissions.take("q1", part("a"), NOW));
    static_cast<void>(submissions.take("q2", part("a"), NOW));
    EXPECT_EQ(submissions.asker("a"), "q2");
}

TEST(Submissions, TheAskerHeardLongestAgoIsForgottenFirst) {
    Submissions submissions;
    const auto ask = [&](const std::string& key) {
        static_cast<void>(submissions.take("q", part(key), NOW));
        submissions.sent();
    };
    ask("first");
    ask("second");
    ask("first");
    for (std::size_t i = 2; i < Submissions::ASKERS_MAX; ++i) ask(std::to_string(i));
    EXPECT_TRUE(submissions.asker("second"));
    ask("one more");
    EXPECT_FALSE(submissions.asker("second"));
    EXPECT_TRUE(submissions.asker("first"));
}

}  // namespace
}  // namespace tradepit::broker
