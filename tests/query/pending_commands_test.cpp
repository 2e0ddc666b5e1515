#include "query/pending_commands.h"

#include <gtest/gtest.h>

namespace tradepit::query {
namespace {

using namespace std::chrono_literals;
using common::Instant;
using CommandAdmission = PendingCommands::Admission;

/// A job with this key. Its label has `bytes` bytes, to make the job large.
common::Job job(const std::string& key, std::size_t bytes = 0, const std::string& hash = "h") {
    common::Job made;
    made.job = common::JobId{"job-of-" + key};
    made.key = key;
    made.request_hash = hash;
    made.settings.label.assign(bytes, 'x');
    return made;
}

common::CommandAnswer answer(const std::string& key, std::int32_t status) {
    if (status == 200) return {key, "h", common::JobAccepted{common::JobId{"j"}}};
    return {key, "h", common::CommandRefused{status, "why"}};
}

class PendingCommandsTest : public testing::Test {
protected:
    /// Sends the parts that are due at `now`. @return them as "k 0/2, k 1/2".
    std::string sends(Instant now) {
        std::string said;
        while (const auto part = core.next(now)) {
            if (!said.empty()) said += ", ";
            said +=
                part->key + " " + std::to_string(part->part) + "/" + std::to_string(part->parts);
            core.sent(part->key, now);
        }
        return said;
    }

