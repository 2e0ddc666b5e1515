#include "broker/workers.h"

#include <gtest/gtest.h>

namespace tradepit::broker {
namespace {

using namespace std::chrono_literals;
using common::CPU;
using common::Instant;
using common::need;
using common::ResourceName;
using common::WAIT;
using common::WorkerName;
using Heartbeat = Workers::Heartbeat;
using Incumbent = Workers::Incumbent;

class WorkersTest : public ::testing::Test {
protected:
    Workers workers{{.silence = 5s, .memory = 600s}};
    Instant now{1h};

    Heartbeat hello(const std::string& worker, std::uint64_t nonce = 1, std::int32_t computing = 1,
                    std::int32_t waiting = 0) {
        const auto heartbeat = workers.heartbeat(
            {.worker = WorkerName{worker},
             .nonce = nonce,
             .slots = {{ResourceName{CPU}, computing}, {ResourceName{WAIT}, waiting}}},
            now, Incumbent::gone);
        workers.check_invariants();
        return heartbeat;
    }
    /// A heartbeat of worker "a" while the boot that has the name is connected.
    Heartbeat hello_beside(std::uint64_t nonce, bool draining = false) {
        const auto heartbeat = workers.heartbeat({.worker = WorkerName{"a"},
                                                  .nonce = nonce,
                                                  .slots = {{ResourceName{CPU}, 1}},
                                                  .draining = draining},
                                                 now, Incumbent::connected);
        workers.check_invariants();
        return heartbeat;
    }
    std::string freest(const common::Needs& needs = need(CPU)) {
        const auto candidate = workers.freest(needs);
        return candidate ? candidate->worker.value() : "nobody";
    }
    void pass(Instant time) {
        now += time;
        workers.expire(now);
        workers.check_invariants();
    }
};

TEST_F(WorkersTest, TellsBootsApart) {
    EXPECT_EQ(hello("a", 1), Heartbeat::new_boot);
    EXPECT_EQ(hello("a", 1), Heartbeat::same_boot);
    EXPECT_EQ(hello("a", 2), Heartbeat::new_boot);
    EXPECT_EQ(hello("a", 1), Heartbeat::retired);
    EXPECT_TRUE(workers.is_current(WorkerName{"a"}, 2));
}

TEST_F(WorkersTest, ANewcomerIsToldThatTheNameIsTakenOnceTheOldBootWasHeard) {
    hello("a", 1);
    EXPECT_EQ(hello_beside(2), Heartbeat::contested);
    pass(2s);
    EXPECT_EQ(hello_beside(2), Heartbeat::contested) << "the old boot was not heard meanwhile";
    EXPECT_EQ(hello_beside(1), Heartbeat::same_boot);
    EXPECT_EQ(hello_beside(2), Heartbeat::name_taken);
    EXPECT_TRUE(workers.is_current(WorkerName{"a"}, 1));
    EXPECT_EQ(freest(), "a");
    EXPECT_EQ(hello_beside(2), Heartbeat::contested) << "started again, it begins anew";
}

TEST_F(WorkersTest, ANewcomerIsTakenWhenTheOldConnectionIsGone) {
    hello("a", 1);
    EXPECT_EQ(hello_beside(2), Heartbeat::contested);
    EXPECT_EQ(hello("a", 2), Heartbeat::new_boot);
    EXPECT_EQ(hello_beside(1), Heartbeat::retired);
}

TEST_F(WorkersTest, ANewcomerTakesTheNameOfASilentWorker) {
    hello("a", 1);
    pass(4s);
    EXPECT_EQ(hello_beside(2), Heartbeat::contested);
    pass(1s);
    EXPECT_EQ(hello_beside(2), Heartbeat::new_boot);
}

TEST_F(WorkersTest, ANewcomerTakesTheNameOfAnUnreachableWorker) {
    hello("a", 1);
    workers.mark_unreachable(WorkerName{"a"});
    EXPECT_EQ(hello_beside(2), Heartbeat::new_boot);
}

TEST_F(WorkersTest, ASuccessorWaitsForAWorkerThatDrains) {
    hello("a", 1);
    for (int i = 0; i < 3; ++i) {
        pass(1s);
        EXPECT_EQ(hello_beside(1, true), Heartbeat::same_boot);
        EXPECT_EQ(hello_beside(2), Heartbeat::contested);
    }
    EXPECT_EQ(hello("a", 2), Heartbeat::new_boot);
}

TEST_F(WorkersTest, OfSeveralNewcomersOneAtATimeIsRemembered) {
    hello("a", 1);
    EXPECT_EQ(hello_beside(2), Heartbeat::contested);
    pass(1s);
    EXPECT_EQ(hello_beside(3), Heartbeat::contested);
    hello("a", 1);
    EXPECT_EQ(hello_beside(3), Heartbeat::contested) << "2 is in its place";
    pass(4s - 1us);
    hello("a", 1);
    EXPECT_EQ(hello_beside(3), Heartbeat::contested) << "2 is in its place";
    pass(1us);
    EXPECT_EQ(hello_beside(3), Heartbeat::contested) << "2 has left, so 3 is remembered";
    pass(1s);
    hello("a", 1);
    EXPECT_EQ(hello_beside(3), Heartbeat::name_taken);
}

TEST_F(WorkersTest, APauseOfTheBrokerIsNoSilence) {
    hello("a", 1);
    EXPECT_EQ(hello_beside(2), Heartbeat::contested);
    now += 60s;
    EXPECT_EQ(hello_beside(2), Heartbeat::contested) << "what waited is read first";
    workers.extend(60s, now);
    pass(0s);
    EXPECT_EQ(hello_beside(2), Heartbeat::contested) << "1 was not heard";
    hello("a", 1);
    pass(1s);
    hello("a", 1);
    EXPECT_EQ(hello_beside(2), Heartbeat::name_taken);
}

TEST_F(WorkersTest, RemembersSoManyRetiredBootsAndNotOneMore) {
    for (std::uint64_t nonce = 1; nonce <= RETIRED_NONCES_MAX + 1; ++nonce) hello("a", nonce);
    EXPECT_EQ(hello("a", 1), Heartbeat::retired);
    hello("a", RETIRED_NONCES_MAX + 2);
    EXPECT_EQ(hello("a", 1), Heartbeat::new_boot);
}

TEST_F(WorkersTest, KnowsSoManyWorkersAndNotOneMore) {
    for (std::size_t i = 0; i < WORKERS_MAX; ++i)
        static_cast<void>(workers.heartbeat({.worker = WorkerName{std::to_string(i)},
                                             .nonce = 1,
                                             .slots = {{ResourceName{CPU}, 1}}},
                                            now, Incumbent::gone));
    EXPECT_EQ(hello("one more"), Heartbeat::too_many);
    EXPECT_EQ(hello("7"), Heartbeat::same_boot);
}

TEST_F(WorkersTest, AWorkerIsFreeOnlyWithAllThatIsNeeded) {
    const common::Needs both{ResourceName{WAIT}, ResourceName{"label:gpu"}};
    const auto offers = [&](const std::string& worker, common::Offer slots) {
        static_cast<void>(
            workers.heartbeat({.worker = WorkerName{worker}, .nonce = 1, .slots = std::move(slots)},
                              now, Incumbent::gone));
        workers.check_invariants();
    };
    offers("many", {{ResourceName{WAIT}, 9}});
    EXPECT_EQ(freest(both), "nobody");
    offers("labelled", {{ResourceName{WAIT}, 2}, {ResourceName{"label:gpu"}, 1}});
    EXPECT_EQ(freest(both), "labelled");
    EXPECT_EQ(freest(need(WAIT)), "many");
    workers.occupy(WorkerName{"labelled"}, both);
    workers.check_invariants();
    EXPECT_EQ(freest(both), "nobody") << "one wait is left there, and no label";
    EXPECT_EQ(workers.occupied(WorkerName{"labelled"}, ResourceName{WAIT}), 1);
    workers.vacate(WorkerName{"labelled"}, both);
    EXPECT_EQ(freest(both), "labelled");
}

TEST_F(WorkersTest, ManyResourcesAreCountedAndNotOneMore) {
    common::Offer slots;
    for (std::size_t i = 0; i <= common::OFFERED_RESOURCES_MAX; ++i)
        slots.push_back({ResourceName{"r" + std::to_string(i)}, 1});
    static_cast<void>(workers.heartbeat({.worker = WorkerName{"a"}, .nonce = 1, .slots = slots},
                                        now, Incumbent::gone));
    workers.check_invariants();
    EXPECT_EQ(workers.states(now).at(0).slots.size(), common::OFFERED_RESOURCES_MAX);
    EXPECT_EQ(freest({slots[common::OFFERED_RESOURCES_MAX - 1].name}), "a");
    EXPECT_EQ(freest({slots[common::OFFERED_RESOURCES_MAX].name}), "nobody");
}

TEST_F(WorkersTest, AResourceThatIsOfferedNoMoreStaysHeldUntilItIsVacated) {
    hello("a", 1, 1, 1);
    workers.occupy(WorkerName{"a"}, need(WAIT));
    static_cast<void>(
        workers.heartbeat({.worker = WorkerName{"a"}, .nonce = 1}, now, Incumbent::gone));
    workers.check_invariants();
    EXPECT_TRUE(workers.states(now).at(0).slots.empty());
    EXPECT_EQ(workers.occupied(WorkerName{"a"}, ResourceName{WAIT}), 1);
    workers.vacate(WorkerName{"a"}, need(WAIT));
    workers.check_invariants();
}

TEST_F(WorkersTest, SlotsOutOfRangeAreCutToIt) {
    hello("a", 1, -3, common::OFFERED_COUNT_MAX + 1);
    EXPECT_EQ(freest(), "nobody");
    EXPECT_EQ(workers.states(now).at(0).slots.at(0).count, common::OFFERED_COUNT_MAX);
}

TEST_F(WorkersTest, TheWorkerWithMostFreeSlotsIsNextAndThenTheOneServedLongestAgo) {
    hello("a", 1, 2);
    hello("b", 1, 1);
    EXPECT_EQ(freest(), "a");
    workers.occupy(WorkerName{"a"}, need(CPU));
    EXPECT_EQ(freest(), "b");
    workers.occupy(WorkerName{"b"}, need(CPU));
    EXPECT_EQ(freest(), "a");
    workers.occupy(WorkerName{"a"}, need(CPU));
    EXPECT_EQ(freest(), "nobody");
    workers.vacate(WorkerName{"b"}, need(CPU));
    EXPECT_EQ(freest(), "b");
    EXPECT_EQ(workers.occupied(WorkerName{"a"}, ResourceName{CPU}), 2);
    EXPECT_EQ(workers.occupied(WorkerName{"x"}, ResourceName{CPU}), 0);
}

TEST_F(WorkersTest, KindsAreCountedApart) {
    hello("a", 1, 1, 1);
    workers.occupy(WorkerName{"a"}, need(CPU));
    EXPECT_EQ(freest(need(CPU)), "nobody");
    EXPECT_EQ(freest(need(WAIT)), "a");
}

TEST_F(WorkersTest, AWorkerIsSilentAfterHalfALease) {
    hello("a");
    EXPECT_EQ(workers.next_deadline(), now + 5s);
    pass(5s - 1us);
    EXPECT_EQ(freest(), "a");
    pass(1us);
    EXPECT_EQ(freest(), "nobody");
    EXPECT_FALSE(workers.takes_leases(WorkerName{"a"}, 1));
    hello("a");
    EXPECT_EQ(freest(), "a");
}

TEST_F(WorkersTest, AWorkerThatHoldsNothingIsForgottenInTheEnd) {
    hello("a");
    hello("b");
    workers.attach(WorkerName{"b"}, 7);
    pass(5s);
    pass(595s);
    EXPECT_FALSE(workers.is_known(WorkerName{"a"}));
    EXPECT_TRUE(workers.is_known(WorkerName{"b"}));
    workers.detach(WorkerName{"b"}, 7);
    pass(5s);
    EXPECT_FALSE(workers.is_known(WorkerName{"b"}));
    EXPECT_EQ(workers.next_deadline(), std::nullopt);
}

TEST_F(WorkersTest, AnUnreachableWorkerGetsNothingUntilItIsHeard) {
    hello("a");
    workers.mark_unreachable(WorkerName{"a"});
    workers.mark_unreachable(WorkerName{"a"});
    workers.mark_unreachable(WorkerName{"x"});
    workers.check_invariants();
    EXPECT_EQ(freest(), "nobody");
    hello("a");
    EXPECT_EQ(freest(), "a");
}

TEST_F(WorkersTest, APauseCountsForNobody) {
    hello("a");
    now += 60s;
    workers.extend(60s, now);
    workers.expire(now);
    EXPECT_EQ(freest(), "a");
    EXPECT_EQ(workers.states(now).at(0).silent_ms, 0);
}

TEST_F(WorkersTest, AWorkerThatOnlyHoldsAChainIsNotShown) {
    workers.attach(WorkerName{"a"}, 7);
    workers.occupy(WorkerName{"a"}, need(CPU));
    EXPECT_TRUE(workers.states(now).empty());
    EXPECT_FALSE(workers.has_other_boot(WorkerName{"a"}, 5));
    hello("a", 5, 1);
    EXPECT_EQ(freest(), "nobody");
    EXPECT_TRUE(workers.has_other_boot(WorkerName{"a"}, 6));
    EXPECT_TRUE(workers.chains_of(WorkerName{"a"}).contains(7));
    EXPECT_TRUE(workers.chains_of(WorkerName{"x"}).empty());
}

}  // namespace
}  // namespace tradepit::broker
