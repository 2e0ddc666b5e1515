#include "worker/slots/outbox.h"

#include <gtest/gtest.h>

namespace tradepit::worker {
namespace {

using common::AttemptKey;
using common::Instant;
using std::chrono::seconds;

AttemptKey day_key(std::int64_t chain, const char* date, std::int32_t attempt = 1) {
    return {chain, *common::Stamp::parse(date), attempt};
}
const AttemptKey DAY_1 = day_key(1, "2025-10-01");
const AttemptKey DAY_2 = day_key(1, "2025-10-02");
const AttemptKey OTHER = day_key(2, "2025-10-01");

class OutboxTest : public testing::Test {
protected:
    /// Sends everything that is due now. @return the frames, joined with spaces.
    std::string send() {
        std::string all;
        while (const std::string* frame = outbox.due(now)) {
            all += (all.empty() ? "" : " ") + *frame;
            outbox.sent(now);
        }
        return all;
    }
    void add(const AttemptKey& of, std::int64_t number, const std::string& frame) {
        outbox.add(of, number, frame, Outbox::Last::no);
    }
    void end(const AttemptKey& of, std::int64_t number, const std::string& frame) {
        outbox.add(of, number, frame, Outbox::Last::yes);
    }
    Outbox::Acked ack(const AttemptKey& of, std::int64_t upto) {
        return outbox.acknowledge(of, upto, now);
    }

