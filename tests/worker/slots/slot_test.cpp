#include "worker/slots/slot.h"

#include <chrono>

#include <gtest/gtest.h>
#include <poll.h>

#include "common/digest.h"
#include "common/limits.h"
#include "common/process/clock.h"
#include "tests/worker/agents/fake_days.h"

namespace tradepit::worker {
namespace {

using common::Ending;
using namespace std::chrono_literals;

/// How long a test waits for a report. It comes at once or never.
constexpr auto DEADLINE = 20s;

class SlotTest : public testing::Test {
protected:
    struct Said {
        SlotReport report;
        common::Batch batch;
    };

    void start(Runner runner, Window::Limits limits = {}) {
        agent_runner = std::move(runner);
        window = std::make_unique<Window>(limits);
        slot = std::make_unique<Slot>(reports, agent_runner, *window);
    }
    void run(common::Assign assign) {
        auto lease = std::make_shared<SlotLease>();
        lease->number = LeaseNumber{++leases};
        lease->assign = std::move(assign);
        lease->worker = common::WorkerName{"w"};
        lease->prices = std::make_shared<const common::PriceSet>();
        leased = lease;
        slot->run(lease);
    }
    /// The next report of the slot.
    Said next() {
        pollfd item{reports.descriptor(), POLLIN, 0};
        ::poll(&item, 1, static_cast<int>(std::chrono::milliseconds{DEADLINE}.count()));
        auto report = reports.take();
        if (!report) throw std::runtime_error("the slot said nothing");
        if (report->lease_over) slot->lease_ended();
        Said said{.report = std::move(*report), .batch = {}};
        if (const auto& octets = said.report.batch; !octets.empty()) {
            auto read = common::decode(octets);
            said.batch = std::get<common::Batch>(std::get<common::Message>(read));
            if (give_back) window->give_back({1, octets.size()});
        }
        return said;
    }
    [[nodiscard]] bool silent() { return !reports.take(); }

