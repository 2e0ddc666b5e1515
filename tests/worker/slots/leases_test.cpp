#include "worker/slots/leases.h"

#include <gtest/gtest.h>

namespace tradepit::worker {
namespace {

using common::CPU;
using common::need;
using common::ResourceName;
using common::WAIT;

constexpr std::uint64_t NONCE = 7;

common::Assign assign(std::int64_t chain, std::vector<const char*> dates,
                      std::int32_t attempt = 1) {
    common::Assign made;
    made.epoch = 3;
    made.nonce = NONCE;
    made.chain = chain;
    made.needs = need(WAIT);
    for (const char* date : dates)
        made.days.push_back(
            {.date = *common::Stamp::parse(date), .attempt = attempt, .orders = {}});
    return made;
}

common::AttemptKey key(std::int64_t chain, const char* date, std::int32_t attempt = 1) {
    return {chain, *common::Stamp::parse(date), attempt};
}

class LeasesTest : public testing::Test {
protected:
    std::optional<AssignmentRefusal> refused(common::Assign given) {
        return leases.take(std::move(given)).refused;
    }
    LeaseNumber taken(common::Assign given) {
        const auto taking = leases.take(std::move(given));
        EXPECT_EQ(taking.refused, std::nullopt);
        return taking.lease;
    }

