#include "broker/server.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "common/limits.h"
#include "common/process/clock.h"
#include "common/process/sockets.h"
#include "tests/broker/queue_world.h"

namespace tradepit::broker {
namespace {

using namespace std::chrono_literals;
using testing::day_stamp;
using testing::make_chain;

/// A worker's socket in a context of its own. A context ends only once its connections are closed,
/// so after die() the broker hears of the closed connection before it hears of a later socket.
struct DyingWorker {
    explicit DyingWorker(const std::string& endpoint)
        : context{std::in_place}, socket{common::make_dealer(*context, endpoint)} {}
    /// Frames that were sent reach the broker.
    void die() {
        socket.reset();
        context.reset();
    }
    std::optional<zmq::context_t> context;
    std::optional<zmq::socket_t> socket;
};

/// A broker's loop, which the test steps, over real sockets to a writer, workers and a query that
/// send what the test tells them to.
class ServerTest : public ::testing::Test {
public:
    ~ServerTest() override {
        server.reset();
        writer.reset();
        std::filesystem::remove_all(folder);
    }

protected:
    ServerTest() {
        std::filesystem::create_directories(folder);
        writer.emplace(common::make_router(zmq_context, "ipc://" + folder + "/events"));
        server.emplace(zmq_context,
                       common::Endpoints{.tasks = "ipc://" + folder + "/tasks",
                                         .control = "ipc://" + folder + "/control",
                                         .events = "ipc://" + folder + "/events",
                                         .lookup = {},
                                         .security = {}},
                       Server::Settings{.queue = {.resend = 20ms}, .nonce = 55});
    }
    zmq::socket_t worker() { return common::make_dealer(zmq_context, server->tasks_endpoint()); }
    zmq::socket_t query() { return common::make_dealer(zmq_context, server->control_endpoint()); }

    /// Steps the broker until `done`, for at most five seconds.
    ::testing::AssertionResult until(const std::function<bool()>& done) {
        const auto deadline = common::steady_now() + 5s;
        while (common::steady_now() < deadline) {
            if (done()) return ::testing::AssertionSuccess();
            last_iteration = server->iterate(5ms);
        }
        return ::testing::AssertionFailure() << "did not happen in five seconds";
    }

    template <class M>
    static std::optional<M> read_as(const std::string& frame) {
        auto decoded = common::decode(frame);
        const auto* message = std::get_if<common::Message>(&decoded);
        if (message == nullptr || !std::holds_alternative<M>(*message)) return std::nullopt;
        return std::get<M>(*message);
    }

    /// The next message of kind M that the writer gets. Messages of other kinds before it are
    /// skipped.
    template <class M>
    M at_writer() {
        std::optional<M> found;
        EXPECT_TRUE(until([&] {
            while (!found) {
                const auto received = common::receive_from(*writer);
                if (!received) break;
                broker = received->peer;
                found = read_as<M>(received->frame);
            }
            return found.has_value();
        }));
        return found.value_or(M{});
    }
    template <class M>
    M at(zmq::socket_t& dealer) {
        std::optional<M> found;
        EXPECT_TRUE(until([&] {
            while (!found) {
                const auto frame = common::receive(dealer);
                if (!frame) break;
                found = read_as<M>(*frame);
            }
            return found.has_value();
        }));
        return found.value_or(M{});
    }
    template <class M>
    void write(const M& message) {
        ASSERT_EQ(common::send_to(*writer, broker, common::encode(message)), common::Sent::queued);
    }
    template <class M>
    void say(zmq::socket_t& dealer, const M& message) {
        ASSERT_TRUE(until(
            [&] { return common::send(dealer, common::encode(message)) == common::Sent::queued; }));
    }

