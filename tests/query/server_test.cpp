#include "query/server.h"

#include <set>
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "common/messages/answer_parts.h"
#include "common/process/clock.h"
#include "tests/query/running_loop.h"

namespace tradepit::query {
namespace {

using namespace std::chrono_literals;

/// A client of the lookup socket.
class LookupClient {
public:
    explicit LookupClient(RunningLoop& loop) : socket_(loop.client()) {}

    void ask(std::int64_t id, const std::string& method, const std::string& path,
             std::vector<common::Parameter> parameters = {}) {
        send(common::Lookup{.id = id,
                            .method = method,
                            .path = path,
                            .parameters = std::move(parameters),
                            .key = {},
                            .body = {}});
    }
    void submit(std::int64_t id, const std::string& key, const std::string& body) {
        const auto parts = common::split(body);
        for (std::size_t part = 0; part < parts.size(); ++part)
            send(common::Lookup{.id = id,
                                .method = "POST",
                                .path = "/simulate/trigger",
                                .parameters = {},
                                .key = key,
                                .part = static_cast<std::int32_t>(part),
                                .parts = static_cast<std::int32_t>(parts.size()),
                                .body = {std::string{parts[part]}}});
    }
    template <class M>
    void send(const M& message) {
        ASSERT_EQ(common::send(socket_, common::encode(message)), common::Sent::queued);
    }
    void send_frame(const std::string& frame) {
        ASSERT_EQ(common::send(socket_, frame), common::Sent::queued);
    }