    SlotReports reports{10'000};
    Runner agent_runner;
    std::unique_ptr<Window> window;
    std::unique_ptr<Slot> slot;
    std::shared_ptr<SlotLease> leased;
    std::uint64_t leases = 0;
    bool give_back = true;
};

common::End idle(const common::DayInput& input, common::EventSink&, const AgentServices&) {
    return richer(input);
}

TEST_F(SlotTest, ACheapDayIsOneBatchWithItsEnd) {
    start([](const common::DayInput& input, common::EventSink& sink, const AgentServices&) {
        sink.take({step(1), step(2)});
        return richer(input);
    });
    run(october(5, 1));
    const auto said = next();
    EXPECT_TRUE(said.report.day_over);
    EXPECT_TRUE(said.report.lease_over);
    EXPECT_EQ(said.batch.number, 1);
    EXPECT_EQ(said.batch.nonce, 7U);
    EXPECT_EQ(said.batch.worker, common::WorkerName{"w"});
    EXPECT_EQ(said.batch.key, (common::AttemptKey{5, *common::Stamp::parse("2025-10-01"), 1}));
    ASSERT_TRUE(said.batch.end);
    EXPECT_EQ(said.batch.end->event_count, 2);
    EXPECT_EQ(said.batch.end->digest,
              common::hex(common::next_digest({}, said.batch.events.octets)));
    EXPECT_TRUE(slot->free());
}

TEST_F(SlotTest, TheDigestRunsOverEveryBatch) {
    start([](const common::DayInput& input, common::EventSink& sink, const AgentServices&) {
        sink.take({step(1)});
        sink.flush();
        sink.take({step(2)});
        return richer(input);
    });
    run(october(5, 1));
    const auto first = next().batch;
    const auto second = next().batch;
    EXPECT_FALSE(first.end);
    EXPECT_EQ(second.number, 2);
    ASSERT_TRUE(second.end);
    EXPECT_EQ(second.end->event_count, 2);
    EXPECT_EQ(second.end->digest,
              common::hex(common::next_digest(common::next_digest({}, first.events.octets),
                                              second.events.octets)));
}

TEST_F(SlotTest, AnAgentThatIsAboutToWaitIsReportedAsStarted) {
    start([](const common::DayInput& input, common::EventSink& sink, const AgentServices&) {
        sink.flush();
        return richer(input);
    });
    run(october(5, 1));
    EXPECT_EQ(next().batch.events.octets, common::encode_events({}));
    EXPECT_TRUE(next().batch.end);
}

TEST_F(SlotTest, AFlushWithoutNewEventsSaysNothingMore) {
    start([](const common::DayInput& input, common::EventSink& sink, const AgentServices&) {
        sink.flush();
        sink.flush();
        return richer(input);
    });
    run(october(5, 1));
    next();
    EXPECT_EQ(next().batch.number, 2);
}

class SlotLimitTest : public SlotTest {
protected:
    /// How many events each batch has of a day with these events.
    std::vector<std::size_t> batches(std::vector<common::Event> events) {
        start(
            [events](const common::DayInput& input, common::EventSink& sink, const AgentServices&) {
                sink.take(events);
                return richer(input);
            });
        run(october(5, 1));
        std::vector<std::size_t> sizes;
        while (true) {
            const auto said = next();
            const auto read = common::decode_events(said.batch.events.octets);
            sizes.push_back(std::get<std::vector<common::Event>>(read).size());
            if (said.report.day_over) return sizes;
        }
    }
    static std::vector<common::Event> steps(std::size_t count, const std::string& content) {
        std::vector<common::Event> events;
        for (std::size_t i = 1; i <= count; ++i)
            events.push_back(step(static_cast<std::int32_t>(i), content));
        return events;
    }
};

TEST_F(SlotLimitTest, ABatchHoldsItsLimitOfEvents) {
    EXPECT_EQ(batches(steps(common::BATCH_EVENTS_MAX, "")), std::vector<std::size_t>{1'000});
}

TEST_F(SlotLimitTest, OneEventMoreIsInTheNextBatch) {
    EXPECT_EQ(batches(steps(common::BATCH_EVENTS_MAX + 1, "")),
              (std::vector<std::size_t>{1'000, 1}));
}

TEST_F(SlotLimitTest, LargeEventsFillABatchByTheirBytes) {
    const std::string chunk(common::REASONING_CHUNK_BYTES_MAX, 'x');
    EXPECT_EQ(batches(steps(3, chunk)), (std::vector<std::size_t>{1, 1, 1}));
}

TEST_F(SlotTest, OneEventPastTheLimitOfAnAttemptFailsItForGood) {
    start([](const common::DayInput& input, common::EventSink& sink, const AgentServices&) {
        for (std::size_t i = 0; i <= common::ATTEMPT_EVENTS_MAX / 500; ++i)
            sink.take(std::vector<common::Event>(500, step(1, "")));
        return richer(input);
    });
    run(october(5, 1));
    Said said = next();
    while (!said.report.day_over) said = next();
    ASSERT_TRUE(said.batch.end);
    EXPECT_EQ(said.batch.end->ending, Ending::failed_permanent);
    EXPECT_EQ(said.batch.end->event_count, static_cast<std::int64_t>(common::ATTEMPT_EVENTS_MAX));
    EXPECT_NE(said.batch.end->error.find("1000000"), std::string::npos);
}

TEST_F(SlotTest, ADayOfALeaseOpensWithTheCloseOfTheDayBefore) {
    start(idle);
    run(october(5, 3));
    for (int day = 0; day < 3; ++day) {
        const auto said = next();
        EXPECT_EQ(said.report.day, static_cast<std::size_t>(day));
        EXPECT_EQ(said.report.lease_over, day == 2);
        EXPECT_EQ(said.batch.end->opening, close_of(100 + day));
        EXPECT_EQ(said.batch.end->close, close_of(101 + day));
    }
}

TEST_F(SlotTest, ATransientFailureEndsTheLease) {
    start([](const common::DayInput& input, common::EventSink&, const AgentServices&) {
        return failed(input, Ending::failed_transient, "no connection");
    });
    run(october(5, 3));
    const auto said = next();
    EXPECT_TRUE(said.report.lease_over);
    EXPECT_EQ(said.batch.end->error, "no connection");
    EXPECT_TRUE(slot->free());
}

TEST_F(SlotTest, APermanentFailureLeavesThePortfolioToTheNextDay) {
    start([](const common::DayInput& input, common::EventSink&, const AgentServices&) {
        if (input.day.date == *common::Stamp::parse("2025-10-02"))
            return failed(input, Ending::failed_permanent, "never");
        return richer(input);
    });
    run(october(5, 3));
    EXPECT_EQ(next().batch.end->ending, Ending::completed);
    EXPECT_EQ(next().batch.end->ending, Ending::failed_permanent);
    EXPECT_EQ(next().batch.end->opening, close_of(101));
}

TEST_F(SlotTest, WhatAnAgentThrowsIsATransientFailure) {
    start([](const common::DayInput&, common::EventSink&, const AgentServices&) -> common::End {
        throw std::runtime_error("out of something");
    });
    run(october(5, 1));
    const auto end = *next().batch.end;
    EXPECT_EQ(end.ending, Ending::failed_transient);
    EXPECT_EQ(end.error, "out of something");
}

TEST_F(SlotTest, RulesThatAreNoneFailTheDayForGood) {
    start(idle);
    auto assign = october(5, 1);
    assign.terms.rules = "{";
    run(assign);
    EXPECT_EQ(next().batch.end->ending, Ending::failed_permanent);
}

TEST_F(SlotTest, AnErrorKeepsToItsLimitAndToWholeCharacters) {
    start([](const common::DayInput& input, common::EventSink&, const AgentServices&) {
        std::string error(common::ERROR_BYTES_MAX - 1, 'x');
        return failed(input, Ending::failed_transient, error + "é");
    });
    run(october(5, 1));
    EXPECT_EQ(next().batch.end->error, std::string(common::ERROR_BYTES_MAX - 1, 'x'));
}

TEST_F(SlotTest, AnErrorOfExactlyTheLimitStaysWhole) {
    const std::string error = std::string(common::ERROR_BYTES_MAX - 2, 'x') + "é";
    start([error](const common::DayInput& input, common::EventSink&, const AgentServices&) {
        return failed(input, Ending::failed_transient, error);
    });
    run(october(5, 1));
    EXPECT_EQ(next().batch.end->error, error);
}

TEST_F(SlotTest, ASecondAttemptRunsItsAgentOnlyAfterItsStartIsAcknowledged) {
    std::atomic<bool> ran = false;
    start([&](const common::DayInput& input, common::EventSink&, const AgentServices&) {
        ran = true;
        return richer(input);
    });
    run(october(5, 1, 2));
    const auto said = next();
    EXPECT_EQ(said.batch.number, 1);
    EXPECT_FALSE(said.batch.end);
    slot->start_acknowledged(LeaseNumber{99}, 0);
    slot->start_acknowledged(leased->number, 1);
    EXPECT_FALSE(ran);
    slot->start_acknowledged(leased->number, 0);
    EXPECT_TRUE(next().batch.end);
    EXPECT_TRUE(ran);
}

TEST_F(SlotTest, WaitingForTheStartIsNotTheAgentsTime) {
    start(idle);
    run(october(5, 1, 2));
    next();
    EXPECT_FALSE(leased->agent_clock.running());
}

TEST_F(SlotTest, WaitingForRoomIsNotTheAgentsTime) {
    give_back = false;
    start(
        [](const common::DayInput& input, common::EventSink& sink, const AgentServices&) {
            sink.flush();
            sink.take({step(1)});
            sink.flush();
            return richer(input);
        },
        {.batches = 1, .bytes = 1'000});
    run(october(5, 1));
    next();
    const auto deadline = common::steady_now() + DEADLINE;
    while (leased->agent_clock.running() && common::steady_now() < deadline)
        std::this_thread::yield();
    EXPECT_FALSE(leased->agent_clock.running());
    EXPECT_TRUE(silent());
}

TEST_F(SlotTest, TheEndTellsTheAgentsTimeThatTheHeartbeatsReported) {
    start([](const common::DayInput& input, common::EventSink&, const AgentServices& services) {
        static_cast<void>(services.stop.wait_for(30ms));
        return richer(input);
    });
    run(october(5, 2));
    for (int day = 0; day < 2; ++day) {
        const auto said = next();
        EXPECT_GE(said.batch.end->agent_ms, 30);
        if (day == 0) continue;
        const auto reported = leased->agent_clock.total(common::steady_now());
        EXPECT_EQ(said.batch.end->agent_ms, reported / 1ms);
    }
}

TEST_F(SlotTest, AFullWindowBlocksTheSlot) {
    give_back = false;
    start(idle, {.batches = 1, .bytes = 1'000});
    run(october(5, 2));
    next();
    EXPECT_TRUE(silent());
    window->give_back(window->taken());
    EXPECT_TRUE(next().report.lease_over);
}

TEST_F(SlotTest, AForgottenLeaseSaysOnlyThatItIsOver) {
    start([](const common::DayInput& input, common::EventSink&, const AgentServices& services) {
        if (services.stop.wait_for(1h)) throw Stopped{};
        return richer(input);
    });
    run(october(5, 3));
    slot->ask(StopRequest::forget);
    const auto said = next();
    EXPECT_TRUE(said.report.batch.empty());
    EXPECT_TRUE(said.report.lease_over);
    EXPECT_TRUE(slot->free());
}

TEST_F(SlotTest, AForgottenLeaseDoesNotWaitForItsStart) {
    start(idle);
    run(october(5, 1, 2));
    next();
    slot->ask(StopRequest::forget);
    EXPECT_TRUE(next().report.batch.empty());
}

TEST_F(SlotTest, AForgottenLeaseDoesNotWaitForRoom) {
    give_back = false;
    start(idle, {.batches = 1, .bytes = 1'000});
    run(october(5, 2));
    next();
    slot->ask(StopRequest::forget);
    EXPECT_TRUE(next().report.batch.empty());
}

TEST_F(SlotTest, ADayGivenBackIsReleasedWithoutItsLastEvents) {
    start(
        [](const common::DayInput& input, common::EventSink& sink, const AgentServices& services) {
            sink.take({step(1)});
            sink.flush();
            sink.take({step(2)});
            if (services.stop.wait_for(1h)) throw Stopped{};
            return richer(input);
        });
    run(october(5, 3));
    next();
    slot->ask(StopRequest::give_back);
    const auto said = next();
    EXPECT_TRUE(said.report.lease_over);
    EXPECT_EQ(said.batch.number, 2);
    EXPECT_EQ(said.batch.end->ending, Ending::released);
    EXPECT_EQ(said.batch.end->event_count, 1);
    EXPECT_EQ(said.batch.end->opening, close_of(100));
}

TEST_F(SlotTest, ADayIsGivenBackEvenWhenTheWindowIsFull) {
    give_back = false;
    start(idle, {.batches = 1, .bytes = 1'000});
    run(october(5, 2));
    next();
    slot->ask(StopRequest::give_back);
    const auto said = next();
    EXPECT_EQ(said.batch.end->ending, Ending::released);
    EXPECT_EQ(said.batch.end->opening, close_of(101));
    EXPECT_EQ(window->taken().batches, 2U);
}

TEST_F(SlotTest, TheLastDayEndsAndTheNextIsGivenBack) {
    std::atomic<bool> go = false;
    start([&](const common::DayInput& input, common::EventSink& sink, const AgentServices&) {
        sink.flush();
        go.wait(false);
        return richer(input);
    });
    run(october(5, 3));
    next();
    slot->ask(StopRequest::after_day);
    go = true;
    go.notify_all();
    EXPECT_EQ(next().batch.end->ending, Ending::completed);
    const auto said = next();
    EXPECT_EQ(said.batch.end->ending, Ending::released);
    EXPECT_EQ(said.report.day, 1U);
    EXPECT_TRUE(said.report.lease_over);
}

TEST_F(SlotTest, ASlotRunsOneLeaseAfterTheOther) {
    start(idle);
    run(october(5, 1));
    next();
    run(october(6, 1));
    EXPECT_EQ(next().batch.key.chain, 6);
}

TEST_F(SlotTest, ASlotThatGoesAwayStopsItsLease) {
    start([](const common::DayInput& input, common::EventSink&, const AgentServices& services) {
        if (services.stop.wait_for(1h)) throw Stopped{};
        return richer(input);
    });
    run(october(5, 1));
    slot.reset();
    EXPECT_TRUE(leased->stop.raised());
}

}  // namespace
}  // namespace tradepit::worker