    Instant now = seconds{100};
    Outbox outbox{{.resend_after = seconds{2}}};
};

TEST_F(OutboxTest, ABatchIsDueOnce) {
    add(DAY_1, 1, "a");
    EXPECT_EQ(send(), "a");
    EXPECT_EQ(send(), "");
}

TEST_F(OutboxTest, AFrameThatWasNotSentStaysDue) {
    add(DAY_1, 1, "a");
    ASSERT_NE(outbox.due(now), nullptr);
    EXPECT_EQ(send(), "a");
}

TEST_F(OutboxTest, EarlierDaysOfAChainGoFirst) {
    end(DAY_2, 1, "second");
    end(DAY_1, 1, "first");
    EXPECT_EQ(send(), "first second");
}

TEST_F(OutboxTest, AnAcknowledgementIsCumulativeAndGivesItsRoomBack) {
    add(DAY_1, 1, "a");
    add(DAY_1, 2, "bb");
    add(DAY_1, 3, "ccc");
    send();
    EXPECT_EQ(ack(DAY_1, 2).freed, (Room{2, 3}));
    outbox.resend_all();
    EXPECT_EQ(send(), "ccc");
}

TEST_F(OutboxTest, ARepeatedAcknowledgementChangesNothing) {
    add(DAY_1, 1, "a");
    send();
    ack(DAY_1, 1);
    const auto again = ack(DAY_1, 1);
    EXPECT_EQ(again.freed, Room{});
    EXPECT_FALSE(again.started);
}

TEST_F(OutboxTest, AnAcknowledgementPastTheLastBatchCountsAsTheLast) {
    add(DAY_1, 1, "a");
    send();
    EXPECT_EQ(ack(DAY_1, 99).freed, (Room{1, 1}));
    add(DAY_1, 2, "b");
    EXPECT_EQ(send(), "b");
}

TEST_F(OutboxTest, AnAcknowledgementForNobodyChangesNothing) {
    EXPECT_EQ(ack(OTHER, 1).freed, Room{});
}

TEST_F(OutboxTest, TheFirstAcknowledgementSaysThatTheAttemptStarted) {
    add(DAY_1, 1, "a");
    send();
    EXPECT_TRUE(ack(DAY_1, 1).started);
    add(DAY_1, 2, "b");
    send();
    EXPECT_FALSE(ack(DAY_1, 2).started);
}

TEST_F(OutboxTest, AnAttemptIsForgottenWhenItHasFinishedAndAllIsAcknowledged) {
    add(DAY_1, 1, "a");
    end(DAY_1, 2, "end");
    send();
    EXPECT_FALSE(ack(DAY_1, 1).done);
    EXPECT_EQ(outbox.finished(), std::vector{DAY_1});
    EXPECT_TRUE(ack(DAY_1, 2).done);
    EXPECT_TRUE(outbox.empty());
}

TEST_F(OutboxTest, AnAttemptThatRunsStaysWhenAllIsAcknowledged) {
    add(DAY_1, 1, "a");
    send();
    EXPECT_FALSE(ack(DAY_1, 1).done);
    EXPECT_TRUE(outbox.holds(DAY_1));
    EXPECT_TRUE(outbox.finished().empty());
}

TEST_F(OutboxTest, WhatIsNotAcknowledgedInTimeIsProbedWithItsFirstBatchAlone) {
    add(DAY_1, 1, "a");
    add(DAY_1, 2, "b");
    send();
    now += seconds{2} - Instant{1};
    EXPECT_EQ(send(), "");
    now += Instant{1};
    EXPECT_EQ(send(), "a");
}

TEST_F(OutboxTest, ProbesComeFurtherAndFurtherApart) {
    end(DAY_1, 1, "a");
    send();
    for (const int wait : {2, 4, 8, 16, 30, 30}) {
        EXPECT_EQ(outbox.next_resend(), now + seconds{wait});
        now += seconds{wait} - Instant{1};
        EXPECT_EQ(send(), "");
        now += Instant{1};
        EXPECT_EQ(send(), "a");
    }
    ack(DAY_1, 1);
    EXPECT_EQ(outbox.next_resend(), std::nullopt);
}

TEST_F(OutboxTest, WhatIsAddedDuringAProbeWaitsForItsAcknowledgement) {
    add(DAY_1, 1, "a");
    send();
    now += seconds{2};
    EXPECT_EQ(send(), "a");
    end(DAY_1, 2, "b");
    EXPECT_EQ(send(), "");
    ack(DAY_1, 1);
    EXPECT_EQ(send(), "b");
}

TEST_F(OutboxTest, AfterTheProbesAcknowledgementItGoesOnFromThereAtTheFirstPace) {
    add(DAY_1, 1, "a");
    add(DAY_1, 2, "b");
    add(DAY_1, 3, "c");
    send();
    now += seconds{2};
    send();
    now += seconds{4};
    EXPECT_EQ(send(), "a");
    ack(DAY_1, 1);
    EXPECT_EQ(send(), "b c");
    EXPECT_EQ(outbox.next_resend(), now + seconds{2});
    ack(DAY_1, 3);
    EXPECT_EQ(outbox.next_resend(), std::nullopt);
}

TEST_F(OutboxTest, AnAnswerThatAcknowledgesNothingNewShortensTheWaitAndKeepsProbing) {
    add(DAY_1, 1, "a");
    send();
    ack(DAY_1, 1);
    add(DAY_1, 2, "b");
    end(DAY_1, 3, "c");
    send();
    for (const int wait : {2, 4, 8}) {
        now += seconds{wait};
        EXPECT_EQ(send(), "b");
    }
    ack(DAY_1, 1);
    EXPECT_EQ(outbox.next_resend(), now + seconds{2});
    now += seconds{2};
    EXPECT_EQ(send(), "b");
}

TEST_F(OutboxTest, AProbeThatCouldNotBeSentStaysDueAlone) {
    add(DAY_1, 1, "a");
    add(DAY_1, 2, "b");
    send();
    now += seconds{2};
    ASSERT_NE(outbox.due(now), nullptr);
    now += seconds{9};
    EXPECT_EQ(send(), "a");
}

TEST_F(OutboxTest, EachAttemptIsProbedForItself) {
    add(DAY_1, 1, "a");
    add(OTHER, 1, "x");
    add(OTHER, 2, "y");
    send();
    now += seconds{1};
    ack(OTHER, 1);
    now += seconds{1};
    EXPECT_EQ(send(), "a");
    now += seconds{1};
    EXPECT_EQ(send(), "y");
}

TEST_F(OutboxTest, NewBatchesDoNotPutAResendOff) {
    add(DAY_1, 1, "a");
    send();
    now += seconds{1};
    add(DAY_1, 2, "b");
    EXPECT_EQ(send(), "b");
    now += seconds{1};
    EXPECT_EQ(send(), "a");
}

TEST_F(OutboxTest, AnAcknowledgementOfAPartPutsTheResendOff) {
    add(DAY_1, 1, "a");
    add(DAY_1, 2, "b");
    send();
    now += seconds{1};
    ack(DAY_1, 1);
    EXPECT_EQ(outbox.next_resend(), now + seconds{2});
}

TEST_F(OutboxTest, ANewConnectionMakesAllThatIsUnacknowledgedDue) {
    end(DAY_1, 1, "a");
    end(OTHER, 1, "b");
    send();
    outbox.resend_all();
    EXPECT_EQ(send(), "a b");
}

TEST_F(OutboxTest, ANewConnectionEndsTheProbes) {
    add(DAY_1, 1, "a");
    add(DAY_1, 2, "b");
    send();
    now += seconds{2};
    send();
    outbox.resend_all();
    EXPECT_EQ(send(), "a b");
    EXPECT_EQ(outbox.next_resend(), now + seconds{2});
}

TEST_F(OutboxTest, ForgettingTakesTheLaterDaysOfTheChainToo) {
    end(DAY_1, 1, "a");
    end(DAY_2, 1, "bb");
    end(OTHER, 1, "c");
    EXPECT_EQ(outbox.forget(1, DAY_2.date), (Room{1, 2}));
    EXPECT_EQ(send(), "a c");
    EXPECT_EQ(outbox.forget(1, DAY_1.date), (Room{1, 1}));
    EXPECT_FALSE(outbox.holds(DAY_1));
}

TEST_F(OutboxTest, ForgettingAChainLeavesTheOthers) {
    end(DAY_1, 1, "a");
    end(DAY_2, 1, "bb");
    end(OTHER, 1, "c");
    EXPECT_EQ(outbox.forget_chain(1), (Room{2, 3}));
    EXPECT_EQ(send(), "c");
}

TEST_F(OutboxTest, WhatIsForgottenIsNeverSentAgain) {
    end(DAY_1, 1, "a");
    send();
    EXPECT_EQ(outbox.forget_all(), (Room{1, 1}));
    now += seconds{60};
    EXPECT_EQ(send(), "");
    EXPECT_EQ(outbox.next_resend(), std::nullopt);
}

using OutboxDeathTest = OutboxTest;

TEST_F(OutboxDeathTest, ABatchNumberThatLeavesAGapIsABug) {
    EXPECT_DEATH(add(DAY_1, 2, "b"), "CHECK|number");
}

}  // namespace
}  // namespace tradepit::worker
