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

/// Sends parts of a mebibyte until none may be sent. @return how many.
int send_all(Submissions& submissions, Instant now) {
    int sent = 0;
    for (; submissions.next(now) != nullptr; ++sent) submissions.sent();
    return sent;
}

TEST(Submissions, WhatTheWriterMayNotHaveTakenIsBounded) {
    Submissions submissions;
    for (int i = 0; i < 12; ++i)
        static_cast<void>(submissions.take("q", part("a", i, std::size_t{1} << 20), NOW));
    EXPECT_EQ(send_all(submissions, NOW), 8);
    const auto question = submissions.question(NOW);
    ASSERT_TRUE(question);
    EXPECT_EQ(submissions.waiting(), 4U);
    submissions.answered(question->id);
    EXPECT_EQ(send_all(submissions, NOW), 4);
}

TEST(Submissions, AnAnswerToAnEarlierQuestionIsNotAboutWhatWasSentAfterIt) {
    Submissions submissions;
    for (int i = 0; i < 20; ++i)
        static_cast<void>(submissions.take("q", part("a", i, std::size_t{1} << 20), NOW));
    static_cast<void>(submissions.next(NOW));
    submissions.sent();
    const auto first = submissions.question(NOW);
    ASSERT_TRUE(first);
    EXPECT_EQ(send_all(submissions, NOW), 7);
    submissions.answered(first->id);
    EXPECT_EQ(send_all(submissions, NOW), 1);
}

TEST(Submissions, AQuestionIsPutWhenSomethingWasSentAndAgainWhenItIsNotAnswered) {
    Submissions submissions;
    EXPECT_FALSE(submissions.question(NOW));
    static_cast<void>(submissions.take("q", part("a"), NOW));
    EXPECT_FALSE(submissions.question(NOW));
    submissions.sent();
    const auto first = submissions.question(NOW);
    ASSERT_TRUE(first);
    EXPECT_FALSE(submissions.question(NOW + Submissions::ASK_AGAIN - 1us));
    const auto second = submissions.question(NOW + Submissions::ASK_AGAIN);
    ASSERT_TRUE(second);
    EXPECT_GT(second->id, first->id);
    submissions.answered(second->id);
    EXPECT_FALSE(submissions.question(NOW + 1h));
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
