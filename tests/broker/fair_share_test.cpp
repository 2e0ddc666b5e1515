#include "broker/fair_share.h"

#include <vector>

#include <gmock/gmock.h>

namespace tradepit::broker {
namespace {

using ::testing::ElementsAre;

class FairShareOrder : public ::testing::Test {
protected:
    struct Added {
        std::int64_t job = 0;
        common::Needs needs;
        std::uint64_t turn = 0;
    };
    FairShare share;
    std::map<std::int64_t, Added> added;  ///< by chain

    void add(std::int64_t job, std::int64_t chain, std::int32_t priority = 0,
             const common::Needs& needs = common::need(common::CPU)) {
        added[chain] = {job, needs, share.add(job, priority, needs, chain)};
        share.check_invariants();
    }
    [[nodiscard]] std::optional<std::int64_t> next() const {
        return share.next([](const common::Needs&) { return true; });
    }
    /// Removes the next chain, as a claim does; its job then holds a slot.
    std::int64_t serve() {
        const auto chain = next().value();
        const auto& [job, needs, turn] = added.at(chain);
        share.remove(job, needs, turn);
        share.slot_taken(job);
        share.check_invariants();
        return chain;
    }
    std::vector<std::int64_t> serve_all() {
        std::vector<std::int64_t> order;
        while (next()) order.push_back(serve());
        return order;
    }
};

TEST_F(FairShareOrder, NothingReadyIsNobodysTurn) { EXPECT_FALSE(next()); }

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
        const auto first = serve();
        const auto second = serve();
        EXPECT_NE(first / 100, second / 100);
        // The days of job 2 end at once, and job 1 keeps every slot.
        share.slot_given_back(2);
        if (share.slots_held(1) > 3) {
            add(1, 300);
            add(2, 400);
            EXPECT_EQ(serve(), 400);
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
    EXPECT_EQ(next(), 12);
}

const common::Needs WAITING = common::need(common::WAIT);
const common::Needs LABELLED{common::ResourceName{common::WAIT}, common::ResourceName{"label:few"}};

TEST_F(FairShareOrder, JobsWithDifferentNeedsTakeTurnsAtOneSlot) {
    for (std::int64_t round = 0; round < 10; ++round) {
        add(1, 100 + round, 0, WAITING);
        add(2, 200 + round, 0, LABELLED);
    }
    std::vector<std::int64_t> jobs;
    while (next()) {
        jobs.push_back(serve() / 100);
        share.slot_given_back(jobs.back());
    }
    ASSERT_EQ(jobs.size(), 20U);
    for (std::size_t i = 2; i < jobs.size(); ++i) EXPECT_EQ(jobs[i], jobs[i - 2]) << i;
    EXPECT_NE(jobs[0], jobs[1]);
}

TEST_F(FairShareOrder, ASlotOfAnyKindCountsAgainstItsJob) {
    add(1, 11, 0, LABELLED);
    add(2, 21, 0, WAITING);
    EXPECT_EQ(serve(), 11);
    add(1, 12, 0, WAITING);
    EXPECT_THAT(serve_all(), ElementsAre(21, 12));
}

TEST_F(FairShareOrder, InAJobTheChainThatWaitedLongestIsNextWhateverItNeeds) {
    add(1, 11, 0, WAITING);
    add(1, 12, 0, LABELLED);
    add(1, 13, 0, WAITING);
    EXPECT_THAT(serve_all(), ElementsAre(11, 12, 13));
}

TEST_F(FairShareOrder, NeedsForWhichThereIsNoRoomAreLeftOut) {
    add(1, 11, 0, LABELLED);
    add(2, 21, 0, WAITING);
    EXPECT_EQ(share.next([](const common::Needs& needs) { return needs == WAITING; }), 21);
    EXPECT_FALSE(share.next([](const common::Needs&) { return false; }));
}

}  // namespace
}  // namespace tradepit::broker
