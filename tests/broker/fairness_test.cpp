#include "broker/fairness.h"

#include <vector>

#include <gmock/gmock.h>

namespace tradepit::broker {
namespace {

using ::testing::ElementsAre;

/// Removes the next chain, as a claim does; its job then holds a slot.
std::int64_t serve(FairShare& share,
                   const std::map<std::int64_t, std::pair<std::int64_t, std::uint64_t>>& turns) {
    const auto chain = share.next().value();
    const auto [job, turn] = turns.at(chain);
    share.remove(job, turn);
    share.slot_taken(job);
    share.check_invariants();
    return chain;
}

class FairShareOrder : public ::testing::Test {
protected:
    FairShare share;
    std::map<std::int64_t, std::pair<std::int64_t, std::uint64_t>> turns;

    void add(std::int64_t job, std::int64_t chain, std::int32_t priority = 0) {
        turns[chain] = {job, share.add(job, priority, chain)};
        share.check_invariants();
    }
    std::vector<std::int64_t> serve_all() {
        std::vector<std::int64_t> order;
        while (share.next()) order.push_back(serve(share, turns));
        return order;
    }
};

TEST_F(FairShareOrder, NothingReadyIsNobodysTurn) { EXPECT_FALSE(share.next()); }

TEST_F(FairShareOrder, JobsTakeTurns) {
    for (const auto chain : {11, 12, 13}) add(1, chain);
    for (const auto chain : {21, 22, 23}) add(2, chain);
    EXPECT_THAT(serve_all(), ElementsAre(11, 21, 12, 22, 13, 23));
}

TEST_F(FairShareOrder, AHigherPriorityGoesFirst) {
    add(1, 11);
    add(2, 21, 5);
    add(2, 22, 5);
    add(3, 31, -5);
    EXPECT_THAT(serve_all(), ElementsAre(21, 22, 11, 31));
}

TEST_F(FairShareOrder, InAJobTheChainThatWaitedLongestIsNext) {
    add(1, 13);
    add(1, 11);
    add(1, 12);
    EXPECT_THAT(serve_all(), ElementsAre(13, 11, 12));
}

TEST_F(FairShareOrder, AJobWhoseDaysTakeLongDoesNotGatherAllSlots) {
    for (int round = 0; round < 10; ++round) {
        add(1, 100 + round);
        add(2, 200 + round);
        const auto first = serve(share, turns);
        const auto second = serve(share, turns);
        EXPECT_NE(first / 100, second / 100);
        // The days of job 2 end at once, and job 1 keeps every slot.
        share.slot_given_back(2);
        if (share.slots_held(1) > 3) {
            add(1, 300);
            add(2, 400);
            EXPECT_EQ(serve(share, turns), 400);
            return;
        }
    }
    FAIL();
}

TEST_F(FairShareOrder, AForgottenJobComesBackAsANewOne) {
    add(1, 11);
    add(2, 21);
    serve_all();
    share.slot_given_back(1);
    share.forget(1);
    share.forget(77);
    EXPECT_EQ(share.slots_held(1), 0);
    share.check_invariants();
    add(1, 12);
    EXPECT_EQ(share.next(), 12);
}

}  // namespace
}  // namespace tradepit::broker
