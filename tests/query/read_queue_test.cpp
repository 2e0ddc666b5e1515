#include "query/read_queue.h"

#include <gtest/gtest.h>

namespace tradepit::query {
namespace {

using Admission = ReadQueue::Admission;

class ReadQueueTest : public testing::Test {
protected:
    Admission ask(const std::string& path, std::int64_t id, const std::string& peer = "p") {
        return queue.add({"GET", path, {}}, path == "/long", {peer, id});
    }
    /// The path that is begun on; empty: none.
    std::string begin() {
        const auto next = queue.next();
        if (!next) return "";
        last = next->number;
        return next->question.path;
    }
    /// Who is answered: "p1 q2 ".
    std::string finish(std::int64_t number) {
        std::string said;
        for (const auto& asker : queue.finish(number))
            said += asker.peer + std::to_string(asker.id) + " ";
        return said;
    }

    ReadQueue queue{{.waiting_max = 3, .askers_max = 2, .long_max = 1}};
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
    EXPECT_EQ(next->question.path, "/a");
    ASSERT_TRUE(next->broker.has_value());
    EXPECT_EQ(next->broker->silent_ms, 7);
    EXPECT_EQ(begin(), "/b");
    EXPECT_EQ(begin(), "/a") << "it was asked for after the first was begun";
    EXPECT_EQ(finish(first), "p1 ");
    EXPECT_EQ(queue.size(), 2U);
}

TEST_F(ReadQueueTest, OtherParametersAreAnotherQuestion) {
    EXPECT_EQ(queue.add({"GET", "/a", {{"x", "1"}}}, false, {"p", 1}), Admission::taken);
    EXPECT_EQ(queue.add({"GET", "/a", {{"x", "2"}}}, false, {"p", 1}), Admission::taken);
    EXPECT_EQ(queue.size(), 2U);
}

TEST_F(ReadQueueTest, ARepeatAddsNothingWhetherItWaitsOrNot) {
    EXPECT_EQ(ask("/a", 1), Admission::taken);
    EXPECT_EQ(ask("/a", 1), Admission::repeated);
    EXPECT_EQ(begin(), "/a");
    EXPECT_EQ(ask("/a", 1), Admission::repeated);
    EXPECT_EQ(finish(last), "p1 ");
}

TEST_F(ReadQueueTest, ALaterAskerWaitsForTheNextRead) {
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
    EXPECT_EQ(queue.add({"GET", "/other", {}}, true, {"q", 1}), Admission::taken);
    EXPECT_EQ(queue.add({"GET", "/third", {}}, true, {"q", 2}), Admission::taken);
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

TEST_F(ReadQueueTest, OneAskerMoreThanTheLimitIsRefused) {
    EXPECT_EQ(ask("/a", 1), Admission::taken);
    EXPECT_EQ(ask("/a", 2), Admission::taken);
    EXPECT_EQ(ask("/a", 3), Admission::full);
}

}  // namespace
}  // namespace tradepit::query
