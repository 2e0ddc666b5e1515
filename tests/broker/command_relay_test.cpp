#include "broker/command_relay.h"

#include <gtest/gtest.h>

namespace tradepit::broker {
namespace {

using namespace std::chrono_literals;
using common::Instant;
using Taken = CommandRelay::Taken;

constexpr Instant NOW{1h};

common::CommandPart part(const std::string& key, std::int32_t number = 0, std::size_t octets = 1) {
    return {.key = key, .part = number, .parts = 2, .octets = {std::string(octets, 'x')}};
}

TEST(CommandRelay, PartsWaitInTheirOrder) {
    CommandRelay commands;
    EXPECT_EQ(commands.take("q", part("a", 0), NOW), Taken::waiting);
    EXPECT_EQ(commands.take("q", part("a", 1), NOW), Taken::waiting);
    EXPECT_EQ(commands.next(NOW)->part, 0);
    commands.sent();
    EXPECT_EQ(commands.next(NOW)->part, 1);
    commands.sent();
    EXPECT_EQ(commands.next(NOW), nullptr);
}

TEST(CommandRelay, APartIsDroppedWhenItsAskerHasGivenUp) {
    CommandRelay commands;
    static_cast<void>(commands.take("q", part("a"), NOW));
    EXPECT_NE(commands.next(NOW + CommandRelay::WAIT_MAX - 1us), nullptr);
    EXPECT_EQ(commands.next(NOW + CommandRelay::WAIT_MAX), nullptr);
    EXPECT_EQ(commands.waiting(), 0U);
}

TEST(CommandRelay, WhatWaitsIsBounded) {
    CommandRelay commands;
    EXPECT_EQ(commands.take("q", part("a", 0, CommandRelay::WAITING_BYTES_MAX), NOW),
              Taken::waiting);
    EXPECT_EQ(commands.take("q", part("a", 1, 1), NOW), Taken::too_much);
    commands.sent();
    EXPECT_EQ(commands.take("q", part("a", 1, 1), NOW), Taken::waiting);
}

/// Sends waiting parts until none may be sent any more. @return how many were sent.
int send_all(CommandRelay& commands, Instant now) {
    int sent = 0;
    for (; commands.next(now) != nullptr; ++sent) commands.sent();
    return sent;
}

TEST(CommandRelay, WhatTheWriterMayNotHaveTakenIsBounded) {
    CommandRelay commands;
    for (int i = 0; i < 12; ++i)
        static_cast<void>(commands.take("q", part("a", i, std::size_t{1} << 20), NOW));
    EXPECT_EQ(send_all(commands, NOW), 8);
    const auto question = commands.question(NOW);
    ASSERT_TRUE(question);
    EXPECT_EQ(commands.waiting(), 4U);
    commands.answered(question->id);
    EXPECT_EQ(send_all(commands, NOW), 4);
}

TEST(CommandRelay, AnAnswerToAnEarlierQuestionIsNotAboutWhatWasSentAfterIt) {
    CommandRelay commands;
    for (int i = 0; i < 20; ++i)
        static_cast<void>(commands.take("q", part("a", i, std::size_t{1} << 20), NOW));
    static_cast<void>(commands.next(NOW));
    commands.sent();
    const auto first = commands.question(NOW);
    ASSERT_TRUE(first);
    EXPECT_EQ(send_all(commands, NOW), 7);
    commands.answered(first->id);
    EXPECT_EQ(send_all(commands, NOW), 1);
}

TEST(CommandRelay, AQuestionIsPutWhenSomethingWasSentAndAgainWhenItIsNotAnswered) {
    CommandRelay commands;
    EXPECT_FALSE(commands.question(NOW));
    static_cast<void>(commands.take("q", part("a"), NOW));
    EXPECT_FALSE(commands.question(NOW));
    commands.sent();
    const auto first = commands.question(NOW);
    ASSERT_TRUE(first);
    EXPECT_FALSE(commands.question(NOW + CommandRelay::ASK_AGAIN - 1us));
    const auto second = commands.question(NOW + CommandRelay::ASK_AGAIN);
    ASSERT_TRUE(second);
    EXPECT_GT(second->id, first->id);
    commands.answered(second->id);
    EXPECT_FALSE(commands.question(NOW + 1h));
}

TEST(CommandRelay, TheLatestAskerOfAKeyGetsItsAnswer) {
    CommandRelay commands;
    EXPECT_FALSE(commands.asker("a"));
    static_cast<void>(commands.take("q1", part("a"), NOW));
    static_cast<void>(commands.take("q2", part("a"), NOW));
    EXPECT_EQ(commands.asker("a"), "q2");
}

TEST(CommandRelay, TheAskerHeardLongestAgoIsForgottenFirst) {
    CommandRelay commands;
    const auto ask = [&](const std::string& key) {
        static_cast<void>(commands.take("q", part(key), NOW));
        commands.sent();
    };
    ask("first");
    ask("second");
    ask("first");
    for (std::size_t i = 2; i < CommandRelay::ASKERS_MAX; ++i) ask(std::to_string(i));
    EXPECT_TRUE(commands.asker("second"));
    ask("one more");
    EXPECT_FALSE(commands.asker("second"));
    EXPECT_TRUE(commands.asker("first"));
}

}  // namespace
}  // namespace tradepit::broker
