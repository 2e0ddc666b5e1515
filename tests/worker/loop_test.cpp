#include "worker/loop.h"

#include <algorithm>
#include <atomic>

#include <gtest/gtest.h>

#include "tests/worker/agents/fake_days.h"
#include "tests/worker/scripted_pipeline.h"

namespace tradepit::worker {
namespace {

using common::Ending;
using namespace std::chrono_literals;

common::End idle(const common::DayInput& input, common::EventSink& sink, const AgentServices&) {
    sink.take({step(1)});
    return richer(input);
}

common::End until_stopped(const common::DayInput& input, common::EventSink& sink,
                          const AgentServices& services) {
    sink.flush();
    if (services.stop.wait_for(1h)) throw Stopped{};
    return richer(input);
}

common::AttemptKey key(std::int64_t chain, const char* date, std::int32_t attempt = 1) {
    return {chain, *common::Stamp::parse(date), attempt};
}

bool finished(const common::Held& held) { return held.finished; }

TEST(Loop, SaysHelloWithItsSlotsAtOnce) {
    ScriptedPipeline pipeline{idle};
    pipeline.meet();
    EXPECT_EQ(pipeline.hello().worker, common::WorkerName{"w"});
    EXPECT_NE(pipeline.hello().nonce, 0U);
    EXPECT_EQ(common::text_of(pipeline.hello().slots), "cpu=1,wait=4");
    EXPECT_TRUE(pipeline.hello().held.empty());
}

TEST(Loop, RunsALeaseToItsLastAcknowledgement) {
    ScriptedPipeline pipeline{idle};
    pipeline.meet();
    pipeline.assign(october(5, 3));
    ASSERT_TRUE(pipeline.until([&] { return pipeline.end_of(5, "2025-10-03") != nullptr; }));
    EXPECT_EQ(pipeline.end_of(5, "2025-10-03")->close, close_of(103));
    EXPECT_EQ(pipeline.batches.size(), 3U);
    ASSERT_TRUE(pipeline.until([&] { return !pipeline.freed.empty(); }));
    EXPECT_EQ(pipeline.freed.back().last, key(5, "2025-10-03"));
    const auto nonce = pipeline.hello().nonce;
    EXPECT_EQ(pipeline.freed.back().nonce, nonce);
    EXPECT_TRUE(pipeline.until([&] { return pipeline.loop().idle(); }));
}

TEST(Loop, AnAssignmentSeenTwiceRunsOnce) {
    std::atomic<int> runs = 0;
    ScriptedPipeline pipeline{
        [&](const common::DayInput& input, common::EventSink&, const AgentServices&) {
            ++runs;
            return richer(input);
        }};
    pipeline.meet();
    pipeline.assign(october(5, 1));
    pipeline.assign(october(5, 1));
    pipeline.assign(october(6, 1));
    ASSERT_TRUE(pipeline.until([&] { return pipeline.freed.size() == 2; }));
    EXPECT_EQ(runs, 2);
}

TEST(Loop, LeasesThatWaitForTheSamePricesFetchThemOnce) {
    ScriptedPipeline pipeline{idle};
    pipeline.meet();
    for (std::int64_t chain = 1; chain <= 3; ++chain) pipeline.assign(october(chain, 1));
    ASSERT_TRUE(pipeline.until([&] { return pipeline.freed.size() == 3; }));
    EXPECT_EQ(pipeline.price_requests, 1);
}

TEST(Loop, ALeaseWaitsForPricesAndSpendsNothing) {
    ScriptedPipeline pipeline{idle};
    pipeline.status_of_prices = 404;
    pipeline.meet();
    pipeline.assign(october(5, 1));
    ASSERT_TRUE(pipeline.until([&] { return pipeline.price_requests > 2; }));
    EXPECT_TRUE(pipeline.batches.empty());
    ASSERT_TRUE(pipeline.until([&] { return !pipeline.hello().held.empty(); }));
    EXPECT_EQ(pipeline.hello().held.front().agent_ms, 0);
    pipeline.status_of_prices = 200;
    EXPECT_TRUE(pipeline.until([&] { return pipeline.end_of(5, "2025-10-01") != nullptr; }));
}

TEST(Loop, TheHeartbeatShowsWhatRunsAndForHowLong) {
    ScriptedPipeline pipeline{until_stopped};
    pipeline.meet();
    pipeline.assign(october(5, 2));
    ASSERT_TRUE(pipeline.until([&] {
        const auto& held = pipeline.hello().held;
        return held.size() == 2 && held[0].agent_ms > 0;
    }));
    EXPECT_EQ(pipeline.hello().held[0].key, key(5, "2025-10-01"));
    EXPECT_EQ(pipeline.hello().held[1].key, key(5, "2025-10-02"));
    EXPECT_EQ(pipeline.hello().held[1].agent_ms, 0);
    EXPECT_FALSE(pipeline.hello().held[0].finished);
}

TEST(Loop, TheHeartbeatShowsWhatIsFinishedAndNotAcknowledged) {
    ScriptedPipeline pipeline{idle};
    pipeline.acknowledging = false;
    pipeline.meet();
    pipeline.assign(october(5, 2));
    EXPECT_TRUE(pipeline.until([&] {
        const auto& held = pipeline.hello().held;
        return held.size() == 2 && std::all_of(held.begin(), held.end(), finished);
    }));
}

TEST(Loop, AFullWindowHoldsTheSlotsUntilTheWriterGoesOn) {
    std::atomic<int> runs = 0;
    ScriptedPipeline pipeline{
        [&](const common::DayInput& input, common::EventSink&, const AgentServices&) {
            ++runs;
            return richer(input);
        }};
    pipeline.settings().window = {.batches = 3, .bytes = 1'000'000};
    pipeline.settings().outbox.resend_after = 50ms;
    pipeline.acknowledging = false;
    pipeline.meet();
    pipeline.assign(october(5, 10));
    // Every batch was sent more than once, so the window is full and the writer had time to answer.
    ASSERT_TRUE(pipeline.until([&] { return pipeline.batches.size() > 9; }));
    EXPECT_EQ(runs, 4);
    EXPECT_EQ(pipeline.end_of(5, "2025-10-04"), nullptr);
    pipeline.acknowledging = true;
    EXPECT_TRUE(pipeline.until([&] { return pipeline.end_of(5, "2025-10-10") != nullptr; }));
}

TEST(Loop, ASecondAttemptRunsAfterItsStartIsAcknowledged) {
    ScriptedPipeline pipeline{idle};
    pipeline.settings().outbox.resend_after = 50ms;
    pipeline.acknowledging = false;
    pipeline.meet();
    pipeline.assign(october(5, 1, 2));
    ASSERT_TRUE(pipeline.until([&] { return pipeline.batches.size() > 2; }));
    EXPECT_EQ(pipeline.end_of(5, "2025-10-01"), nullptr);
    pipeline.acknowledging = true;
    EXPECT_TRUE(pipeline.until([&] { return pipeline.end_of(5, "2025-10-01") != nullptr; }));
}

TEST(Loop, ARestartedWriterIsSentAtOnceWhatItDidNotAcknowledge) {
    ScriptedPipeline pipeline{idle};
    pipeline.settings().outbox.resend_after = 1h;
    pipeline.acknowledging = false;
    pipeline.meet();
    pipeline.assign(october(5, 2));
    ASSERT_TRUE(pipeline.until([&] { return pipeline.batches.size() == 2; }));
    pipeline.acknowledging = true;
    pipeline.restart_writer();
    ASSERT_TRUE(pipeline.until([&] { return pipeline.batches.size() == 4; }));
    EXPECT_EQ(pipeline.batches[2], pipeline.batches[0]);
    EXPECT_TRUE(pipeline.until([&] { return pipeline.loop().idle(); }));
}

TEST(Loop, ARestartedBrokerIsGreetedAtOnce) {
    ScriptedPipeline pipeline{idle};
    pipeline.settings().heartbeat = 1h;
    pipeline.meet();
    pipeline.restart_broker();
    EXPECT_TRUE(pipeline.until([&] { return pipeline.greetings() == 2; }));
}

TEST(Loop, AZombiesAttemptIsForgottenWhenTheWriterSaysSo) {
    ScriptedPipeline pipeline{idle};
    pipeline.settings().outbox.resend_after = 50ms;
    pipeline.acknowledging = false;
    pipeline.meet();
    pipeline.assign(october(5, 2));
    ASSERT_TRUE(pipeline.until([&] { return pipeline.hello().held.size() == 2; }));
    pipeline.writer_says(common::Superseded{key(5, "2025-10-01"), "claimed anew"});
    EXPECT_TRUE(pipeline.until([&] { return pipeline.hello().held.empty(); }));
    EXPECT_TRUE(pipeline.loop().idle());
}

TEST(Loop, ASupersededAttemptStopsAndMakesRoomForTheNext) {
    ScriptedPipeline pipeline{until_stopped};
    pipeline.settings().slots = std::get<common::Offer>(common::parse_offer("cpu=1,wait=1"));
    pipeline.meet();
    pipeline.assign(october(5, 2));
    ASSERT_TRUE(pipeline.until([&] { return pipeline.hello().held.size() == 2; }));
    pipeline.writer_says(common::Superseded{key(5, "2025-10-01"), "claimed anew"});
    ASSERT_TRUE(pipeline.until([&] { return pipeline.hello().held.empty(); }));
    pipeline.assign(october(6, 1));
    EXPECT_TRUE(pipeline.until([&] { return pipeline.batches.back().key.chain == 6; }));
}

TEST(Loop, ADropStopsTheAttemptAndTheLaterDaysOfItsLease) {
    ScriptedPipeline pipeline{until_stopped};
    pipeline.meet();
    pipeline.assign(october(5, 3));
    ASSERT_TRUE(pipeline.until([&] { return pipeline.hello().held.size() == 3; }));
    pipeline.broker_says(common::Drop{1, key(5, "2025-10-01"), "overdue"});
    EXPECT_TRUE(pipeline.until([&] { return pipeline.hello().held.empty(); }));
    EXPECT_EQ(pipeline.end_of(5, "2025-10-01"), nullptr);
}

TEST(Loop, ADropOfALaterDayStopsTheDayThatRunsToo) {
    ScriptedPipeline pipeline{until_stopped};
    pipeline.meet();
    pipeline.assign(october(5, 3));
    ASSERT_TRUE(pipeline.until([&] { return pipeline.hello().held.size() == 3; }));
    pipeline.broker_says(common::Drop{1, key(5, "2025-10-02"), "superseded"});
    ASSERT_TRUE(pipeline.until([&] { return pipeline.hello().held.empty(); }));
    EXPECT_TRUE(pipeline.until([&] { return pipeline.loop().idle(); }));
}

TEST(Loop, ADropOfAnOlderEpochIsNotObeyed) {
    ScriptedPipeline pipeline{until_stopped};
    pipeline.epoch = 5;
    pipeline.meet();
    pipeline.assign(october(5, 1));
    ASSERT_TRUE(pipeline.until([&] { return pipeline.hello().held.size() == 1; }));
    pipeline.broker_says(common::Drop{4, key(5, "2025-10-01"), "unknown"});
    // This assignment arrives after the drop. Once it is held, the drop was handled.
    pipeline.assign(october(6, 1));
    ASSERT_TRUE(pipeline.until([&] { return pipeline.hello().held.size() > 1; }));
    EXPECT_EQ(pipeline.hello().held[0].key.chain, 5);
}

TEST(Loop, ARetiredWorkerDropsEverythingAndTakesANewNonce) {
    ScriptedPipeline pipeline{until_stopped};
    pipeline.meet();
    const auto nonce = pipeline.hello().nonce;
    pipeline.assign(october(5, 1));
    ASSERT_TRUE(pipeline.until([&] { return pipeline.hello().held.size() == 1; }));
    pipeline.broker_says(common::Retired{1, nonce});
    ASSERT_TRUE(pipeline.until([&] { return pipeline.hello().nonce != nonce; }));
    EXPECT_TRUE(pipeline.hello().held.empty());
    pipeline.assign(october(5, 1, 2));
    // The first attempt may have sent no batch: it was dropped as soon as it was held.
    ASSERT_TRUE(pipeline.until([&] {
        return !pipeline.batches.empty() && pipeline.batches.back().nonce == pipeline.hello().nonce;
    }));
}

TEST(Loop, RetiredForAnotherNonceIsNotObeyed) {
    ScriptedPipeline pipeline{idle};
    pipeline.meet();
    const auto nonce = pipeline.hello().nonce;
    pipeline.broker_says(common::Retired{1, nonce + 1});
    pipeline.assign(october(5, 1));
    ASSERT_TRUE(pipeline.until([&] { return !pipeline.freed.empty(); }));
    EXPECT_EQ(pipeline.freed.back().nonce, nonce);
}

TEST(Loop, AWorkerWhoseNameIsTakenSaysSo) {
    ScriptedPipeline pipeline{idle};
    pipeline.meet();
    const auto nonce = pipeline.hello().nonce;
    pipeline.broker_says(common::NameTaken{1, nonce + 1});
    pipeline.assign(october(5, 1));
    ASSERT_TRUE(pipeline.until([&] { return !pipeline.freed.empty(); }));
    EXPECT_FALSE(pipeline.loop().name_is_taken()) << "it was said to another boot";
    pipeline.broker_says(common::NameTaken{1, nonce});
    EXPECT_TRUE(pipeline.until([&] { return pipeline.loop().name_is_taken(); }));
}

TEST(LoopDrain, WithNothingToDoIsOverAtOnce) {
    ScriptedPipeline pipeline{idle};
    pipeline.meet();
    pipeline.loop().drain();
    EXPECT_TRUE(pipeline.loop().over());
    EXPECT_TRUE(pipeline.until([&] { return pipeline.hello().draining; }));
    EXPECT_TRUE(pipeline.hello().slots.empty());
}

TEST(LoopDrain, GivesBackADayThatDoesNotEndByItself) {
    ScriptedPipeline pipeline{until_stopped};
    pipeline.meet();
    pipeline.assign(october(5, 2));
    ASSERT_TRUE(pipeline.until([&] { return pipeline.batches.size() == 1; }));
    pipeline.loop().drain();
    EXPECT_FALSE(pipeline.loop().over());
    ASSERT_TRUE(pipeline.until([&] { return pipeline.loop().over(); }));
    ASSERT_NE(pipeline.end_of(5, "2025-10-01"), nullptr);
    EXPECT_EQ(pipeline.end_of(5, "2025-10-01")->ending, Ending::released);
}

TEST(LoopDrain, LetsADayEndThatEndsInTime) {
    std::atomic<bool> go = false;
    ScriptedPipeline pipeline{
        [&](const common::DayInput& input, common::EventSink& sink, const AgentServices&) {
            sink.flush();
            go.wait(false);
            return richer(input);
        }};
    pipeline.settings().drain_grace = 1h;
    pipeline.meet();
    pipeline.assign(october(5, 2));
    ASSERT_TRUE(pipeline.until([&] { return pipeline.batches.size() == 1; }));
    pipeline.loop().drain();
    go = true;
    go.notify_all();
    ASSERT_TRUE(pipeline.until([&] { return pipeline.loop().over(); }));
    EXPECT_EQ(pipeline.end_of(5, "2025-10-01")->ending, Ending::completed);
    EXPECT_EQ(pipeline.end_of(5, "2025-10-02")->ending, Ending::released);
}

TEST(LoopDrain, GivesBackALeaseThatWaitsForPrices) {
    ScriptedPipeline pipeline{idle};
    pipeline.status_of_prices = 404;
    pipeline.meet();
    pipeline.assign(october(5, 1));
    ASSERT_TRUE(pipeline.until([&] { return pipeline.price_requests > 0; }));
    pipeline.loop().drain();
    ASSERT_TRUE(pipeline.until([&] { return pipeline.loop().over(); }));
    ASSERT_NE(pipeline.end_of(5, "2025-10-01"), nullptr);
    EXPECT_EQ(pipeline.end_of(5, "2025-10-01")->ending, Ending::released);
}

TEST(LoopDrain, TakesNoMoreLeases) {
    ScriptedPipeline pipeline{until_stopped};
    pipeline.meet();
    pipeline.assign(october(5, 1));
    ASSERT_TRUE(pipeline.until([&] { return pipeline.batches.size() == 1; }));
    pipeline.loop().drain();
    pipeline.assign(october(6, 1));
    ASSERT_TRUE(pipeline.until([&] { return pipeline.loop().over(); }));
    EXPECT_EQ(pipeline.end_of(6, "2025-10-01"), nullptr);
}

TEST(LoopDrain, IsOverInTheEndWithoutAWriter) {
    ScriptedPipeline pipeline{idle};
    pipeline.settings().drain_max = 200ms;
    pipeline.acknowledging = false;
    pipeline.meet();
    pipeline.assign(october(5, 1));
    ASSERT_TRUE(pipeline.until([&] { return pipeline.batches.size() == 1; }));
    pipeline.loop().drain();
    EXPECT_FALSE(pipeline.loop().over());
    EXPECT_TRUE(pipeline.until([&] { return pipeline.loop().over(); }));
}

}  // namespace
}  // namespace tradepit::worker