    Leases leases{NONCE, {{ResourceName{CPU}, 1}, {ResourceName{WAIT}, 2}}};
};

TEST_F(LeasesTest, AnAssignmentWaitsUntilItIsStarted) {
    const auto number = taken(assign(1, {"2025-10-01"}));
    EXPECT_EQ(leases.waiting(), std::vector{number});
    leases.started(number);
    EXPECT_TRUE(leases.waiting().empty());
    EXPECT_FALSE(leases.empty());
}

TEST_F(LeasesTest, AnAssignmentForAnotherNonceIsNotTaken) {
    auto other = assign(1, {"2025-10-01"});
    other.nonce = NONCE + 1;
    EXPECT_EQ(refused(other), AssignmentRefusal::other_nonce);
}

TEST_F(LeasesTest, AnAssignmentForAnotherNonceDoesNotMoveTheEpoch) {
    auto other = assign(1, {"2025-10-01"});
    other.nonce = NONCE + 1;
    other.epoch = 9;
    leases.take(other);
    EXPECT_EQ(leases.epoch(), 0);
}

TEST_F(LeasesTest, AnAssignmentOfAnOlderEpochIsNotTaken) {
    leases.raise_epoch(4);
    EXPECT_EQ(refused(assign(1, {"2025-10-01"})), AssignmentRefusal::old_epoch);
}

TEST_F(LeasesTest, AnAssignmentMovesTheEpoch) {
    taken(assign(1, {"2025-10-01"}));
    EXPECT_FALSE(leases.accepts_epoch(2));
    EXPECT_TRUE(leases.accepts_epoch(3));
}

TEST_F(LeasesTest, AnAssignmentSeenTwiceIsNotTakenAgain) {
    taken(assign(1, {"2025-10-01"}));
    EXPECT_EQ(refused(assign(1, {"2025-10-01"})), AssignmentRefusal::seen_or_older);
}

TEST_F(LeasesTest, AnAssignmentThatHasEndedIsNotTakenAgain) {
    leases.end(taken(assign(1, {"2025-10-01"})));
    EXPECT_EQ(refused(assign(1, {"2025-10-01"})), AssignmentRefusal::seen_or_older);
}

TEST_F(LeasesTest, AnAssignmentOlderThanWhatIsHeldOfItsChainIsNotTaken) {
    taken(assign(1, {"2025-10-02"}, 2));
    EXPECT_EQ(refused(assign(1, {"2025-10-02"}, 1)), AssignmentRefusal::seen_or_older);
    EXPECT_EQ(refused(assign(1, {"2025-10-01"}, 9)), AssignmentRefusal::seen_or_older);
}

TEST_F(LeasesTest, ANewerAssignmentOfAChainCutsTheOlder) {
    const auto older = taken(assign(1, {"2025-10-01", "2025-10-02"}));
    const auto taking = leases.take(assign(1, {"2025-10-01"}, 2));
    EXPECT_EQ(taking.refused, std::nullopt);
    EXPECT_TRUE(taking.cut);
    EXPECT_EQ(taking.stopped, std::vector{older});
    EXPECT_EQ(leases.find(older), nullptr);
}

TEST_F(LeasesTest, ARefusedAssignmentCutsNothing) {
    taken(assign(1, {"2025-10-02"}));
    EXPECT_FALSE(leases.take(assign(1, {"2025-10-01"})).cut);
    EXPECT_NE(leases.find(key(1, "2025-10-02")), nullptr);
}

TEST_F(LeasesTest, AnAssignmentBeyondTheSlotsOfItsKindIsNotTaken) {
    taken(assign(1, {"2025-10-01"}));
    taken(assign(2, {"2025-10-01"}));
    EXPECT_EQ(refused(assign(3, {"2025-10-01"})), AssignmentRefusal::resource_in_use);
}

TEST_F(LeasesTest, TheOtherKindOfSlotIsCountedByItself) {
    taken(assign(1, {"2025-10-01"}));
    taken(assign(2, {"2025-10-01"}));
    auto computing = assign(3, {"2025-10-01"});
    computing.needs = need(CPU);
    taken(computing);
}

TEST_F(LeasesTest, AnAssignmentRefusedForWantOfASlotMayComeAgain) {
    const auto first = taken(assign(1, {"2025-10-01"}));
    taken(assign(2, {"2025-10-01"}));
    ASSERT_EQ(refused(assign(3, {"2025-10-01"})), AssignmentRefusal::resource_in_use);
    leases.end(first);
    taken(assign(3, {"2025-10-01"}));
}

TEST_F(LeasesTest, NoAssignmentIsTakenWhileDraining) {
    leases.drain();
    EXPECT_EQ(refused(assign(1, {"2025-10-01"})), AssignmentRefusal::draining);
}

TEST_F(LeasesTest, AnAssignmentWithoutDaysIsNotTaken) {
    EXPECT_EQ(refused(assign(1, {})), AssignmentRefusal::not_a_lease);
}

TEST_F(LeasesTest, AnAssignmentWithDaysOutOfOrderIsNotTaken) {
    EXPECT_EQ(refused(assign(1, {"2025-10-02", "2025-10-01"})), AssignmentRefusal::not_a_lease);
    EXPECT_EQ(refused(assign(1, {"2025-10-02", "2025-10-02"})), AssignmentRefusal::not_a_lease);
}

common::Assign lease_of(std::size_t days) {
    auto made = assign(1, {});
    for (std::size_t i = 0; i < days; ++i) {
        const std::string month = "2025-" + std::to_string(10 + i / 28) + "-";
        const std::size_t day = 1 + i % 28;
        const auto date = common::Stamp::parse(month + (day < 10 ? "0" : "") + std::to_string(day));
        made.days.push_back({.date = *date, .attempt = 1, .orders = {}});
    }
    return made;
}

TEST_F(LeasesTest, ALeaseHasAtMostItsLimitOfDays) { taken(lease_of(common::LEASE_DAYS_MAX)); }

TEST_F(LeasesTest, ALeaseOfOneDayMoreIsNotTaken) {
    EXPECT_EQ(refused(lease_of(common::LEASE_DAYS_MAX + 1)), AssignmentRefusal::not_a_lease);
}

TEST_F(LeasesTest, ADayThatEndedIsNoLongerOfTheLease) {
    const auto number = taken(assign(1, {"2025-10-01", "2025-10-02"}));
    leases.started(number);
    leases.day_ended(number);
    EXPECT_EQ(leases.find(key(1, "2025-10-01")), nullptr);
    ASSERT_NE(leases.find(key(1, "2025-10-02")), nullptr);
    EXPECT_EQ(leases.find(number)->day, 1U);
}

TEST_F(LeasesTest, AnotherAttemptOfADayIsNotFound) {
    taken(assign(1, {"2025-10-01"}, 2));
    EXPECT_EQ(leases.find(key(1, "2025-10-01", 1)), nullptr);
}

TEST_F(LeasesTest, CuttingAChainLeavesTheOthers) {
    const auto first = taken(assign(1, {"2025-10-01"}));
    taken(assign(2, {"2025-10-01"}));
    EXPECT_EQ(leases.remove_chain(1), std::vector{first});
    EXPECT_EQ(leases.all().size(), 1U);
}

TEST_F(LeasesTest, RetiringEndsEveryLeaseAndTakesTheNewNonce) {
    taken(assign(1, {"2025-10-01"}));
    EXPECT_EQ(leases.retire(NONCE + 1).size(), 1U);
    EXPECT_TRUE(leases.empty());
    EXPECT_EQ(refused(assign(2, {"2025-10-01"})), AssignmentRefusal::other_nonce);
}

TEST_F(LeasesTest, OfChainsPastTheLimitTheOneAssignedLongestAgoIsForgotten) {
    for (std::size_t chain = 1; chain <= SEEN_ASSIGNMENTS_MAX; ++chain)
        leases.end(taken(assign(static_cast<std::int64_t>(chain), {"2025-10-01"})));
    EXPECT_EQ(refused(assign(1, {"2025-10-01"})), AssignmentRefusal::seen_or_older);
    leases.end(taken(assign(SEEN_ASSIGNMENTS_MAX + 1, {"2025-10-01"})));
    EXPECT_EQ(refused(assign(2, {"2025-10-01"})), AssignmentRefusal::seen_or_older);
    taken(assign(1, {"2025-10-01"}));
}

}  // namespace
}  // namespace tradepit::worker
