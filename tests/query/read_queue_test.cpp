#include "query/read_queue.h"

#include <array>

#include <gtest/gtest.h>

#include "query/api/routes.h"

namespace tradepit::query {
namespace {

using Admission = ReadQueue::Admission;

constexpr ParameterRule ANY_PARAMETER{.name = "*"};
constexpr std::array<const ParameterRule*, 1> ANY_PARAMETERS{&ANY_PARAMETER};
constexpr std::array<Route, 4> ROUTES_TO_READ{{
    {.method = "GET", .path = "/long", .by = AnsweredBy::long_reader},
    {.method = "GET", .path = "/other", .by = AnsweredBy::long_reader},
    {.method = "GET", .path = "/third", .by = AnsweredBy::long_reader},
    {.method = "GET", .path = "/{short}", .parameters = ANY_PARAMETERS},
}};

ResolvedRequest read_of(const std::string& path, std::vector<common::Parameter> parameters = {}) {
    return resolve(ROUTES_TO_READ, {.method = "GET",
                                    .path = path,
                                    .parameters = std::move(parameters),
                                    .key = {},
                                    .body = {}});
}

class ReadQueueTest : public testing::Test {
protected:
    Admission ask(const std::string& path, std::int64_t id, const std::string& peer = "p") {
        return queue.add(read_of(path), {peer, id});
    }
    /// Begins the next read. @return its path; empty where no read may begin.
    std::string begin() {
        const auto next = queue.next();
        if (!next) return "";
        last = next->number;
        return next->request->path;
    }
    /// Ends the read. @return its requesters as "p1 q2 ".
    std::string finish(std::int64_t number) {
        std::string said;
        for (const auto& requester : queue.finish(number))
            said += requester.peer + std::to_string(requester.id) + " ";
        return said;
    }

    ReadQueue queue{{.waiting_max = 3, .requesters_max = 2, .long_max = 1}};
    std::int64_t last = 0;
};

TEST_F(ReadQueueTest, TheOldestIsBegunFirst) {
    EXPECT_EQ(ask("/a", 1), Admission::taken);
    EXPECT_EQ(ask("/b", 2), Admission::taken);
    EXPECT_EQ(begin(), "/a");
    EXPECT_EQ(begin(), "/b");
    EXPECT_EQ(begin(), "");
}

TEST_F(ReadQueueTest, EqualQuestionsThatWaitAreOne) {
    EXPECT_EQ(ask("/a", 1), Admission::taken);
    EXPECT_EQ(ask("/a", 2, "q"), Admission::taken);
    EXPECT_EQ(begin(), "/a");
    EXPECT_EQ(begin(), "");
    EXPECT_EQ(finish(last), "p1 q2 ");
    EXPECT_EQ(queue.size(), 0U);
}

TEST_F(ReadQueueTest, WhatTheBrokerAnsweredGoesOnFirst) {
    EXPECT_EQ(ask("/a", 1), Admission::taken);
    EXPECT_EQ(begin(), "/a");
    const auto first = last;
    EXPECT_EQ(ask("/b", 2), Admission::taken);
    EXPECT_EQ(ask("/a", 3), Admission::taken);
    queue.go_on(first, {.waits = {}, .silent_ms = 7});
    const auto next = queue.next();
    ASSERT_TRUE(next.has_value());
    EXPECT_EQ(next->number, first);
    EXPECT_EQ(next->request->path, "/a");
    ASSERT_TRUE(next->broker.has_value());
    EXPECT_EQ(next->broker->silent_ms, 7);
    EXPECT_EQ(begin(), "/b");
    EXPECT_EQ(begin(), "/a") << "it was asked for after the first was begun";
    EXPECT_EQ(finish(first), "p1 ");
    EXPECT_EQ(queue.size(), 2U);
}

TEST_F(ReadQueueTest, OtherParametersAreAnotherQuestion) {
    EXPECT_EQ(queue.add(read_of("/a", {{"x", "1"}}), {"p", 1}), Admission::taken);
    EXPECT_EQ(queue.add(read_of("/a", {{"x", "2"}}), {"p", 1}), Admission::taken);
    EXPECT_EQ(queue.size(), 2U);
}

TEST_F(ReadQueueTest, ARepeatAddsNothingWhetherItWaitsOrNot) {
    EXPECT_EQ(ask("/a", 1), Admission::taken);
    EXPECT_EQ(ask("/a", 1), Admission::repeated);
    EXPECT_EQ(begin(), "/a");
    EXPECT_EQ(ask("/a", 1), Admission::repeated);
    EXPECT_EQ(finish(last), "p1 ");
}

TEST_F(ReadQueueTest, ALaterRequesterWaitsForTheNextRead) {
    EXPECT_EQ(ask("/a", 1), Admission::taken);
    EXPECT_EQ(begin(), "/a");
    const auto first = last;
    EXPECT_EQ(ask("/a", 2, "q"), Admission::taken);
    EXPECT_EQ(finish(first), "p1 ");
    EXPECT_EQ(begin(), "/a");
    EXPECT_EQ(finish(last), "q2 ");
}

TEST_F(ReadQueueTest, LongReadsWaitForTheirTurnAndHoldUpNoOther) {
    EXPECT_EQ(ask("/long", 1), Admission::taken);
    EXPECT_EQ(begin(), "/long");
    const auto first = last;
    EXPECT_EQ(ask("/long", 2), Admission::taken);
    EXPECT_EQ(ask("/a", 3), Admission::taken);
    EXPECT_EQ(begin(), "/a");
    EXPECT_EQ(begin(), "");
    EXPECT_EQ(finish(first), "p1 ");
    EXPECT_EQ(begin(), "/long");
}

TEST_F(ReadQueueTest, TheSameLongReadTwiceLeavesRoomForAnother) {
    queue = ReadQueue{{.long_max = 2}};
    EXPECT_EQ(ask("/long", 1), Admission::taken);
    EXPECT_EQ(begin(), "/long");
    const auto first = last;
    EXPECT_EQ(ask("/long", 2), Admission::taken);
    EXPECT_EQ(begin(), "");
    EXPECT_EQ(queue.add(read_of("/other"), {"q", 1}), Admission::taken);
    EXPECT_EQ(queue.add(read_of("/third"), {"q", 2}), Admission::taken);
    EXPECT_EQ(begin(), "/other");
    EXPECT_EQ(begin(), "");
    EXPECT_EQ(finish(first), "p1 ");
    EXPECT_EQ(begin(), "/long");
}

TEST_F(ReadQueueTest, OneQuestionMoreThanTheLimitIsRefused) {
    for (const auto* path : {"/a", "/b", "/c"}) EXPECT_EQ(ask(path, 1), Admission::taken);
    EXPECT_EQ(ask("/d", 1), Admission::full);
    EXPECT_EQ(begin(), "/a");
    EXPECT_EQ(ask("/d", 1), Admission::taken);
}

TEST_F(ReadQueueTest, OneRequesterMoreThanTheLimitIsRefused) {
    EXPECT_EQ(ask("/a", 1), Admission::taken);
    EXPECT_EQ(ask("/a", 2), Admission::taken);
    EXPECT_EQ(ask("/a", 3), Admission::full);
}

}  // namespace
}  // namespace tradepit::query
