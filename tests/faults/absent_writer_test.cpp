// Stops or kills the writer under load for five seconds (or TRADEPIT_FAULT_SECONDS). Meanwhile the
// other programs fill their bounded queues and wait. Afterwards everything continues, and no agent
// has run twice.
#include <atomic>
#include <csignal>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <unistd.h>

#include "common/limits.h"
#include "tests/faults/faulted_pipeline.h"
#include "tests/faults/resident_memory.h"
#include "tests/pipeline/results_file.h"
#include "tests/pipeline/small_market.h"

namespace tradepit::faults {
namespace {

constexpr std::chrono::seconds AWAY{5};
constexpr int LOAD_DAYS = 150;
constexpr int LOAD_MODELS = 60;
constexpr int CLIENTS = 4;
/// The limit of a program's memory growth in this test. A worker keeps its window twice (in the
/// outbox and in the socket's queue), query and broker keep pending submissions, and the allocator
/// keeps freed memory. AddressSanitizer keeps up to 256 MiB of freed memory.
#ifdef __SANITIZE_ADDRESS__
constexpr std::int64_t GROWTH_KIB_MAX = std::int64_t{256 + 2 * 64} * 1024;
#else
constexpr std::int64_t GROWTH_KIB_MAX = std::int64_t{64} * 1024;
#endif

/// Models for a config: one half needs a cpu slot and sends reasoning, the other half waits.
std::string many_models() {
    std::string models;
    for (int i = 0; i < LOAD_MODELS; ++i) {
        const std::string name = "model-" + std::to_string(i);
        models += i > 0 ? "," : "";
        models += R"({"signature": ")" + name + R"(", "agent": )";
        models += i % 2 == 0 ? R"({"kind": "mock"}})" : R"({"kind": "idle", "delay_ms": 20}})";
    }
    return models;
}

/// Clients that submit one job after the other until they are destroyed.
class Submitters {
public:
    explicit Submitters(const RunningPipeline& pipeline) : pipeline_{pipeline} {
        for (int i = 0; i < CLIENTS; ++i) threads_.emplace_back([this] { submit(); });
    }
    ~Submitters() {
        stopping_ = true;
        for (auto& thread : threads_) thread.join();
    }
    Submitters(const Submitters&) = delete;
    Submitters& operator=(const Submitters&) = delete;

    [[nodiscard]] int taken() const { return taken_; }
    [[nodiscard]] int put_off() const { return put_off_; }

private:
    void submit() {
        const std::string body =
            R"({"config": {"market": "small", "models": [{"signature": "equal_weight"}]},)"
            R"( "start_date": "2024-01-02", "end_date": "2024-01-03", "replace_existing": true})";
        while (!stopping_) {
            const auto status = pipeline_.post("/simulate/trigger", body).status;
            if (status == 503)
                ++put_off_;
            else if (status >= 200 && status < 300)
                ++taken_;
            else
                ADD_FAILURE() << "status " << status;
        }
    }

    const RunningPipeline& pipeline_;
    std::atomic<bool> stopping_{false};
    std::atomic<int> taken_{0};
    std::atomic<int> put_off_{0};
    std::vector<std::thread> threads_;
};

/// The writer is stopped by SIGSTOP as long as this object lives.
class Stopped {
public:
    explicit Stopped(const RunningPipeline& pipeline) : writer_{pipeline.pid_of("writer")} {
        EXPECT_EQ(::kill(writer_, SIGSTOP), 0);
    }
    ~Stopped() { ::kill(writer_, SIGCONT); }
    Stopped(const Stopped&) = delete;
    Stopped& operator=(const Stopped&) = delete;

private:
    pid_t writer_;
};

/// Kills the writer, and holds the database lock as long as this object lives, so that no restarted
/// writer can open the database.
class Killed {
public:
    explicit Killed(const RunningPipeline& pipeline)
        : lock_{::open((pipeline.results().string() + ".lock").c_str(), O_RDWR | O_CLOEXEC)} {
        EXPECT_GE(lock_, 0);
        std::atomic<bool> locked{false};
        // A writer that was restarted before the lock was requested is killed, too.
        std::thread killer{[&] {
            while (!locked) {
                pid_t writer = 0;
                std::ifstream{pipeline.folder() / "run" / "writer.pid"} >> writer;
                if (writer > 0) ::kill(writer, SIGKILL);
            }
        }};
        EXPECT_EQ(::flock(lock_, LOCK_EX), 0);
        locked = true;
        killer.join();
    }
    ~Killed() { ::close(lock_); }
    Killed(const Killed&) = delete;
    Killed& operator=(const Killed&) = delete;

private:
    int lock_;
};

template <class Away>
void expect_bounded_and_recovered() {
    using Phase = ResidentMemory::Phase;
    const RunningPipeline pipeline{{"--workers", "2"}};
    ResidentMemory memory{pipeline, {"broker", "query", "worker-1", "worker-2", "writer"}};
    const auto job = submit_over_small_market(pipeline, LOAD_DAYS, many_models());
    until(pipeline, "the first days", [&] {
        return ResultsFile{pipeline.results()}.row("SELECT COUNT(*) > 500 FROM closings") == "1";
    });
    auto submitters = std::make_unique<Submitters>(pipeline);
    until(pipeline, "the first submissions", [&] { return submitters->taken() > 10; });
    memory.look(Phase::before);
    {
        const Away away{pipeline};
        const auto until_then = std::chrono::steady_clock::now() + fault_seconds(AWAY);
        while (std::chrono::steady_clock::now() < until_then) {
            EXPECT_NE(pipeline.get("/jobs").status, 0);
            memory.look(Phase::during);
        }
        EXPECT_NE(trouble_of_writer(pipeline), "");
        EXPECT_GT(submitters->put_off(), 0);
    }
    const int taken = submitters->taken();
    until(pipeline, "submissions again", [&] { return submitters->taken() > taken + 10; });
    std::printf("%d submissions taken, %d put off\n", submitters->taken(), submitters->put_off());
    submitters.reset();
    EXPECT_EQ(ended(pipeline, job)["status"], "completed");
    memory.look(Phase::after);
    memory.print();
    EXPECT_EQ(ResultsFile{pipeline.results()}.row("SELECT MAX(attempt) FROM attempts"), "1")
        << "an agent was run again";
    for (const std::string program : {"broker", "query", "worker-1", "worker-2"})
        EXPECT_LT(memory.growth_kib(program), GROWTH_KIB_MAX) << program;
}

TEST(AbsentWriter, StoppedUnderLoad) { expect_bounded_and_recovered<Stopped>(); }

TEST(AbsentWriter, KilledUnderLoadAndKeptFromComingBack) { expect_bounded_and_recovered<Killed>(); }

}  // namespace
}  // namespace tradepit::faults