    PendingCommands core;
    const Requester ann{"ann", 1};
    const Requester bob{"bob", 7};
};

TEST_F(PendingCommandsTest, AJobGoesOutAtOnceAndItsAnswerGoesToTheRequester) {
    ASSERT_EQ(core.submit(encoded(job("k")), ann, 0s), CommandAdmission::taken);
    EXPECT_EQ(sends(0s), "k 0/1");
    const auto outcome = core.answered(answer("k", 200), 1s);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->requesters, std::vector{ann});
    EXPECT_EQ(std::get<common::Job>(outcome->command).job, common::JobId{"job-of-k"});
    EXPECT_EQ(common::status_of(outcome->answer->outcome), 200);
    EXPECT_EQ(core.size(), 0u);
    EXPECT_EQ(core.bytes(), 0u);
    EXPECT_FALSE(core.next_deadline());
}

TEST_F(PendingCommandsTest, TheAnswerToAnotherRequestUnderTheSameKeyIsNotTaken) {
    // The answer is for an earlier request under the key, which was given up with 503.
    ASSERT_EQ(core.submit(encoded(job("k", 0, "other")), ann, 0s), CommandAdmission::taken);
    EXPECT_EQ(sends(0s), "k 0/1");
    EXPECT_FALSE(core.answered(answer("k", 200), 1s));
    EXPECT_EQ(core.size(), 1u);
}

TEST_F(PendingCommandsTest, PartsPutTogetherAreTheJob) {
    const common::Job large = job("k", 2 * common::PART_BYTES_MAX);
    ASSERT_EQ(core.submit(encoded(large), ann, 0s), CommandAdmission::taken);
    std::string octets;
    while (const auto part = core.next(0s)) {
        EXPECT_LE(common::encode(*part).size(), common::FRAME_BYTES_MAX);
        EXPECT_EQ(part->parts, 3);
        octets += part->octets.octets;
        core.sent("k", 0s);
    }
    const auto decoded = common::decode_job(octets);
    ASSERT_TRUE(std::holds_alternative<common::Job>(decoded));
    EXPECT_EQ(std::get<common::Job>(decoded), large);
}

TEST_F(PendingCommandsTest, WithoutAnAnswerItIsSentAgain) {
    ASSERT_EQ(core.submit(encoded(job("k")), ann, 0s), CommandAdmission::taken);
    EXPECT_EQ(sends(0s), "k 0/1");
    EXPECT_EQ(core.next_deadline(), 520ms);
    EXPECT_EQ(sends(519ms), "");
    EXPECT_EQ(sends(520ms), "k 0/1");
}

TEST_F(PendingCommandsTest, AnUnreachableBrokerIsTriedAgainSoon) {
    ASSERT_EQ(core.submit(encoded(job("k")), ann, 0s), CommandAdmission::taken);
    ASSERT_TRUE(core.next(0s));
    core.unsent("k", 0s);
    EXPECT_EQ(sends(49ms), "");
    EXPECT_EQ(sends(50ms), "k 0/1");
}

TEST_F(PendingCommandsTest, AnInterruptedRoundGoesOnWhereItStopped) {
    ASSERT_EQ(core.submit(encoded(job("k", common::PART_BYTES_MAX)), ann, 0s),
              CommandAdmission::taken);
    ASSERT_TRUE(core.next(0s));
    core.sent("k", 0s);
    ASSERT_TRUE(core.next(0s));
    core.unsent("k", 0s);
    EXPECT_EQ(sends(50ms), "k 1/2");
}

TEST_F(PendingCommandsTest, PartsThatAreMissingAreAllSentAgain) {
    ASSERT_EQ(core.submit(encoded(job("k", common::PART_BYTES_MAX)), ann, 0s),
              CommandAdmission::taken);
    EXPECT_EQ(sends(0s), "k 0/2, k 1/2");
    EXPECT_FALSE(core.answered(answer("k", 503), 100ms));
    EXPECT_EQ(sends(149ms), "");
    EXPECT_EQ(sends(150ms), "k 0/2, k 1/2");
}

TEST_F(PendingCommandsTest, TwoSecondsAfterItWasSentItIsGivenUp) {
    ASSERT_EQ(core.submit(encoded(job("k")), ann, 0s), CommandAdmission::taken);
    EXPECT_EQ(sends(1s), "k 0/1");
    EXPECT_EQ(sends(2s), "k 0/1");
    EXPECT_TRUE(core.expired(2'999ms).empty());
    const auto outcomes = core.expired(3s);
    ASSERT_EQ(outcomes.size(), 1u);
    EXPECT_FALSE(outcomes[0].answer);
    EXPECT_EQ(outcomes[0].requesters, std::vector{ann});
    EXPECT_FALSE(core.answered(answer("k", 200), 3s));
}

TEST_F(PendingCommandsTest, WithoutABrokerItIsGivenUpTwoSecondsAfterItCame) {
    ASSERT_EQ(core.submit(encoded(job("k")), ann, 0s), CommandAdmission::taken);
    EXPECT_EQ(core.expired(1'999ms).size(), 0u);
    EXPECT_EQ(core.expired(2s).size(), 1u);
    EXPECT_FALSE(core.next(10s));
}

TEST_F(PendingCommandsTest, AnswersAreMatchedByKey) {
    ASSERT_EQ(core.submit(encoded(job("a")), ann, 0s), CommandAdmission::taken);
    ASSERT_EQ(core.submit(encoded(job("b")), bob, 0s), CommandAdmission::taken);
    EXPECT_EQ(core.answered(answer("b", 507), 0s)->requesters, std::vector{bob});
    EXPECT_FALSE(core.answered(answer("c", 200), 0s));
    EXPECT_EQ(core.answered(answer("a", 200), 0s)->requesters, std::vector{ann});
}

TEST_F(PendingCommandsTest, TheSameRequestTwiceIsOneSubmissionWithTwoRequesters) {
    ASSERT_EQ(core.submit(encoded(job("k")), ann, 0s), CommandAdmission::taken);
    ASSERT_EQ(core.submit(encoded(job("k")), bob, 0s), CommandAdmission::taken);
    ASSERT_EQ(core.submit(encoded(job("k")), ann, 0s), CommandAdmission::taken);
    EXPECT_EQ(sends(0s), "k 0/1");
    EXPECT_EQ(core.answered(answer("k", 200), 0s)->requesters, (std::vector{ann, bob}));
}

TEST_F(PendingCommandsTest, AnotherRequestUnderAKeyOnItsWayIsAConflict) {
    ASSERT_EQ(core.submit(encoded(job("k")), ann, 0s), CommandAdmission::taken);
    EXPECT_EQ(core.submit(encoded(job("k", 0, "other")), bob, 0s), CommandAdmission::conflict);
}

TEST_F(PendingCommandsTest, RecordedOrdersAreSentAndNotKept) {
    common::Job replay = job("k");
    replay.models.resize(1);
    replay.models[0].orders.resize(1);
    ASSERT_EQ(core.submit(encoded(replay), ann, 0s), CommandAdmission::taken);
    EXPECT_EQ(core.next(0s)->octets.octets, common::encode_job(replay));
    const auto outcome = core.answered(answer("k", 200), 0s);
    EXPECT_TRUE(std::get<common::Job>(outcome->command).models[0].orders.empty());
}

TEST_F(PendingCommandsTest, ACancelAndARefusalGoOutAsWhatTheyAre) {
    const common::Command requests[] = {
        common::CancelJob{"k", "h", common::JobId{"j"}},
        common::RecordRefusal{"k", "h", 422, std::string(common::PART_BYTES_MAX, ' ')}};
    for (const auto& request : requests) {
        ASSERT_EQ(core.submit(encoded(request), ann, 0s), CommandAdmission::taken);
        std::string octets;
        common::CommandKind operation{};
        while (const auto part = core.next(0s)) {
            octets += part->octets.octets;
            operation = part->command;
            core.sent("k", 0s);
        }
        const auto decoded = common::decode_command(operation, octets);
        ASSERT_TRUE(std::holds_alternative<common::Command>(decoded));
        EXPECT_EQ(std::get<common::Command>(decoded), request);
        EXPECT_EQ(core.answered(answer("k", 409), 0s)->command, request);
    }
}

TEST_F(PendingCommandsTest, ACancelUnderTheKeyOfAJobOnItsWayIsAConflict) {
    ASSERT_EQ(core.submit(encoded(job("k")), ann, 0s), CommandAdmission::taken);
    EXPECT_EQ(core.submit(encoded(common::CancelJob{"k", "c", common::JobId{"j"}}), bob, 0s),
              CommandAdmission::conflict);
}

TEST(PendingCommandsLimits, OnePendingMoreThanTheLimitIsTurnedAway) {
    PendingCommands core{PendingCommands::Limits{.pending_max = 2}};
    EXPECT_EQ(core.submit(encoded(job("a")), {"p", 1}, 0s), CommandAdmission::taken);
    EXPECT_EQ(core.submit(encoded(job("b")), {"p", 2}, 0s), CommandAdmission::taken);
    EXPECT_EQ(core.submit(encoded(job("c")), {"p", 3}, 0s), CommandAdmission::too_many);
    ASSERT_TRUE(core.answered(answer("a", 200), 0s));
    EXPECT_EQ(core.submit(encoded(job("c")), {"p", 3}, 0s), CommandAdmission::taken);
}

TEST(PendingCommandsLimits, OneByteMoreThanTheLimitIsTurnedAway) {
    const std::size_t bytes = common::encode_job(job("a", 100)).size();
    PendingCommands core{PendingCommands::Limits{.bytes_max = 2 * bytes}};
    EXPECT_EQ(core.submit(encoded(job("a", 100)), {"p", 1}, 0s), CommandAdmission::taken);
    EXPECT_EQ(core.submit(encoded(job("b", 101)), {"p", 2}, 0s), CommandAdmission::too_many_bytes);
    EXPECT_EQ(core.submit(encoded(job("b", 100)), {"p", 2}, 0s), CommandAdmission::taken);
    EXPECT_EQ(core.bytes(), 2 * bytes);
}

TEST(PendingCommandsLimits, RequestersOfOneKeyAreLimited) {
    PendingCommands core{PendingCommands::Limits{.requesters_max = 2}};
    EXPECT_EQ(core.submit(encoded(job("a")), {"p", 1}, 0s), CommandAdmission::taken);
    EXPECT_EQ(core.submit(encoded(job("a")), {"p", 2}, 0s), CommandAdmission::taken);
    EXPECT_EQ(core.submit(encoded(job("a")), {"p", 3}, 0s), CommandAdmission::too_many_requesters);
}

TEST(PendingCommandsLimits, AJobAboveTheRequestLimitIsRefusedAndAtTheLimitTaken) {
    PendingCommands core;
    const std::size_t around =
        common::encode_job(job("k", common::PART_BYTES_MAX)).size() - common::PART_BYTES_MAX;
    const std::size_t largest = common::REQUEST_BYTES_MAX - around;
    EXPECT_EQ(core.submit(encoded(job("k", largest + 1)), {"p", 1}, 0s),
              CommandAdmission::too_large);
    EXPECT_EQ(core.submit(encoded(job("k", largest)), {"p", 1}, 0s), CommandAdmission::taken);
}

TEST(PendingCommandsLimits, ARefusalNamesItsLimit) {
    const PendingCommands core{
        PendingCommands::Limits{.pending_max = 2, .bytes_max = 3, .requesters_max = 4}};
    EXPECT_EQ(core.limit_text(CommandAdmission::too_many),
              "2 commands wait for the writer already (PendingCommands::Limits::pending_max)");
    EXPECT_EQ(core.limit_text(CommandAdmission::too_many_bytes),
              "3 bytes are the most that commands may have together"
              " (PendingCommands::Limits::bytes_max)");
    EXPECT_EQ(core.limit_text(CommandAdmission::too_many_requesters),
              "4 requesters wait for this command already"
              " (PendingCommands::Limits::requesters_max)");
}

}  // namespace
}  // namespace tradepit::query
