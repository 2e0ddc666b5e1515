#include "broker/admission.h"

#include <gmock/gmock.h>

namespace tradepit::broker {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class AdmissionTest : public testing::Test {
protected:
    Admission admission{2};

    std::vector<std::int64_t> admit() {
        auto admitted = admission.admit();
        admission.check_invariants();
        return admitted;
    }
};

TEST_F(AdmissionTest, AsManyRunAsMayAndOneMoreWaits) {
    for (const auto job : {1, 2, 3}) admission.add(job, 0);
    EXPECT_THAT(admit(), ElementsAre(1, 2));
    EXPECT_TRUE(admission.runs(2));
    EXPECT_FALSE(admission.runs(3));
    EXPECT_EQ(admission.running(), 2U);
    EXPECT_THAT(admit(), IsEmpty());
}

TEST_F(AdmissionTest, TheEndOfAJobMakesRoomForOne) {
    for (const auto job : {1, 2, 3, 4}) admission.add(job, 0);
    admit();
    admission.remove(2);
    EXPECT_THAT(admit(), ElementsAre(3));
    EXPECT_FALSE(admission.runs(2));
    EXPECT_FALSE(admission.runs(4));
}

TEST_F(AdmissionTest, AJobThatEndsWhileItWaitsMakesNoRoom) {
    for (const auto job : {1, 2, 3, 4}) admission.add(job, 0);
    admit();
    admission.remove(3);
    EXPECT_THAT(admit(), IsEmpty());
    admission.remove(1);
    EXPECT_THAT(admit(), ElementsAre(4));
}

TEST_F(AdmissionTest, HigherPrioritiesGoFirstAndPushNobodyOut) {
    for (const auto job : {1, 2}) admission.add(job, 0);
    admit();
    admission.add(3, -1);
    admission.add(4, 5);
    EXPECT_FALSE(admission.runs(4));
    admission.remove(1);
    EXPECT_THAT(admit(), ElementsAre(4));
}

TEST_F(AdmissionTest, WhatHasBegunGoesOnBeforeWhatHasNot) {
    admission.add(1, 9);
    admission.add(2, 9);
    admission.add(3, 0);
    admission.mark_begun(3);
    admission.mark_begun(3);
    EXPECT_THAT(admit(), ElementsAre(3, 1));
    admission.mark_begun(1);
}

TEST_F(AdmissionTest, ZeroIsNoLimit) {
    Admission any{0};
    any.add(1, 0);
    EXPECT_TRUE(any.runs(1));
    EXPECT_THAT(any.admit(), IsEmpty());
    any.remove(1);
    any.check_invariants();
}

}  // namespace
}  // namespace tradepit::broker
