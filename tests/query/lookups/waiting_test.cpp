#include "query/lookups/waiting.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tradepit::query {
namespace {

using common::Awaited;
using Json = nlohmann::json;
using namespace std::chrono_literals;

const common::UtcTime NOON{std::chrono::sys_days{std::chrono::year{2025} / 10 / 1} + 12h};

common::Stamp stamp(const char* text) { return common::Stamp::parse(text).value(); }

/// The broker's reply about a job of one model "a", whose next open day is 2025-10-02.
class WaitingTest : public testing::Test {
protected:
    BrokerReply broker{.waits = common::Waits{.job = {},
                                              .live = true,
                                              .all_chains_known = true,
                                              .max_attempts = 3,
                                              .workers = 2,
                                              .slots = {{common::ResourceName{"cpu"}, 4}},
                                              .counts = {},
                                              .chains = {}}};
    NextDay next_day{.wait = {.chain = 1,
                              .date = stamp("2025-10-02"),
                              .waited_ms = 1'500,
                              .worker = common::WorkerName{"w"},
                              .model = {},
                              .model_date = {}},
                     .model = "a",
                     .status = common::DayStatus::pending,
                     .started_at = {},
                     .error = {}};

    Json of(const std::string& date, common::DayStatus status = common::DayStatus::pending) {
        return Waiting{broker, {next_day}, NOON}.of(date, "a", status);
    }
    Json counts(std::int64_t open_days) { return Waiting{broker, {}, NOON}.counts(open_days); }
    Json of_next_day(Awaited awaited) {
        next_day.wait.awaited = awaited;
        return of("2025-10-02", next_day.status);
    }
    std::string reason(Awaited awaited) { return of_next_day(awaited)["reason"]; }
    std::string detail(Awaited awaited) { return of_next_day(awaited)["detail"]; }
};

TEST_F(WaitingTest, EachPlaceHasItsReason) {
    EXPECT_EQ(reason(Awaited::free_worker), "free_worker");
    EXPECT_EQ(reason(Awaited::retry), "retry");
    EXPECT_EQ(reason(Awaited::lease_end), "retry");
    EXPECT_EQ(reason(Awaited::claim), "writer");
    EXPECT_EQ(reason(Awaited::close), "writer");
    EXPECT_EQ(reason(Awaited::worker), "running");
    EXPECT_EQ(reason(Awaited::other_models), "other_models");
    EXPECT_EQ(reason(Awaited::other_jobs), "other_jobs");
}

TEST_F(WaitingTest, SinceIsAPointInTime) {
    const Json said{{"reason", "free_worker"},
                    {"since", "2025-10-01T11:59:58.500000Z"},
                    {"detail", "every cpu slot (4) of the 2 workers connected is taken"}};
    EXPECT_EQ(of_next_day(Awaited::free_worker), said);
}

TEST_F(WaitingTest, AFreeWorkerIsMissingInThreeWays) {
    broker.waits->workers = 1;
    EXPECT_EQ(detail(Awaited::free_worker),
              "every cpu slot (4) of the 1 worker connected is taken");
    next_day.wait.needs = common::need(common::WAIT);
    EXPECT_EQ(detail(Awaited::free_worker), "no wait slot is offered by the 1 worker connected");
    broker.waits->workers = 0;
    EXPECT_EQ(detail(Awaited::free_worker), "no worker is connected");
}

TEST_F(WaitingTest, ARetryHasItsTimeItsErrorAndItsAttempt) {
    next_day.wait.attempts_spent = 2;
    next_day.wait.remaining_ms = 900;
    next_day.error = "the provider said 500";
    const auto json = of_next_day(Awaited::retry);
    EXPECT_EQ(json["until"], "2025-10-01T12:00:00.900000Z");
    EXPECT_EQ(json["detail"], "attempt 2 of 3 failed: the provider said 500");
    next_day.error = std::string(201, 'x');
    EXPECT_EQ(detail(Awaited::retry), "attempt 2 of 3 failed: " + std::string(200, 'x'));
    next_day.error.clear();
    EXPECT_EQ(detail(Awaited::retry), "attempt 2 of 3 failed");
}

TEST_F(WaitingTest, ASilentWorkersLeaseHasItsEnd) {
    next_day.wait.remaining_ms = 4'000;
    const auto json = of_next_day(Awaited::lease_end);
    EXPECT_EQ(json["until"], "2025-10-01T12:00:04.000000Z");
    EXPECT_EQ(json["detail"], "worker w is silent; when its lease ends the day is run again");
}

TEST_F(WaitingTest, AWorkersDayRunsOrHasNotBegun) {
    next_day.wait.attempt = 2;
    EXPECT_EQ(
        detail(Awaited::worker),
        "worker w holds the lease and has not begun the day, which waits for a slot or for prices");
    next_day.status = common::DayStatus::running;
    next_day.started_at = "2025-10-01T11:00:00.000000Z";
    EXPECT_EQ(of_next_day(Awaited::worker), Json::parse(R"({"reason":"running",
        "since":"2025-10-01T11:00:00.000000Z","detail":"worker w runs attempt 2"})"));
}

TEST_F(WaitingTest, AJobBeyondTheLimitIsToldTheLimit) {
    next_day.wait.jobs = 1;
    EXPECT_EQ(detail(Awaited::other_jobs),
              "1 job runs already, which is the limit (MAX_CONCURRENT_JOBS)");
    next_day.wait.jobs = 2;
    EXPECT_EQ(detail(Awaited::other_jobs),
              "2 jobs run already, which is the limit (MAX_CONCURRENT_JOBS)");
    broker.waits->counts = {{Awaited::other_jobs, 1}};
    EXPECT_EQ(counts(3), Json::parse(R"({"other_jobs":1,"previous_day":2})"));
}

TEST_F(WaitingTest, OtherModelsAreNamedByOneOfThem) {
    next_day.wait.model = common::ModelName{"gpt-5"};
    next_day.wait.model_date = stamp("2025-10-01");
    next_day.wait.models = 1;
    EXPECT_EQ(detail(Awaited::other_models), "gpt-5 has 2025-10-01 open");
    next_day.wait.models = 3;
    EXPECT_EQ(detail(Awaited::other_models), "gpt-5 and 2 more have 2025-10-01 open");
}

TEST_F(WaitingTest, OtherModelsThatAreNotReadYetAreTheBrokers) {
    broker.waits->all_chains_known = false;
    EXPECT_EQ(reason(Awaited::other_models), "broker");
    EXPECT_EQ(detail(Awaited::other_models), "the broker has yet to read the job's other models");
}

TEST_F(WaitingTest, DaysBehindTheNextDayWaitForThePreviousOnes) {
    EXPECT_EQ(of("2025-10-03"), Json::parse(R"({"reason":"previous_day",
        "detail":"the model's days from 2025-10-02 on come first"})"));
}

TEST_F(WaitingTest, ADayThatHasStartedSinceTheBrokerToldRuns) {
    EXPECT_EQ(of("2025-10-03", common::DayStatus::running)["reason"], "running");
}

TEST_F(WaitingTest, WhatTheBrokerHasNotHeardOfWaitsForIt) {
    EXPECT_EQ(of("2025-10-01")["reason"], "broker");
    EXPECT_EQ(
        (Waiting{broker, {}, NOON}.of("2025-10-02", "a", common::DayStatus::pending)["reason"]),
        "broker");
}

TEST_F(WaitingTest, ASilentBrokerKeepsEverything) {
    broker = {.waits = {}, .silent_ms = 3'240};
    EXPECT_EQ(of("2025-10-03"), Json::parse(R"({"reason":"broker",
        "since":"2025-10-01T11:59:56.760000Z","detail":"the broker has been silent for 3.2 s"})"));
    EXPECT_EQ(counts(5), Json::parse(R"({"broker":5})"));
}

TEST_F(WaitingTest, ABrokerThatReadsItsJobsKeepsEverything) {
    broker.waits->live = false;
    EXPECT_EQ(of("2025-10-02")["detail"], "the broker reads the unfinished jobs");
    broker.waits->writer_silent_ms = 3'000;
    EXPECT_EQ(of("2025-10-02")["reason"], "writer") << "which does not give them";
}

TEST_F(WaitingTest, ASilentWriterKeepsWhatNeedsItsWord) {
    broker.waits->writer_silent_ms = 2'999;
    EXPECT_EQ(reason(Awaited::worker), "running");
    broker.waits->writer_silent_ms = 3'000;
    for (const auto awaited : {Awaited::claim, Awaited::worker, Awaited::close}) {
        EXPECT_EQ(reason(awaited), "writer");
        EXPECT_EQ(detail(awaited), "the writer has been silent for 3.0 s");
    }
    EXPECT_EQ(reason(Awaited::free_worker), "free_worker");
    EXPECT_EQ(reason(Awaited::retry), "retry");
}

TEST_F(WaitingTest, CountsAddUpToTheOpenDays) {
    broker.waits->counts = {
        {Awaited::free_worker, 2}, {Awaited::claim, 1}, {Awaited::worker, 3}, {Awaited::close, 1}};
    EXPECT_EQ(counts(20),
              Json::parse(R"({"running":3,"free_worker":2,"writer":2,"previous_day":13})"));
    EXPECT_EQ(counts(2), Json::parse(R"({"free_worker":2})")) << "others have just ended";
    EXPECT_EQ(counts(0), Json::object());
}

TEST_F(WaitingTest, WhileChainsAreMissingTheRestIsTheBrokers) {
    broker.waits->all_chains_known = false;
    broker.waits->counts = {{Awaited::free_worker, 2}};
    EXPECT_EQ(counts(20), Json::parse(R"({"free_worker":2,"broker":18})"));
}

TEST_F(WaitingTest, NextDaysAreThoseThatAreStillOpen) {
    auto ended = next_day;
    ended.model = "b";
    ended.status = common::DayStatus::completed;
    const auto next_days = Waiting{broker, {next_day, ended}, NOON}.next_days();
    ASSERT_EQ(next_days.size(), 1U);
    EXPECT_EQ(next_days[0]["model"], "a");
    EXPECT_EQ(next_days[0]["date"], "2025-10-02");
    EXPECT_EQ(next_days[0]["waiting_for"]["reason"], "free_worker");
}

}  // namespace
}  // namespace tradepit::query
