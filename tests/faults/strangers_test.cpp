// Strangers send anything to every socket, and to HTTP, while a job runs. No program restarts, the
// books are those of an undisturbed job, and the log stays readable.
#include "tests/faults/strangers.h"

#include <csignal>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <thread>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <zmq.hpp>

#include "common/messages/messages.h"
#include "common/process/clock.h"
#include "common/process/sockets.h"
#include "common/time.h"
#include "tests/common/http/http_peer.h"
#include "tests/faults/faulted_pipeline.h"

namespace tradepit::faults {
namespace {

constexpr int DISTURBED_DAYS = 100;
const std::string DISTURBED_MODELS =
    R"({"signature": "slow", "agent": {"kind": "idle", "delay_ms": 40}}, {"signature": "random"})";
const std::vector<std::string> PROGRAMS{"writer", "broker", "query", "worker-1"};
/// How long a program may take to read a flood to its end.
constexpr std::chrono::minutes FLOOD_MAX{10};
constexpr int HTTP_CONNECTIONS = 64;

/// The number of an environment variable, else `otherwise`.
int number_of(const char* variable, int otherwise) {
    const char* given = std::getenv(variable);
    return given != nullptr ? std::atoi(given) : otherwise;
}

/// A question to which a program answers on a socket, and how its answer is recognised. A program
/// reads the frames of one peer in their order, so an answer says that all before it were read.
struct Question {
    std::string socket;
    std::string frame;
    bool (*is_answer)(const common::Message& message);
};

constexpr std::int64_t QUESTION = 4'711;

std::vector<Question> questions() {
    return {
        {"tasks",
         common::encode(common::Hello{
             .worker = common::WorkerName{"stranger"}, .nonce = 1, .draining = true, .held = {}}),
         [](const common::Message& message) {
             return std::holds_alternative<common::HelloAnswer>(message);
         }},
        {"control", common::encode(common::BrokerStateRequest{.id = QUESTION}),
         [](const common::Message& message) {
             const auto* state = std::get_if<common::BrokerState>(&message);
             return state != nullptr && state->id == QUESTION;
         }},
        {"events", common::encode(common::WriterStateRequest{.id = QUESTION}),
         [](const common::Message& message) {
             const auto* state = std::get_if<common::WriterState>(&message);
             return state != nullptr && state->id == QUESTION;
         }},
        {"lookup",
         common::encode(common::Lookup{.id = QUESTION,
                                       .method = "GET",
                                       .path = "/health",
                                       .parameters = {},
                                       .key = {},
                                       .part = 0,
                                       .parts = 1,
                                       .body = {}}),
         [](const common::Message& message) {
             const auto* answer = std::get_if<common::Answer>(&message);
             return answer != nullptr && answer->id == QUESTION;
         }}};
}

class StrangersTest : public testing::Test {
protected:
    static void SetUpTestSuite() {
        digest = undisturbed_run(DISTURBED_DAYS, DISTURBED_MODELS).digest;
    }

    StrangersTest() {
        job = submit_over_small_market(pipeline, DISTURBED_DAYS, DISTURBED_MODELS);
        for (const auto& program : PROGRAMS) pids[program] = pipeline.pid_of(program);
    }

