#include <chrono>
#include <csignal>
#include <fstream>
#include <list>

#include <gtest/gtest.h>

#include "tests/chaos/processes.h"
#include "tests/chaos/slow_job.h"

namespace tradepit {
namespace {

using nlohmann::json;

const std::vector<std::string> PROGRAMS{"writer", "broker", "query", "worker-1", "worker-2"};

void await_running(const RunningPipeline& pipeline, const std::string& job) {
    pipeline.status_until(job, [](const json& now) { return now["progress"]["running"] == 2; });
}

TEST(UpDeath, LeavesNoProcessBehindAndTheNextOneGoesOn) {
    RunningPipeline pipeline{{"--workers", "2"}};
    prepare_slow_job(pipeline, 2, 8, 200);
    const auto undisturbed = digest_at_the_end(pipeline, submit_slow_job(pipeline));
    const auto job = submit_slow_job(pipeline);
    for (int deaths = 0; deaths < 2; ++deaths) {
        await_running(pipeline, job);
        std::list<Witness> programs;
        for (const auto& name : PROGRAMS) programs.emplace_back(pipeline.pid_of(name));
        EXPECT_EQ(pipeline.end_up(SIGKILL).exit_code, 128 + SIGKILL);
        for (const auto& program : programs) EXPECT_TRUE(program.ends());
        pipeline.start_up();
    }
    EXPECT_EQ(digest_at_the_end(pipeline, job), undisturbed);
}

TEST(UpEnd, BySigtermGivesBackWhatRunsAndTheNextOneGoesOn) {
    RunningPipeline pipeline{{"--workers", "2"}};
    prepare_slow_job(pipeline, 2, 2, 4'000);
    const auto job = submit_slow_job(pipeline);
    await_running(pipeline, job);
    EXPECT_EQ(pipeline.end_up(SIGTERM).exit_code, 0);
    pipeline.start_up();
    const auto attempts = attempts_of(pipeline, job);
    EXPECT_EQ(attempts["states"]["released"], 2) << attempts.dump();
    EXPECT_EQ(attempts["states"]["superseded"], 0);
    pipeline.status_until(job, has_ended);
    EXPECT_EQ(attempts_of(pipeline, job)["states"]["completed"], 4);
}

TEST(UpEnd, ByASecondSigtermIsAtOnceAndLeavesNoProcessBehind) {
    const common::TemporaryFolder folder;
    Command up{"tradepit",
               {"up", "--run-dir", "run", "--http", "127.0.0.1:0", "--workers", "2"},
               folder.path()};
    ASSERT_EQ(run_command("tradepit", {"jobs", "--run-dir", "run"}, folder.path()).exit_code, 0);
    const auto pid_of = [&](const std::string& name) {
        pid_t pid = 0;
        std::ifstream{folder.path() / "run" / (name + ".pid")} >> pid;
        return pid;
    };
    std::list<Witness> programs;
    for (const auto& name : PROGRAMS) programs.emplace_back(pid_of(name));
    const Witness other_worker{pid_of("worker-2")};
    // A stopped worker does not drain, so the end of the other programs waits for it.
    stop(pid_of("worker-1"));
    up.signal(SIGTERM);
    ASSERT_TRUE(other_worker.ends()) << "the first signal drains";
    up.signal(SIGTERM);
    const auto second = std::chrono::steady_clock::now();
    static_cast<void>(up.finish());
    EXPECT_LT(std::chrono::steady_clock::now() - second, std::chrono::seconds{5});
    for (const auto& program : programs) EXPECT_TRUE(program.ends());
}

}  // namespace
}  // namespace tradepit