    void grant_epoch() {
        at_writer<common::EpochRequest>();
        write(common::EpochGranted{.nonce = 55, .epoch = 8, .cursor = 40, .max_attempts = 4});
    }
    void go_live(std::vector<common::Chain> chains = {}) {
        grant_epoch();
        at_writer<common::PageRequest>();
        if (!chains.empty()) {
            const auto last = chains.back().state.chain;
            write(common::Page{.after = 0, .chains = std::move(chains)});
            while (at_writer<common::PageRequest>().after != last) {
            }
            write(common::Page{.after = last, .chains = {}});
        } else {
            write(common::Page{.after = 0, .chains = {}});
        }
        ASSERT_TRUE(until([&] { return server->feed().phase() == ChangeFeed::Phase::live; }));
    }
    common::Hello hello(std::uint64_t nonce = 1) {
        return {.worker = common::WorkerName{"w"},
                .nonce = nonce,
                .slots = {{common::ResourceName{"cpu"}, 1}}};
    }
    common::Claimed claimed(const common::Claim& claim) {
        common::Claimed answer{.request = claim.request, .chain = claim.chain};
        for (const auto& date : claim.dates) answer.days.push_back({.date = date, .attempt = 1});
        return answer;
    }

    std::string folder =
        (std::filesystem::temp_directory_path() / ("broker-" + std::to_string(::getpid())))
            .string();
    zmq::context_t zmq_context;
    std::optional<zmq::socket_t> writer;
    std::optional<Server> server;
    std::string broker;  ///< the broker's routing id at the writer
    Server::IterationResult last_iteration = Server::IterationResult::go_on;
};

TEST_F(ServerTest, AsksForItsEpochUntilItIsAnswered) {
    EXPECT_EQ(at_writer<common::EpochRequest>().nonce, 55U);
    EXPECT_EQ(at_writer<common::EpochRequest>().nonce, 55U);
    EXPECT_EQ(server->feed().phase(), ChangeFeed::Phase::epoch);
}

TEST_F(ServerTest, ReadsPagesThenChangesAfterTheCursor) {
    go_live({make_chain({.chain = 3})});
    const auto asked = at_writer<common::ChangesRequest>();
    EXPECT_EQ(asked.epoch, 8);
    EXPECT_EQ(asked.cursor, 40);
}

TEST_F(ServerTest, ADayGoesFromThePageToTheWorker) {
    go_live({make_chain({.chain = 3})});
    auto worker = this->worker();
    say(worker, hello());
    EXPECT_EQ(at<common::HelloAnswer>(worker).epoch, 8);
    const auto claim = at_writer<common::Claim>();
    EXPECT_EQ(claim.epoch, 8);
    EXPECT_EQ(claim.chain, 3);
    write(claimed(claim));
    const auto assign = at<common::Assign>(worker);
    EXPECT_EQ(assign.chain, 3);
    EXPECT_EQ(assign.nonce, 1U);
    EXPECT_EQ(assign.days.at(0).date, day_stamp(0));
    say(worker, common::SlotFreed{common::WorkerName{"w"}, 1, {3, day_stamp(0), 1}});
    write(common::Changes{.from = 40, .upto = 41, .chains = {{.chain = 3, .ended_days = 1}}});
    EXPECT_EQ(at_writer<common::Claim>().dates.at(0), day_stamp(1));
}

TEST_F(ServerTest, ACancelReachesTheWorkerBeforeItsSlotsNextDay) {
    go_live({make_chain({.chain = 3}), make_chain({.chain = 4, .job = 2})});
    auto worker = this->worker();
    say(worker, hello());
    write(claimed(at_writer<common::Claim>()));
    at<common::Assign>(worker);
    write(common::Changes{
        .from = 40, .upto = 41, .chains = {{.chain = 3, .ended_days = 0, .cancelled = true}}});
    const auto drop = at<common::Drop>(worker);
    EXPECT_EQ(drop.key, (common::AttemptKey{3, day_stamp(0), 1}));
    EXPECT_EQ(drop.epoch, 8);
    while (at_writer<common::Claim>().chain != 4) {
    }
}

TEST_F(ServerTest, AClaimIsRepeatedUntilItIsAnswered) {
    go_live({make_chain({.chain = 3})});
    auto worker = this->worker();
    say(worker, hello());
    const auto claim = at_writer<common::Claim>();
    EXPECT_EQ(at_writer<common::Claim>(), claim);
    write(common::ClaimRefused{.request = claim.request, .state = {.chain = 3, .ended_days = 2}});
    common::Claim next = claim;
    while (next == claim) next = at_writer<common::Claim>();
    EXPECT_EQ(next.dates.at(0), day_stamp(2));
}

TEST_F(ServerTest, AChangeOfAnUnknownChainIsReadFromAPageAndClaimed) {
    go_live();
    auto worker = this->worker();
    say(worker, hello());
    at<common::HelloAnswer>(worker);
    write(common::Changes{.from = 40, .upto = 41, .chains = {{.chain = 6}}});
    EXPECT_EQ(at_writer<common::PageRequest>().after, 0);
    write(common::Page{.after = 0, .chains = {make_chain({.chain = 6})}});
    EXPECT_EQ(at_writer<common::Claim>().chain, 6);
}

TEST_F(ServerTest, ASubmissionIsForwardedWithTheEpochAndAnsweredToItsAsker) {
    go_live();
    auto asker = query();
    auto other = query();
    say(other, common::BrokerStateRequest{.id = 1});
    at<common::BrokerState>(other);
    const auto cancel = common::CommandKind::cancel;
    say(asker, common::CommandPart{.key = "k", .parts = 1, .octets = {"job"}, .command = cancel});
    const auto part = at_writer<common::CommandPart>();
    EXPECT_EQ(part.epoch, 8);
    EXPECT_EQ(part.key, "k");
    EXPECT_EQ(part.command, cancel);
    EXPECT_EQ(part.octets.octets, "job");
    write(common::CommandAnswer{"unknown", {}, common::JobAccepted{common::JobId{"j"}}});
    write(common::CommandAnswer{"k", {}, common::JobAccepted{common::JobId{"j"}}});
    EXPECT_EQ(std::get<common::JobAccepted>(at<common::CommandAnswer>(asker).outcome).job.value(),
              "j");
    EXPECT_FALSE(common::receive(other));
}

TEST_F(ServerTest, ASubmissionBeforeTheEpochWaitsForIt) {
    auto asker = query();
    say(asker, common::CommandPart{.key = "k", .parts = 1, .octets = {"job"}});
    ASSERT_TRUE(until([&, turns = 0]() mutable { return ++turns > 10; }));
    grant_epoch();
    EXPECT_EQ(at_writer<common::CommandPart>().epoch, 8);
}

/// An earlier copy of the command may still reach the writer, so only the writer answers it.
TEST_F(ServerTest, APartThatHasNoRoomIsNotAnswered) {
    auto asker = query();
    const std::string octets(common::PART_BYTES_MAX, 'x');
    const auto parts = CommandRelay::Limits{}.waiting_bytes / octets.size();
    for (std::size_t part = 0; part < parts; ++part)
        say(asker, common::CommandPart{.key = "k" + std::to_string(part), .octets = {octets}});
    say(asker, common::BrokerStateRequest{.id = 17});
    std::optional<std::string> first;
    ASSERT_TRUE(until([&] { return (first = common::receive(asker)).has_value(); }));
    EXPECT_TRUE(read_as<common::BrokerState>(*first));
}

TEST_F(ServerTest, TellsHowItStands) {
    go_live({make_chain({.chain = 3})});
    auto asker = query();
    say(asker, common::BrokerStateRequest{.id = 17});
    const auto state = at<common::BrokerState>(asker);
    EXPECT_EQ(state.id, 17);
    EXPECT_EQ(state.epoch, 8);
    EXPECT_TRUE(state.live);
    EXPECT_EQ(state.ready, 1);
    EXPECT_GE(state.writer_silent_ms, 0);
}

TEST_F(ServerTest, TellsWhatAJobWaitsFor) {
    go_live({make_chain({.chain = 3})});
    auto asker = query();
    say(asker, common::WaitsRequest{.id = 18, .job = common::JobId{"job-1"}, .chains = {3}});
    const auto waits = at<common::Waits>(asker);
    EXPECT_EQ(waits.id, 18);
    EXPECT_TRUE(waits.live);
    EXPECT_EQ(waits.max_attempts, 4);
    EXPECT_GE(waits.writer_silent_ms, 0);
    ASSERT_EQ(waits.chains.size(), 1U);
    EXPECT_EQ(waits.chains[0].awaited, common::Awaited::free_worker);
}

TEST_F(ServerTest, BeforeItIsLiveItKnowsOfNoWaits) {
    grant_epoch();
    auto asker = query();
    say(asker, common::WaitsRequest{.id = 18, .job = common::JobId{"job-1"}, .chains = {3}});
    EXPECT_FALSE(at<common::Waits>(asker).live);
}

TEST_F(ServerTest, AStaleEpochEndsTheBroker) {
    go_live();
    write(common::StaleEpoch{.epoch = 8});
    write(common::StaleEpoch{.epoch = 9});
    EXPECT_TRUE(until([&] { return last_iteration == Server::IterationResult::stale; }));
}

TEST_F(ServerTest, AnEpochAheadOfTheWritersIsStaleToo) {
    go_live();
    write(common::StaleEpoch{.epoch = 7});
    EXPECT_TRUE(until([&] { return last_iteration == Server::IterationResult::stale; }));
}

TEST_F(ServerTest, AnAnswerToAnEarlierBootDoesNotEndTheOneWithoutAnEpoch) {
    at_writer<common::EpochRequest>();
    write(common::StaleEpoch{.epoch = 7});
    write(common::EpochGranted{.nonce = 55, .epoch = 8, .cursor = 40});
    EXPECT_EQ(at_writer<common::PageRequest>().epoch, 8);
    EXPECT_EQ(last_iteration, Server::IterationResult::go_on);
}

TEST_F(ServerTest, ARetiredBootIsToldSoWhereItIs) {
    go_live({make_chain({.chain = 3})});
    DyingWorker old_boot{server->tasks_endpoint()};
    say(*old_boot.socket, hello(1));
    at<common::HelloAnswer>(*old_boot.socket);
    old_boot.die();
    auto new_boot = worker();
    say(new_boot, hello(2));
    at<common::HelloAnswer>(new_boot);
    auto elsewhere = worker();
    say(elsewhere, hello(1));
    EXPECT_EQ(at<common::Retired>(elsewhere).nonce, 1U);
    common::Claim claim;
    while (claim.nonce != 2) {
        claim = at_writer<common::Claim>();
        write(claimed(claim));
    }
    EXPECT_EQ(at<common::Assign>(new_boot).nonce, 2U);
}

TEST_F(ServerTest, ARestartedWorkerIsTakenAtOnce) {
    go_live();
    DyingWorker old_boot{server->tasks_endpoint()};
    say(*old_boot.socket, hello(1));
    at<common::HelloAnswer>(*old_boot.socket);
    // The broker has not read these when the next boot is heard.
    for (int i = 0; i < 3; ++i)
        ASSERT_EQ(common::send(*old_boot.socket, common::encode(hello(1))), common::Sent::queued);
    old_boot.die();
    auto new_boot = worker();
    zmq::pollitem_t connected{new_boot.handle(), 0, ZMQ_POLLOUT, 0};
    common::poll({&connected, 1}, 5s);
    ASSERT_EQ(common::send(new_boot, common::encode(hello(2))), common::Sent::queued);
    at<common::HelloAnswer>(new_boot);
}

TEST_F(ServerTest, ASecondWorkerOfANameIsToldThatItIsTaken) {
    go_live();
    auto first = worker();
    auto second = worker();
    say(first, hello(1));
    at<common::HelloAnswer>(first);
    say(second, hello(2));
    at<common::HelloAnswer>(first);  // by it the broker asks whether the first one is connected
    say(first, hello(1));
    at<common::HelloAnswer>(first);
    say(second, hello(2));
    EXPECT_EQ(at<common::NameTaken>(second).nonce, 2U);
    EXPECT_EQ(common::receive(second), std::nullopt);
}

TEST_F(ServerTest, AWorkerWithoutAValidNameIsIgnored) {
    go_live({make_chain({.chain = 3})});
    auto worker = this->worker();
    for (const auto* name : {"", "a\nb", "\x1b[2J"}) {
        auto said = hello();
        said.worker = common::WorkerName{name};
        say(worker, said);
    }
    say(worker, hello());
    at<common::HelloAnswer>(worker);
    EXPECT_EQ(at_writer<common::Claim>().worker.value(), "w");
    EXPECT_EQ(common::receive(worker), std::nullopt);
}

TEST_F(ServerTest, ADropIsSentToWhoHoldsWhatNobodyKnows) {
    go_live();
    auto worker = this->worker();
    auto said = hello();
    said.held.push_back(testing::held(9, 0, 1));
    say(worker, said);
    EXPECT_EQ(at<common::Drop>(worker).key.chain, 9);
}

TEST_F(ServerTest, DropsToAStrangerAreLimitedInTheLogAndAllCounted) {
    go_live();
    auto stranger = this->worker();
    auto said = hello();
    said.held.push_back(testing::held(9, 0, 1));
    for (int i = 0; i < 20; ++i) {
        say(stranger, said);
        EXPECT_EQ(at<common::Drop>(stranger).key.chain, 9);
    }
    EXPECT_EQ(server->complaints().count(Server::DROP), 20U);
}

TEST_F(ServerTest, AnAssignmentThatCannotBeSentGoesToAnotherWorker) {
    go_live({make_chain({.chain = 3})});
    DyingWorker first{server->tasks_endpoint()};
    say(*first.socket, hello());
    const auto claim = at_writer<common::Claim>();
    first.die();
    auto second = worker();
    auto said = hello();
    said.worker = common::WorkerName{"v"};
    say(second, said);
    at<common::HelloAnswer>(second);
    write(claimed(claim));
    common::Claim next = claim;
    while (next == claim) next = at_writer<common::Claim>();
    EXPECT_EQ(next.worker.value(), "v");
}

TEST_F(ServerTest, WhatIsMalformedOrNotForABrokerIsPassedOver) {
    go_live({make_chain({.chain = 3})});
    auto worker = this->worker();
    auto asker = query();
    ASSERT_TRUE(until([&] { return common::send(worker, "\xc1") == common::Sent::queued; }));
    say(worker, common::HelloAnswer{.epoch = 3});
    say(asker, common::HelloAnswer{.epoch = 3});
    write(common::HelloAnswer{.epoch = 3});
    say(worker, hello());
    EXPECT_EQ(at_writer<common::Claim>().chain, 3);
}

TEST_F(ServerTest, AWriterThatComesBackGetsWhatItMissed) {
    go_live({make_chain({.chain = 3})});
    auto worker = this->worker();
    say(worker, hello());
    const auto claim = at_writer<common::Claim>();
    writer.reset();
    writer.emplace(common::make_router(zmq_context, "ipc://" + folder + "/events"));
    EXPECT_EQ(at_writer<common::Claim>(), claim);
    EXPECT_EQ(at_writer<common::ChangesRequest>().cursor, 40);
}

TEST_F(ServerTest, AReadableStopDescriptorEndsTheTurn) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    ASSERT_EQ(::write(ends[1], "x", 1), 1);
    EXPECT_EQ(server->iterate(5s, ends[0]), Server::IterationResult::stopped);
    ::close(ends[0]);
    ::close(ends[1]);
}

}  // namespace
}  // namespace tradepit::broker
