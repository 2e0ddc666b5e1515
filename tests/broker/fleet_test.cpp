#include "broker/fleet.h"

#include <gtest/gtest.h>

namespace tradepit::broker {
namespace {

using namespace std::chrono_literals;
using common::Instant;
using common::SlotKind;
using common::WorkerName;
using Introduction = Fleet::Introduction;

class FleetTest : public ::testing::Test {
protected:
    Fleet fleet{{.silence = 5s, .memory = 600s}};
    Instant now{1h};

    Introduction hello(const std::string& worker, std::uint64_t nonce = 1,
                       std::int32_t computing = 1, std::int32_t waiting = 0) {
        const auto introduction = fleet.introduce({.worker = WorkerName{worker},
                                                   .nonce = nonce,
                                                   .computing_slots = computing,
                                                   .waiting_slots = waiting},
                                                  now);
        fleet.check_invariants();
        return introduction;
    }
    std::string freest(SlotKind kind = SlotKind::computing) {
        const auto candidate = fleet.freest(kind);
        return candidate ? candidate->worker.value() : "nobody";
    }
    void pass(Instant time) {
        now += time;
        fleet.expire(now);
        fleet.check_invariants();
    }
};

TEST_F(FleetTest, TellsBootsApart) {
    EXPECT_EQ(hello("a", 1), Introduction::new_boot);
    EXPECT_EQ(hello("a", 1), Introduction::same_boot);
    EXPECT_EQ(hello("a", 2), Introduction::new_boot);
    EXPECT_EQ(hello("a", 1), Introduction::retired);
    EXPECT_TRUE(fleet.is_current(WorkerName{"a"}, 2));
}

TEST_F(FleetTest, RemembersSoManyRetiredBootsAndNotOneMore) {
    for (std::uint64_t nonce = 1; nonce <= RETIRED_NONCES_MAX + 1; ++nonce) hello("a", nonce);
    EXPECT_EQ(hello("a", 1), Introduction::retired);
    hello("a", RETIRED_NONCES_MAX + 2);
    EXPECT_EQ(hello("a", 1), Introduction::new_boot);
}

TEST_F(FleetTest, KnowsSoManyWorkersAndNotOneMore) {
    for (std::size_t i = 0; i < WORKERS_MAX; ++i)
        static_cast<void>(fleet.introduce(
            {.worker = WorkerName{std::to_string(i)}, .nonce = 1, .computing_slots = 1}, now));
    EXPECT_EQ(hello("one more"), Introduction::too_many);
    EXPECT_EQ(hello("7"), Introduction::same_boot);
}

TEST_F(FleetTest, SlotsOutOfRangeAreCutToIt) {
    hello("a", 1, -3, WORKER_SLOTS_MAX + 1);
    EXPECT_EQ(freest(), "nobody");
    EXPECT_EQ(fleet.states(now).at(0).waiting_slots, WORKER_SLOTS_MAX);
}

TEST_F(FleetTest, TheWorkerWithMostFreeSlotsIsNextAndThenTheOneServedLongestAgo) {
    hello("a", 1, 2);
    hello("b", 1, 1);
    EXPECT_EQ(freest(), "a");
    fleet.occupy(WorkerName{"a"}, SlotKind::computing);
    EXPECT_EQ(freest(), "b");
    fleet.occupy(WorkerName{"b"}, SlotKind::computing);
    EXPECT_EQ(freest(), "a");
    fleet.occupy(WorkerName{"a"}, SlotKind::computing);
    EXPECT_EQ(freest(), "nobody");
    fleet.vacate(WorkerName{"b"}, SlotKind::computing);
    EXPECT_EQ(freest(), "b");
    EXPECT_EQ(fleet.occupied(WorkerName{"a"}, SlotKind::computing), 2);
    EXPECT_EQ(fleet.occupied(WorkerName{"x"}, SlotKind::computing), 0);
}

TEST_F(FleetTest, KindsAreCountedApart) {
    hello("a", 1, 1, 1);
    fleet.occupy(WorkerName{"a"}, SlotKind::computing);
    EXPECT_EQ(freest(SlotKind::computing), "nobody");
    EXPECT_EQ(freest(SlotKind::waiting), "a");
}

TEST_F(FleetTest, AWorkerIsSilentAfterHalfALease) {
    hello("a");
    EXPECT_EQ(fleet.next_deadline(), now + 5s);
    pass(5s - 1us);
    EXPECT_EQ(freest(), "a");
    pass(1us);
    EXPECT_EQ(freest(), "nobody");
    EXPECT_FALSE(fleet.takes_leases(WorkerName{"a"}, 1));
    hello("a");
    EXPECT_EQ(freest(), "a");
}

TEST_F(FleetTest, AWorkerThatHoldsNothingIsForgottenInTheEnd) {
    hello("a");
    hello("b");
    fleet.attach(WorkerName{"b"}, 7);
    pass(5s);
    pass(595s);
    EXPECT_FALSE(fleet.is_known(WorkerName{"a"}));
    EXPECT_TRUE(fleet.is_known(WorkerName{"b"}));
    fleet.detach(WorkerName{"b"}, 7);
    pass(5s);
    EXPECT_FALSE(fleet.is_known(WorkerName{"b"}));
    EXPECT_EQ(fleet.next_deadline(), std::nullopt);
}

TEST_F(FleetTest, AnUnreachableWorkerGetsNothingUntilItIsHeard) {
    hello("a");
    fleet.unreachable(WorkerName{"a"});
    fleet.unreachable(WorkerName{"a"});
    fleet.unreachable(WorkerName{"x"});
    fleet.check_invariants();
    EXPECT_EQ(freest(), "nobody");
    hello("a");
    EXPECT_EQ(freest(), "a");
}

TEST_F(FleetTest, APauseCountsForNobody) {
    hello("a");
    now += 60s;
    fleet.extend(60s, now);
    fleet.expire(now);
    EXPECT_EQ(freest(), "a");
    EXPECT_EQ(fleet.states(now).at(0).silent_ms, 0);
}

TEST_F(FleetTest, AWorkerThatOnlyHoldsAChainIsNotShown) {
    fleet.attach(WorkerName{"a"}, 7);
    fleet.occupy(WorkerName{"a"}, SlotKind::computing);
    EXPECT_TRUE(fleet.states(now).empty());
    EXPECT_FALSE(fleet.has_other_boot(WorkerName{"a"}, 5));
    hello("a", 5, 1);
    EXPECT_EQ(freest(), "nobody");
    EXPECT_TRUE(fleet.has_other_boot(WorkerName{"a"}, 6));
    EXPECT_TRUE(fleet.chains_of(WorkerName{"a"}).contains(7));
    EXPECT_TRUE(fleet.chains_of(WorkerName{"x"}).empty());
}

}  // namespace
}  // namespace tradepit::broker
