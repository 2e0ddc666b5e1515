#include "worker/slots/slot_pool.h"

#include <memory>
#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <poll.h>

#include "tests/worker/agents/fake_days.h"

namespace tradepit::worker {
namespace {

using common::CPU;
using common::need;
using common::ResourceName;
using common::WAIT;

const ResourceName LABEL{"label:few"};

/// A day that runs until its lease is stopped.
common::End until_stopped(const common::DayInput&, common::EventSink&,
                          const AgentServices& services) {
    static_cast<void>(services.stop.wait_for(std::chrono::hours{1}));
    throw Stopped{};
}

class SlotPoolTest : public ::testing::Test {
protected:
    static std::shared_ptr<SlotLease> lease(std::uint64_t number, common::Needs needs) {
        auto lease = std::make_shared<SlotLease>();
        lease->number = LeaseNumber{number};
        lease->assign = october(static_cast<std::int64_t>(number), 1);
        lease->assign.needs = std::move(needs);
        lease->worker = common::WorkerName{"w"};
        lease->prices = std::make_shared<const common::PriceSet>(
            std::get<common::PriceSet>(common::PriceSet::build({})));
        return lease;
    }
    /// Waits until the slot of a lease has ended it, and takes all reports up to that.
    void wait_for_end(SlotPool& pool, std::uint64_t number) {
        while (true) {
            pollfd item{.fd = pool.descriptor(), .events = POLLIN, .revents = 0};
            ASSERT_GT(::poll(&item, 1, 10'000), 0) << "no report within ten seconds";
            while (const auto report = pool.take())
                if (report->lease_over && report->lease == LeaseNumber{number}) return;
        }
    }

    Window window{Window::Limits{}};
    Runner runner = until_stopped;
};

TEST_F(SlotPoolTest, ALeaseThatWasCutHoldsItsResourcesUntilItsSlotHasEndedIt) {
    SlotPool pool{{{ResourceName{CPU}, 1}}, runner, window};
    ASSERT_TRUE(pool.start(lease(1, need(CPU))));
    EXPECT_FALSE(pool.start(lease(2, need(CPU))));
    pool.ask(LeaseNumber{1}, StopRequest::forget);
    EXPECT_FALSE(pool.start(lease(2, need(CPU)))) << "its slot has not said that it ended";
    wait_for_end(pool, 1);
    EXPECT_TRUE(pool.start(lease(2, need(CPU))));
}

TEST_F(SlotPoolTest, ALeaseTakesOneOfEachResourceThatItNeeds) {
    SlotPool pool{{{ResourceName{WAIT}, 3}, {LABEL, 1}}, runner, window};
    ASSERT_TRUE(pool.start(lease(1, {ResourceName{WAIT}, LABEL})));
    EXPECT_FALSE(pool.start(lease(2, {ResourceName{WAIT}, LABEL}))) << "the label is taken";
    EXPECT_TRUE(pool.start(lease(3, need(WAIT))));
    EXPECT_TRUE(pool.start(lease(4, need(WAIT)))) << "a lease that was refused took nothing";
    EXPECT_FALSE(pool.start(lease(5, need(WAIT))));
}

TEST_F(SlotPoolTest, AResourceThatIsNotOfferedIsNeverFree) {
    SlotPool pool{{{ResourceName{CPU}, 1}}, runner, window};
    EXPECT_FALSE(pool.start(lease(1, need(WAIT))));
}

TEST(SlotsOfAWorker, CpuAndWaitTogetherAreBoundedAndOtherResourcesAreNot) {
    const auto limit = static_cast<std::int32_t>(SLOTS_MAX);
    const auto fault = [](common::Offer offer) { return fault_of_slots(offer).value_or("none"); };
    EXPECT_EQ(fault({{ResourceName{CPU}, 1}, {ResourceName{WAIT}, limit - 1}}), "none");
    EXPECT_EQ(fault({{ResourceName{WAIT}, limit}, {ResourceName{"provider:x"}, limit}}), "none");
    EXPECT_EQ(fault({{ResourceName{CPU}, 1}, {ResourceName{WAIT}, limit}}),
              "cpu and wait are 315 together; they must be at most 314, because each day takes one "
              "of them and a thread");
}

}  // namespace
}  // namespace tradepit::worker
