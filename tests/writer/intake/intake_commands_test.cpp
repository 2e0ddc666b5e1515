#include <cstdio>

#include "common/limits.h"
#include "tests/writer/intake/intake_world.h"

namespace tradepit::writer::tests {
namespace {

using namespace common;

std::vector<Stamp> hourly_dates(int count) {
    std::vector<Stamp> dates;
    for (int n = 0; n < count; ++n) {
        char text[32];
        std::snprintf(text, sizeof text, "%d-01-01 %02d:%02d:%02d", 2000 + n / 80'000,
                      n / 3'600 % 24, n / 60 % 60, n % 60);
        dates.push_back(day(text));
    }
    return dates;
}

/// A job of two models. Alpha has completed its first day and runs the two others in one lease;
/// beta waits.
class IntakeCommands : public IntakeWorld {
protected:
    void SetUp() override {
        broker();
        submit(first_job);
        claim("r1", 1, {D1, D2, D3});
        send(attempt(1, D1, 1).idle_day());
        send(second.batch({opening_row(cash_only("10000"))}));
    }
    void cancel(const std::string& job_id, const std::string& key = "c",
                const std::string& hash = "cancel") {
        take_cancel(job_id, key, hash);
        turn();
    }
    void take_cancel(const std::string& job_id, const std::string& key = "c",
                     const std::string& hash = "cancel") {
        const auto stored = jobs.find(job_id);
        intake.take("broker", CancelJob{key, hash, JobId{job_id}}, answer_of(key),
                    stored == jobs.end() ? std::nullopt : std::optional{stored->second.status},
                    now);
    }
    void refuse(const RecordRefusal& request) {
        intake.take("broker", request, answer_of(request.key));
        turn();
    }
    CommandAnswer refused(std::int32_t status, const std::string& detail) {
        return {"c", "cancel", CommandRefused{status, detail}};
    }

    const Job first_job = job("j1", {D1, D2, D3}, {model("alpha"), model("beta", D2)});
    WorkerScript second = attempt(1, D2, 1);
};

TEST_F(IntakeCommands, ACancelFencesWhatRunsAndTakesItsRows) {
    ASSERT_EQ(rows("j1", "alpha", D2), 1U);
    cancel("j1");
    EXPECT_EQ(last<CommandAnswer>(), (CommandAnswer{"c", "cancel", JobAccepted{JobId{"j1"}}}));
    EXPECT_EQ(attempt_state(1, D2, 1), AttemptState::superseded);
    EXPECT_EQ(attempt_state(1, D3, 1), AttemptState::superseded);
    EXPECT_EQ(rows("j1", "alpha", D2), 0U);
    EXPECT_EQ(days.at(2).status, DayStatus::pending);
    EXPECT_FALSE(days.at(2).started);
}

TEST_F(IntakeCommands, WhatCompletedBeforeACancelStays) {
    cancel("j1");
    EXPECT_EQ(attempt_state(1, D1, 1), AttemptState::completed);
    EXPECT_EQ(rows("j1", "alpha", D1), 1U);
    EXPECT_EQ(days.at(1).status, DayStatus::completed);
}

TEST_F(IntakeCommands, ACancelCountsEveryOpenDayAtOnce) {
    cancel("j1");
    EXPECT_EQ(jobs.at("j1").status, JobStatus::cancelled);
    EXPECT_EQ(jobs.at("j1").counts,
              (DayCounts{.total = 5, .completed = 1, .failed = 0, .skipped = 0, .cancelled = 4}));
    EXPECT_EQ(jobs.at("j1").completed, now);
}

TEST_F(IntakeCommands, TheBrokerHearsThatItsChainsAreOver) {
    cancel("j1");
    const Changes& told = last<Changes>();
    ASSERT_EQ(told.chains.size(), 2U);
    EXPECT_EQ(told.chains[0],
              (ChainState{.chain = 1, .ended_days = 1, .cancelled = true, .attempts = {}}));
    EXPECT_TRUE(told.chains[1].cancelled);
    EXPECT_FALSE(intake.knows(1));
    EXPECT_FALSE(intake.knows(2));
}

TEST_F(IntakeCommands, ACancelOfAMillionQueuedDaysIsFewOperations) {
    const auto dates = hourly_dates(50'000);
    std::vector<JobModel> models;
    for (int n = 0; n < 20; ++n)
        models.push_back(model(("m" + std::to_string(100 + n)).c_str(), dates.front()));
    submit(job("large", dates, models));
    cancel("large");
    EXPECT_EQ(jobs.at("large").counts.cancelled, 1'000'000);
    EXPECT_LE(operations.size(), 25U);
}

TEST_F(IntakeCommands, BatchesAfterACancelAreRefusedInItsTurnAndLater) {
    const Batch late_batch = second.batch({});
    take_cancel("j1");
    send(late_batch);
    EXPECT_EQ(last<Superseded>().reason, "the job was cancelled");
    send(late_batch);
    EXPECT_TRUE(answered<Superseded>());
    EXPECT_EQ(rows("j1", "alpha", D2), 0U);
}

TEST_F(IntakeCommands, AClaimAfterACancelIsEndedInItsTurnAndLater) {
    const ChainState over{.chain = 2, .ended_days = 2, .cancelled = true, .attempts = {}};
    take_cancel("j1");
    claim("r2", 2, {D2});
    EXPECT_TRUE(last<ClaimRefused>().state.cancelled);
    intake.take("broker", claim_of("r3", 2, {D2}), over, now);
    turn();
    EXPECT_EQ(last<ClaimRefused>().state, over);
    EXPECT_EQ(operations.size(), 0U);
}

TEST_F(IntakeCommands, ARepeatedClaimOfACancelledChainIsEnded) {
    take_cancel("j1");
    claim("r1", 1, {D1, D2, D3});
    EXPECT_TRUE(last<ClaimRefused>().state.cancelled);
}

TEST_F(IntakeCommands, APageInTheTurnOfACancelShowsItsChainsAsOver) {
    take_cancel("j1");
    intake.take("broker", PageRequest{epoch, 0});
    turn();
    ASSERT_EQ(last<Page>().chains.size(), 2U);
    EXPECT_TRUE(last<Page>().chains[0].state.cancelled);
    EXPECT_TRUE(last<Page>().chains[0].state.attempts.empty());
}

TEST_F(IntakeCommands, ADayThatCompletesInTheTurnOfACancelCountsAsWhichCameFirst) {
    intake.take("worker", second.end(Ending::completed), std::nullopt, now);
    take_cancel("j1");
    turn();
    EXPECT_EQ(jobs.at("j1").counts.completed, 2);
    EXPECT_EQ(jobs.at("j1").counts.cancelled, 3);
    EXPECT_EQ(attempt_state(1, D2, 1), AttemptState::completed);
}

TEST_F(IntakeCommands, ACancelInTheTurnThatEndsTheJobComesTooLate) {
    submit(job("short", {D1}, {model("gamma")}));
    claim("r9", 3, {D1});
    intake.take("worker", attempt(3, D1, 1).idle_day(), std::nullopt, now);
    take_cancel("short");
    turn();
    EXPECT_EQ(last<CommandAnswer>(), refused(409, "Job short has ended: it is completed"));
    EXPECT_EQ(jobs.at("short").status, JobStatus::completed);
    cancel("short", "later");
    EXPECT_EQ(status_of(last<CommandAnswer>().outcome), 409);
}

TEST_F(IntakeCommands, AJobCanBeCancelledInTheTurnThatMakesIt) {
    intake.take("broker", std::make_shared<const Job>(job("new", {D1}, {model("gamma")})),
                std::nullopt, false);
    take_cancel("new");
    turn();
    EXPECT_EQ(status_of(last<CommandAnswer>().outcome), 200);
    EXPECT_EQ(jobs.at("new").status, JobStatus::cancelled);
    EXPECT_FALSE(intake.knows(3));
}

TEST_F(IntakeCommands, AnUnknownJobIsNotFoundAndThatIsRecorded) {
    cancel("nobody's");
    EXPECT_EQ(last<CommandAnswer>(), refused(404, "Job nobody's not found"));
    EXPECT_EQ(status_of(answer_of("c")->outcome.value()), 404);
}

TEST_F(IntakeCommands, ACancelUnderItsKeyAgainIsTheSameAnswer) {
    take_cancel("j1");
    cancel("j1");
    const CommandAnswer again{"c", "cancel", JobAccepted{JobId{"j1"}}, true};
    EXPECT_EQ(last<CommandAnswer>(), again);
    cancel("j1");
    EXPECT_EQ(last<CommandAnswer>(), again);
    EXPECT_EQ(operations.size(), 0U);
}

TEST_F(IntakeCommands, ACancelUnderAnotherKeyIsToldThatItIsCancelled) {
    cancel("j1", "first");
    cancel("j1");
    EXPECT_EQ(last<CommandAnswer>(), refused(409, "Job j1 is cancelled already"));
    cancel("j1");
    EXPECT_EQ(last<CommandAnswer>(), refused(409, "Job j1 is cancelled already"));
}

TEST_F(IntakeCommands, AKeyOfAnotherRequestCancelsNothing) {
    cancel("j1", first_job.key);
    EXPECT_EQ(std::get<CommandRefused>(last<CommandAnswer>().outcome).detail,
              key_misused_detail(first_job.key));
    EXPECT_TRUE(intake.knows(1));
}

TEST_F(IntakeCommands, ARefusalIsKeptUnderItsKey) {
    const RecordRefusal request{"c", "cancel", 422, R"([{"msg":"no"}])"};
    refuse(request);
    EXPECT_EQ(last<CommandAnswer>(), refused(422, request.detail));
    EXPECT_EQ(count<RecordAnswer>(), 1U);
    refuse(request);
    EXPECT_EQ(last<CommandAnswer>(), refused(422, request.detail));
    EXPECT_EQ(operations.size(), 0U);
}

TEST_F(IntakeCommands, ARefusalOfARequestThatWasDoneIsAnsweredAsDone) {
    refuse({first_job.key, first_job.request_hash, 400, "no"});
    EXPECT_EQ(last<CommandAnswer>(), (CommandAnswer{first_job.key, first_job.request_hash,
                                                    JobAccepted{first_job.job}, true}));
}

TEST_F(IntakeCommands, OnlyRefusalsWithAStatusOf400To499AreKept) {
    for (const std::int32_t bad : {399, 500}) {
        refuse({"k", "h", bad, "no"});
        EXPECT_EQ(status_of(last<CommandAnswer>().outcome), 400);
        EXPECT_EQ(operations.size(), 0U);
    }
    refuse({"k", "h", 400, "no"});
    EXPECT_EQ(operations.size(), 1U);
    refuse({"k2", "h", 499, "no"});
    EXPECT_EQ(operations.size(), 1U);
}

}  // namespace
}  // namespace tradepit::writer::tests