    [[nodiscard]] zmq::socket_t connected(const std::string& name) {
        zmq::socket_t dealer{context, zmq::socket_type::dealer};
        dealer.set(zmq::sockopt::linger, 0);
        dealer.connect("ipc://" + (pipeline.folder() / "run" / name).string());
        return dealer;
    }
    /// Sends that many mutated frames to a socket, and returns when the program has read them.
    void flood(const Question& question, std::uint32_t seed, int frames) {
        Strangers strangers{seed};
        strangers.learn(source_root() / "tests/golden" /
                        ("messages_" + std::to_string(common::WIRE_VERSION) + ".txt"));
        auto dealer = connected(question.socket);
        zmq::message_t answer;
        for (int i = 0; i < frames; ++i) {
            dealer.send(zmq::buffer(strangers.frame()), zmq::send_flags::none);
            // Answers that nobody reads would fill the way back, and the last one be dropped.
            while (dealer.recv(answer, zmq::recv_flags::dontwait)) {
            }
        }
        dealer.send(zmq::buffer(question.frame), zmq::send_flags::none);
        dealer.set(zmq::sockopt::rcvtimeo,
                   static_cast<int>(std::chrono::milliseconds{FLOOD_MAX}.count()));
        while (dealer.recv(answer, zmq::recv_flags::none)) {
            const auto decoded = common::decode(answer.to_string_view());
            const auto* message = std::get_if<common::Message>(&decoded);
            if (message != nullptr && question.is_answer(*message)) return;
        }
        ADD_FAILURE() << "no answer on " << question.socket;
    }
    void expect_nothing_restarted(const std::set<std::string>& but = {}) const {
        for (const auto& [program, pid] : pids)
            EXPECT_TRUE(but.contains(program) || pipeline.pid_of(program) == pid) << program;
    }
    void expect_undisturbed_books() {
        EXPECT_EQ(ended(pipeline, job)["status"], "completed");
        EXPECT_EQ(pipeline.tell({"digest", job})["digest"], digest);
        EXPECT_EQ(pipeline.get("/check").status, 200);
    }
    /// Ends the pipeline. Expects fewer than 20 lines of its log in each second from `begin` to
    /// `end`.
    void expect_a_readable_log(common::UtcTime begin, common::UtcTime end) {
        const auto finished = pipeline.end_up(SIGTERM);
        EXPECT_EQ(finished.exit_code, 0) << finished.err;
        // To the second: "2025-10-01T13:30:00".
        const auto second = [](const std::string& text) { return text.substr(0, 19); };
        std::map<std::string, int> lines;
        int all = 0;
        std::istringstream log{finished.err};
        for (std::string line; std::getline(log, line);) {
            const auto at = second(line);
            if (at < second(common::utc_text(begin)) || at > second(common::utc_text(end)))
                continue;
            ++lines[at];
            ++all;
        }
        int most = 0;
        for (const auto& [at, count] : lines) most = std::max(most, count);
        EXPECT_LT(most, 20) << finished.err.substr(0, 20'000);
        std::printf("%d log lines within %.1f s, at most %d in one of them\n", all,
                    common::seconds_between(begin, end), most);
    }

    Environment settings{SHORT_LEASES};
    RunningPipeline pipeline{{"--workers", "1"}};
    zmq::context_t context;
    std::map<std::string, pid_t> pids;
    std::string job;
    inline static std::string digest;
};

TEST_F(StrangersTest, MutatedFramesRestartNothingAndChangeNoBook) {
    const auto seed = strangers_seed();
    const int frames = number_of("TRADEPIT_STRANGER_FRAMES", 10'000);
    const auto begin = common::utc_now();
    {
        std::vector<std::jthread> senders;
        std::uint32_t number = 0;
        for (const auto& question : questions())
            senders.emplace_back([this, question, seed = seed + number++, frames] {
                flood(question, seed, frames);
            });
    }
    const auto end = common::utc_now();
    std::printf("%d frames on each of 4 sockets in %.1f s\n", frames,
                common::seconds_between(begin, end));
    expect_nothing_restarted();
    expect_undisturbed_books();
    expect_nothing_restarted();
    expect_a_readable_log(begin, end);
}

TEST_F(StrangersTest, BrokenRequestsRestartNothingAndChangeNoBook) {
    const auto seed = strangers_seed();
    const int requests = number_of("TRADEPIT_STRANGER_REQUESTS", 10'000);
    const auto begin = common::utc_now();
    {
        std::vector<std::jthread> senders;
        for (int number = 0; number < HTTP_CONNECTIONS; ++number)
            senders.emplace_back([this, seed, number, requests] {
                Strangers strangers{seed + static_cast<std::uint32_t>(number)};
                for (int i = number; i < requests; i += HTTP_CONNECTIONS) {
                    const auto request = strangers.request();
                    try {
                        // The end is told, so that nobody waits for the rest of a torn request.
                        HttpPeer{pipeline.address()}.send(request).end_sending().to_the_end();
                    } catch (const std::runtime_error& error) {
                        ADD_FAILURE() << error.what() << ": " << request;
                    }
                }
            });
    }
    const auto end = common::utc_now();
    std::printf("%d requests in %.1f s\n", requests, common::seconds_between(begin, end));
    expect_nothing_restarted();
    expect_undisturbed_books();
    expect_nothing_restarted();
    expect_a_readable_log(begin, end);
}

TEST_F(StrangersTest, AStrangerThatTakesTheEpochRestartsOnlyTheBroker) {
    auto dealer = connected("events");
    std::uint64_t nonce = 0;
    for (int restarts = 0; restarts < 3; ++restarts) {
        const auto broker = pipeline.pid_of("broker");
        // A request that comes before the broker's own takes nothing from it: one follows another.
        until(pipeline, "another broker", [&] {
            dealer.send(zmq::buffer(common::encode(common::EpochRequest{.nonce = ++nonce})),
                        zmq::send_flags::none);
            return pipeline.pid_of("broker") != broker;
        });
    }
    expect_undisturbed_books();
    expect_nothing_restarted({"broker"});
}

}  // namespace
}  // namespace tradepit::faults
