#include "query/request_queue.h"

#include <array>

#include <gtest/gtest.h>

#include "query/api/routes.h"

namespace tradepit::query {
namespace {

using Admission = RequestQueue::Admission;

constexpr ParameterRule ANY_PARAMETER{.name = "*"};
constexpr std::array<const ParameterRule*, 1> ANY_PARAMETERS{&ANY_PARAMETER};
constexpr std::array<Route, 5> ROUTES_TO_READ{{
    {.method = "GET", .path = "/long", .answered_by = ByLongRead{nullptr}},
    {.method = "GET", .path = "/other", .answered_by = ByLongRead{nullptr}},
    {.method = "GET", .path = "/third", .answered_by = ByLongRead{nullptr}},
    {.method = "GET",
     .path = "/{short}",
     .answered_by = ByRead{nullptr},
     .parameters = ANY_PARAMETERS},
    {.method = "POST", .path = "/command", .answered_by = Action::cancel},
}};

ResolvedRequest read_of(const std::string& path, std::vector<common::Parameter> parameters = {}) {
    return resolve(ROUTES_TO_READ, {.method = "GET",
                                    .path = path,
                                    .parameters = std::move(parameters),
                                    .key = {},
                                    .body = {}});
}

ResolvedRequest command_of(std::size_t bytes) {
    return resolve(ROUTES_TO_READ, {.method = "POST",
                                    .path = "/command",
                                    .parameters = {},
                                    .key = "k",
                                    .body = std::string(bytes, 'x')});
}

class RequestQueueTest : public testing::Test {
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

    RequestQueue queue{{.waiting_max = 3, .requesters_max = 2, .long_max = 1}};
    std::int64_t last = 0;
};

TEST_F(RequestQueueTest, TheOldestIsBegunFirst) {
    EXPECT_EQ(ask("/a", 1), Admission::taken);
    EXPECT_EQ(ask("/b", 2), Admission::taken);
    EXPECT_EQ(begin(), "/a");
    EXPECT_EQ(begin(), "/b");
    EXPECT_EQ(begin(), "");
}

TEST_F(RequestQueueTest, EqualQuestionsThatWaitAreOne) {
    EXPECT_EQ(ask("/a", 1), Admission::taken);
    EXPECT_EQ(ask("/a", 2, "q"), Admission::taken);
    EXPECT_EQ(begin(), "/a");
    EXPECT_EQ(begin(), "");
    EXPECT_EQ(finish(last), "p1 q2 ");
    EXPECT_EQ(queue.size(), 0U);
}

TEST_F(RequestQueueTest, WhatTheBrokerAnsweredIsResumedFirst) {
    EXPECT_EQ(ask("/a", 1), Admission::taken);
    EXPECT_EQ(begin(), "/a");
    const auto first = last;
    EXPECT_EQ(ask("/b", 2), Admission::taken);
    EXPECT_EQ(ask("/a", 3), Admission::taken);
    queue.resume(first, {.waits = {}, .silent_ms = 7});
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

TEST_F(RequestQueueTest, OtherParametersAreAnotherQuestion) {
    EXPECT_EQ(queue.add(read_of("/a", {{"x", "1"}}), {"p", 1}), Admission::taken);
    EXPECT_EQ(queue.add(read_of("/a", {{"x", "2"}}), {"p", 1}), Admission::taken);
    EXPECT_EQ(queue.size(), 2U);
}

TEST_F(RequestQueueTest, ARepeatAddsNothingWhetherItWaitsOrNot) {
    EXPECT_EQ(ask("/a", 1), Admission::taken);
    EXPECT_EQ(ask("/a", 1), Admission::repeated);
    EXPECT_EQ(begin(), "/a");
    EXPECT_EQ(ask("/a", 1), Admission::repeated);
    EXPECT_EQ(finish(last), "p1 ");
}

TEST_F(RequestQueueTest, ALaterRequesterWaitsForTheNextRead) {
    EXPECT_EQ(ask("/a", 1), Admission::taken);
    EXPECT_EQ(begin(), "/a");
    const auto first = last;
    EXPECT_EQ(ask("/a", 2, "q"), Admission::taken);
    EXPECT_EQ(finish(first), "p1 ");
    EXPECT_EQ(begin(), "/a");
    EXPECT_EQ(finish(last), "q2 ");
}

TEST_F(RequestQueueTest, LongReadsWaitForTheirTurnAndHoldUpNoOther) {
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

TEST_F(RequestQueueTest, TheSameLongReadTwiceLeavesRoomForAnother) {
    queue = RequestQueue{{.long_max = 2}};
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

TEST_F(RequestQueueTest, OneQuestionMoreThanTheLimitIsRefused) {
    for (const auto* path : {"/a", "/b", "/c"}) EXPECT_EQ(ask(path, 1), Admission::taken);
    EXPECT_EQ(ask("/d", 1), Admission::too_many);
    EXPECT_EQ(queue.limit_text(Admission::too_many),
              "3 requests wait for a reader already (RequestQueue::Limits::waiting_max)");
    EXPECT_EQ(begin(), "/a");
    EXPECT_EQ(ask("/d", 1), Admission::taken);
}

TEST_F(RequestQueueTest, OneRequesterMoreThanTheLimitIsRefused) {
    EXPECT_EQ(ask("/a", 1), Admission::taken);
    EXPECT_EQ(ask("/a", 2), Admission::taken);
    EXPECT_EQ(ask("/a", 3), Admission::too_many_requesters);
    EXPECT_EQ(queue.limit_text(Admission::too_many_requesters),
              "2 requesters wait for this read already (RequestQueue::Limits::requesters_max)");
}

TEST_F(RequestQueueTest, EqualRequestsForTheWriterAreTwo) {
    EXPECT_EQ(queue.add(command_of(1), {"p", 1}), Admission::taken);
    EXPECT_EQ(queue.add(command_of(1), {"p", 2}), Admission::taken);
    EXPECT_EQ(queue.size(), 2U);
}

TEST_F(RequestQueueTest, OneByteMoreThanTheLimitIsRefusedUntilThereIsRoom) {
    queue = RequestQueue{{.bytes_max = 100}};
    EXPECT_EQ(queue.add(command_of(60), {"p", 1}), Admission::taken);
    EXPECT_EQ(queue.add(command_of(41), {"p", 2}), Admission::too_many_bytes);
    EXPECT_EQ(queue.limit_text(Admission::too_many_bytes),
              "100 bytes are the most that requests may have together"
              " (RequestQueue::Limits::bytes_max)");
    EXPECT_EQ(queue.add(command_of(40), {"p", 2}), Admission::taken);
    EXPECT_EQ(begin(), "/command");
    EXPECT_EQ(queue.add(command_of(1), {"p", 3}), Admission::too_many_bytes) << "it is under way";
    EXPECT_EQ(finish(last), "p1 ");
    EXPECT_EQ(queue.add(command_of(60), {"p", 3}), Admission::taken);
}

}  // namespace
}  // namespace tradepit::query