    template <class M>
    M next() {
        const auto frame = RunningLoop::wait_for(socket_, [&] { return common::receive(socket_); });
        auto decoded = common::decode(frame);
        return std::get<M>(std::get<common::Message>(decoded));
    }
    bool is_answered_within(common::Instant time) {
        zmq::pollitem_t item{socket_.handle(), 0, ZMQ_POLLIN, 0};
        return zmq::poll(&item, 1, std::chrono::ceil<std::chrono::milliseconds>(time)) != 0;
    }
    /// The next answer, with all its parts, as "id status body".
    std::string answer() {
        common::Assembly assembly{common::ANSWER_PART_LIMITS};
        while (true) {
            const auto part = next<common::Answer>();
            auto taken = assembly.add({.key = std::to_string(part.id),
                                       .part = part.part,
                                       .parts = part.parts,
                                       .octets = part.body.octets},
                                      common::steady_now());
            if (const auto* whole = std::get_if<std::string>(&taken))
                return std::to_string(part.id) + " " + std::to_string(part.status) + " " + *whole;
        }
    }

private:
    zmq::socket_t socket_;
};

class ServerTest : public testing::Test {
protected:
    RunningLoop loop;
    LookupClient client{loop};
};

TEST_F(ServerTest, ALookupIsAnsweredUnderItsNumber) {
    client.ask(7, "GET", "/leaderboard", {{"sort", "sharpe"}});
    EXPECT_EQ(client.answer(), "7 200 GET /leaderboard sort=sharpe 0 bytes");
}

TEST_F(ServerTest, ALargeAnswerComesInPartsWithinTheFrameLimit) {
    const std::size_t bytes = 2 * common::PART_BYTES_MAX + 1;
    client.ask(1, "GET", "/large", {{"bytes", std::to_string(bytes)}});
    for (std::int32_t part = 0; part < 3; ++part) {
        const auto answer = client.next<common::Answer>();
        EXPECT_EQ(answer.part, part);
        EXPECT_EQ(answer.parts, 3);
        EXPECT_LE(common::encode(answer).size(), common::FRAME_BYTES_MAX);
    }
}

TEST_F(ServerTest, AnAnswerOverTheLimitIsRefusedByName) {
    client.ask(1, "GET", "/large", {{"bytes", std::to_string(common::ANSWER_BYTES_MAX + 1)}});
    EXPECT_TRUE(client.answer().starts_with("1 507 "));
}

TEST_F(ServerTest, AnExceptionInsideIsAnAnswerAndNotAnEnd) {
    client.ask(1, "GET", "/broken");
    EXPECT_TRUE(client.answer().starts_with("1 500 "));
    client.ask(2, "GET", "/fine");
    EXPECT_EQ(client.answer(), "2 200 GET /fine 0 bytes");
}

TEST_F(ServerTest, FramesThatAreNoneChangeNothing) {
    client.send_frame("");
    client.send_frame(std::string("\xdd\xff\xff\xff\xff"));
    client.send(common::BrokerStateRequest{.id = 3});
    client.ask(2, "GET", "/fine");
    EXPECT_EQ(client.answer(), "2 200 GET /fine 0 bytes");
}

TEST_F(ServerTest, ASubmissionIsAnsweredAfterTheWriterHasCommittedIt) {
    client.submit(4, "key", "{}");
    const auto part = loop.commit_next_job("job-1");
    EXPECT_EQ(part.key, "key");
    EXPECT_EQ(part.epoch, 0);
    EXPECT_EQ(client.answer(), "4 200 job job-1");
}

TEST_F(ServerTest, ALargeSubmissionArrivesAtTheBrokerWhole) {
    const std::string body(3 * common::PART_BYTES_MAX, 'b');
    client.submit(4, "key", body);
    std::string octets;
    common::CommandPart part;
    do {
        part = loop.next_at_broker<common::CommandPart>();
        octets += part.octets.octets;
    } while (part.part + 1 < part.parts);
    EXPECT_EQ(std::get<common::Job>(common::decode_job(octets)).settings.label, body);
}

TEST_F(ServerTest, ASubmissionIsSentAgainUntilItIsAnswered) {
    client.submit(4, "key", "{}");
    const auto first = loop.next_at_broker<common::CommandPart>();
    EXPECT_EQ(loop.next_at_broker<common::CommandPart>(), first);
    loop.broker_says(common::CommandAnswer{.key = "key",
                                           .request_hash = first.request_hash,
                                           .outcome = common::CommandRefused{409, "misused"}});
    EXPECT_EQ(client.answer(), R"(4 409 {"detail":"misused"})");
}

TEST_F(ServerTest, ACancelIsSentAgainUntilItIsAnswered) {
    client.send(common::Lookup{.id = 4,
                               .method = "POST",
                               .path = "/simulate/cancel/j",
                               .parameters = {},
                               .key = "key",
                               .body = {}});
    const auto first = loop.next_at_broker<common::CommandPart>();
    EXPECT_EQ(first.command, common::CommandKind::cancel);
    EXPECT_EQ(loop.next_at_broker<common::CommandPart>(), first);
    loop.broker_says(common::CommandAnswer{.key = "key",
                                           .request_hash = first.request_hash,
                                           .outcome = common::JobAccepted{common::JobId{"j"}}});
    EXPECT_EQ(client.answer(), "4 200 job j");
}

TEST_F(ServerTest, AMaintenanceTaskIsAskedOfTheWriterItself) {
    client.send(common::Lookup{.id = 4,
                               .method = "POST",
                               .path = "/maintenance/vacuum",
                               .parameters = {},
                               .key = "key",
                               .body = {}});
    const auto part = loop.next_at_writer<common::CommandPart>();
    EXPECT_EQ(part.command, common::CommandKind::maintain);
    EXPECT_EQ(part.epoch, 0);
    loop.writer_says(common::CommandAnswer{.key = "key",
                                           .request_hash = part.request_hash,
                                           .outcome = common::MaintenanceAccepted{7, "begun"}});
    EXPECT_EQ(client.answer(), "4 200 begun");
}

TEST_F(ServerTest, WithoutAWriterASubmissionIsAnswered503AfterTwoSeconds) {
    const auto before = std::chrono::steady_clock::now();
    client.submit(4, "key", "{}");
    EXPECT_TRUE(client.answer().starts_with("4 503 "));
    const auto took = std::chrono::steady_clock::now() - before;
    EXPECT_GE(took, 1'990ms);
    EXPECT_LT(took, 4s);
}

TEST_F(ServerTest, HealthKnowsWhatTheBrokerSaid) {
    client.ask(1, "GET", "/health");
    EXPECT_EQ(client.answer(), "1 200 !broker !writer !workers ");
    const auto question = loop.next_at_broker<common::BrokerStateRequest>();
    loop.broker_says(common::BrokerState{.id = question.id, .live = true, .workers = {}});
    std::string health;
    for (std::int64_t id = 2; health != "200 broker writer !workers " && id < 10'000; ++id) {
        client.ask(id, "GET", "/health");
        health = client.answer();
        health = health.substr(health.find(' ') + 1);
    }
    EXPECT_EQ(health, "200 broker writer !workers ");
}

TEST_F(ServerTest, ALongReadKeepsNobodyWaiting) {
    client.ask(1, "GET", "/jobs/held/digest");
    client.ask(2, "GET", "/fine");
    EXPECT_EQ(client.answer(), "2 200 GET /fine 0 bytes");
    client.ask(3, "GET", "/health");
    EXPECT_EQ(client.answer(), "3 200 !broker !writer !workers ");
    client.submit(4, "key", "{}");
    loop.commit_next_job("job-1");
    EXPECT_EQ(client.answer(), "4 200 job job-1");
    loop.gate().open.release();
    EXPECT_EQ(client.answer(), "1 200 GET /jobs/held/digest 0 bytes");
}

TEST_F(ServerTest, ASubmissionThatIsBeingResolvedKeepsNobodyWaiting) {
    client.submit(1, "held", "{}");
    client.ask(2, "GET", "/fine");
    EXPECT_EQ(client.answer(), "2 200 GET /fine 0 bytes");
    client.ask(3, "GET", "/health");
    EXPECT_EQ(client.answer(), "3 200 !broker !writer !workers ");
    loop.gate().open.release();
    EXPECT_EQ(loop.commit_next_job("job-1").key, "held");
    EXPECT_EQ(client.answer(), "1 200 job job-1");
}

TEST_F(ServerTest, CommandsKeepTheOrderInWhichTheyCame) {
    client.submit(1, "held", "{}");
    client.submit(2, "second", "{}");
    client.ask(3, "GET", "/fine");
    EXPECT_EQ(client.answer(), "3 200 GET /fine 0 bytes");
    loop.gate().open.release();
    EXPECT_EQ(loop.next_at_broker<common::CommandPart>().key, "held");
    EXPECT_EQ(loop.next_at_broker<common::CommandPart>().key, "second");
}

TEST_F(ServerTest, AnAnswerThatCameInTimeCountsHoweverLateTheLoopReadsIt) {
    client.submit(4, "key", "{}");
    const auto part = loop.next_at_broker<common::CommandPart>();
    loop.stop();
    loop.broker_says(common::CommandAnswer{.key = part.key,
                                           .request_hash = part.request_hash,
                                           .outcome = common::JobAccepted{common::JobId{"job-1"}}});
    EXPECT_FALSE(client.is_answered_within(PendingCommands::Limits{}.patience + 100ms));
    loop.drain(-1, 10s);
    EXPECT_EQ(client.answer(), "4 200 job job-1");
}

TEST_F(ServerTest, LongReadsLeaveAReaderToTheOthers) {
    client.ask(1, "GET", "/jobs/held/digest");
    client.ask(2, "GET", "/jobs/held/digest", {{"books", "1"}});
    client.ask(3, "GET", "/fine");
    EXPECT_EQ(client.answer(), "3 200 GET /fine 0 bytes");
    loop.gate().open.release(2);
    // Two threads answer the reads, in either order.
    const std::set<std::string> ids{client.answer().substr(0, 6), client.answer().substr(0, 6)};
    EXPECT_EQ(ids, (std::set<std::string>{"1 200 ", "2 200 "}));
}

TEST_F(ServerTest, ARepeatOfAReadUnderWayIsAnsweredOnce) {
    client.ask(1, "GET", "/jobs/held/digest");
    client.ask(1, "GET", "/jobs/held/digest");
    client.ask(2, "GET", "/fine");
    EXPECT_TRUE(client.answer().starts_with("2 200 "));
    loop.gate().open.release();
    EXPECT_TRUE(client.answer().starts_with("1 200 "));
    client.ask(3, "GET", "/fine");
    EXPECT_TRUE(client.answer().starts_with("3 200 "));
    EXPECT_EQ(loop.gate().reads, 1);
}

TEST_F(ServerTest, ADrainWaitsForTheReadUnderWay) {
    client.ask(1, "GET", "/jobs/held/digest");
    client.ask(2, "GET", "/fine");
    EXPECT_TRUE(client.answer().starts_with("2 200 "));
    loop.stop();
    loop.gate().open.release();
    loop.drain(-1, 10s);
    EXPECT_TRUE(client.answer().starts_with("1 200 "));
}

TEST_F(ServerTest, AReadThatNeedsTheBrokersWordGetsIt) {
    client.ask(1, "GET", "/waits");
    const auto question = loop.next_at_broker<common::WaitsRequest>();
    EXPECT_EQ(question.job, common::JobId{"j"});
    EXPECT_EQ(question.chains, std::vector<std::int64_t>{3});
    loop.broker_says(common::Waits{.id = question.id,
                                   .job = {},
                                   .slots = {},
                                   .counts = {},
                                   .chains = {common::Wait{}, common::Wait{}}});
    EXPECT_EQ(client.answer(), "1 200 told of 2 chains");
}

TEST_F(ServerTest, ABrokerThatDoesNotAnswerIsNotWaitedForLong) {
    client.ask(1, "GET", "/waits");
    const auto question = loop.next_at_broker<common::WaitsRequest>();
    EXPECT_EQ(client.answer(), "1 200 silent");
    loop.broker_says(
        common::Waits{.id = question.id, .job = {}, .slots = {}, .counts = {}, .chains = {}});
    client.ask(2, "GET", "/fine");
    EXPECT_EQ(client.answer(), "2 200 GET /fine 0 bytes") << "the late answer changes nothing";
}

TEST_F(ServerTest, WhoWaitsForTheBrokerKeepsNobodyWaiting) {
    client.ask(1, "GET", "/waits", {{"first", ""}});
    client.ask(2, "GET", "/waits", {{"second", ""}});
    const auto first = loop.next_at_broker<common::WaitsRequest>();
    const auto second = loop.next_at_broker<common::WaitsRequest>();
    client.ask(3, "GET", "/fine");
    EXPECT_EQ(client.answer(), "3 200 GET /fine 0 bytes") << "both readers are free";
    loop.broker_says(
        common::Waits{.id = second.id, .job = {}, .slots = {}, .counts = {}, .chains = {}});
    EXPECT_TRUE(client.answer().ends_with("told of 0 chains"));
    loop.broker_says(
        common::Waits{.id = first.id, .job = {}, .slots = {}, .counts = {}, .chains = {}});
    EXPECT_TRUE(client.answer().ends_with("told of 0 chains"));
}

TEST_F(ServerTest, HealthAndWorkersAreOnlyRead) {
    client.ask(1, "POST", "/health");
    EXPECT_EQ(client.answer(), R"(1 405 {"detail":"Method Not Allowed"})");
    client.ask(2, "DELETE", "/workers");
    EXPECT_EQ(client.answer(), R"(2 405 {"detail":"Method Not Allowed"})");
}

TEST_F(ServerTest, TheBrokerIsAskedEverySecond) {
    const auto first = loop.next_at_broker<common::BrokerStateRequest>();
    const auto second = loop.next_at_broker<common::BrokerStateRequest>();
    EXPECT_EQ(second.id, first.id + 1);
}

TEST_F(ServerTest, PricesWithoutADatabaseAreUnavailable) {
    client.send(common::PricesRequest{
        .market = common::MarketName{"us"}, .price_set = 1, .after_symbol = {}, .after_date = {}});
    const auto page = client.next<common::PricesPage>();
    EXPECT_EQ(page.status, 503);
    EXPECT_EQ(page.market, common::MarketName{"us"});
}

TEST_F(ServerTest, ADrainWaitsForTheSubmissionsUnderWay) {
    client.submit(4, "key", "{}");
    const auto part = loop.next_at_broker<common::CommandPart>();
    loop.stop();
    loop.broker_says(common::CommandAnswer{.key = part.key,
                                           .request_hash = part.request_hash,
                                           .outcome = common::JobAccepted{common::JobId{"job-1"}}});
    loop.drain(-1, 10s);
    EXPECT_EQ(client.answer(), "4 200 job job-1");
}

TEST_F(ServerTest, ADrainTakesNoNewSubmission) {
    client.submit(4, "first", "{}");
    const auto part = loop.next_at_broker<common::CommandPart>();
    loop.stop();
    client.submit(5, "second", "{}");
    loop.drain(-1, 500ms);
    EXPECT_TRUE(client.answer().starts_with("5 503 "));
}

TEST_F(ServerTest, ADrainEndsWithItsPatience) {
    client.submit(4, "key", "{}");
    const auto part = loop.next_at_broker<common::CommandPart>();
    loop.stop();
    const auto before = std::chrono::steady_clock::now();
    loop.drain(-1, 100ms);
    EXPECT_LT(std::chrono::steady_clock::now() - before, 1'500ms);
}

}  // namespace
}  // namespace tradepit::query
