#include "broker/command_relay.h"

#include <limits>

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

TEST(CommandRelay, APartIsDroppedWhenItsRequesterHasGivenUp) {
    CommandRelay commands;
    static_cast<void>(commands.take("q", part("a"), NOW));
    EXPECT_NE(commands.next(NOW + CommandRelay::WAIT_MAX - 1us), nullptr);
    EXPECT_EQ(commands.next(NOW + CommandRelay::WAIT_MAX), nullptr);
    EXPECT_EQ(commands.waiting(), 0U);
}

TEST(CommandRelay, FramesUpToTheLimitWaitAndAByteMoreDoesNot) {
    const std::size_t empty_frame = CommandRelay::frame_bytes(part("a", 0, 0));
    CommandRelay commands{{.waiting_bytes = 2 * empty_frame + 10}};
    EXPECT_EQ(commands.take("q", part("a", 0, 0), NOW), Taken::waiting);
    EXPECT_EQ(commands.take("q", part("a", 1, 11), NOW), Taken::no_room);
    EXPECT_EQ(commands.take("q", part("a", 1, 10), NOW), Taken::waiting);
    commands.sent();
    EXPECT_EQ(commands.take("q", part("a", 0, 0), NOW), Taken::waiting);
}

TEST(CommandRelay, EmptyPartsUpToTheLimitWaitAndOneMoreDoesNot) {
    CommandRelay commands{{.waiting_parts = 3}};
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(commands.take("q", part("a", i, 0), NOW), Taken::waiting) << i;
    EXPECT_EQ(commands.take("q", part("a", 3, 0), NOW), Taken::no_room);
}

TEST(CommandRelay, APartCountsAtLeastAsMuchAsItsFrameHasBytes) {
    const common::CommandPart largest{.epoch = std::numeric_limits<std::int64_t>::max(),
                                      .key = std::string(common::NAME_BYTES_MAX, 'k'),
                                      .part = std::numeric_limits<std::int32_t>::max(),
                                      .parts = std::numeric_limits<std::int32_t>::max(),
                                      .octets = {std::string(common::PART_BYTES_MAX, 'x')},
                                      .request_hash = std::string(common::NAME_BYTES_MAX, 'h'),
                                      .digest = std::string(common::NAME_BYTES_MAX, 'd')};
    EXPECT_GE(CommandRelay::frame_bytes(largest), common::encode(largest).size());
    EXPECT_GE(CommandRelay::frame_bytes({}), common::encode(common::CommandPart{}).size());
}

TEST(CommandRelay, APartWithoutRoomLeavesTheRequesterOfItsKeyAsItWas) {
    CommandRelay commands{{.waiting_parts = 1}};
    static_cast<void>(commands.take("q1", part("a"), NOW));
    EXPECT_EQ(commands.take("q2", part("a"), NOW), Taken::no_room);
    EXPECT_EQ(commands.requester("a"), "q1");
}

/// Sends waiting parts until none may be sent any more. @return how many were sent.
int send_all(CommandRelay& commands, Instant now) {
    int sent = 0;
    for (; commands.next(now) != nullptr; ++sent) commands.sent();
    return sent;
}

TEST(CommandRelay, WhatTheWriterMayNotHaveTakenIsBounded) {
    CommandRelay commands{{.sent_bytes = 8 * CommandRelay::frame_bytes(part("a"))}};
    for (int i = 0; i < 12; ++i) static_cast<void>(commands.take("q", part("a", i), NOW));
    EXPECT_EQ(send_all(commands, NOW), 8);
    const auto request = commands.confirmation_request(NOW);
    ASSERT_TRUE(request);
    EXPECT_EQ(commands.waiting(), 4U);
    commands.answered(request->id);
    EXPECT_EQ(send_all(commands, NOW), 4);
}

TEST(CommandRelay, AnAnswerToAnEarlierRequestIsNotAboutWhatWasSentAfterIt) {
    CommandRelay commands{{.sent_bytes = 8 * CommandRelay::frame_bytes(part("a"))}};
    for (int i = 0; i < 20; ++i) static_cast<void>(commands.take("q", part("a", i), NOW));
    static_cast<void>(commands.next(NOW));
    commands.sent();
    const auto first = commands.confirmation_request(NOW);
    ASSERT_TRUE(first);
    EXPECT_EQ(send_all(commands, NOW), 7);
    commands.answered(first->id);
    EXPECT_EQ(send_all(commands, NOW), 1);
}

TEST(CommandRelay, ARequestIsMadeWhenSomethingWasSentAndAgainWhenItIsNotAnswered) {
    CommandRelay commands;
    EXPECT_FALSE(commands.confirmation_request(NOW));
    static_cast<void>(commands.take("q", part("a"), NOW));
    EXPECT_FALSE(commands.confirmation_request(NOW));
    commands.sent();
    const auto first = commands.confirmation_request(NOW);
    ASSERT_TRUE(first);
    EXPECT_FALSE(commands.confirmation_request(NOW + CommandRelay::ASK_AGAIN_AFTER - 1us));
    const auto second = commands.confirmation_request(NOW + CommandRelay::ASK_AGAIN_AFTER);
    ASSERT_TRUE(second);
    EXPECT_GT(second->id, first->id);
    commands.answered(second->id);
    EXPECT_FALSE(commands.confirmation_request(NOW + 1h));
}

TEST(CommandRelay, TheLatestRequesterOfAKeyGetsItsAnswer) {
    CommandRelay commands;
    EXPECT_FALSE(commands.requester("a"));
    static_cast<void>(commands.take("q1", part("a"), NOW));
    static_cast<void>(commands.take("q2", part("a"), NOW));
    EXPECT_EQ(commands.requester("a"), "q2");
}

TEST(CommandRelay, TheRequesterHeardLongestAgoIsForgottenFirst) {
    CommandRelay commands;
    const auto ask = [&](const std::string& key) {
        static_cast<void>(commands.take("q", part(key), NOW));
        commands.sent();
    };
    ask("first");
    ask("second");
    ask("first");
    for (std::size_t i = 2; i < CommandRelay::Limits{}.requesters; ++i) ask(std::to_string(i));
    EXPECT_TRUE(commands.requester("second"));
    ask("one more");
    EXPECT_FALSE(commands.requester("second"));
    EXPECT_TRUE(commands.requester("first"));
}

}  // namespace
}  // namespace tradepit::broker
