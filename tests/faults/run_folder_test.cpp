// What lies in the run folder goes away while the pipeline runs.
#include <csignal>
#include <filesystem>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/common/file_text.h"
#include "tests/pipeline/running_pipeline.h"
#include "tests/pipeline/small_market.h"

namespace tradepit::faults {
namespace {

namespace fs = std::filesystem;

/// A pipeline of one worker whose database is outside of its run folder.
class RemovedFromTheRunFolder : public ::testing::Test {
protected:
    RemovedFromTheRunFolder() {
        write_small_market(pipeline.folder() / "small.csv", 30);
        write_small_config(pipeline.folder() / "config.json", "");
        pipeline.tell({"import", "prices", "small.csv", "--market", "small"});
    }
    [[nodiscard]] fs::path run() const { return pipeline.folder() / "run"; }
    void kill_and_await_another(const std::string& program) const {
        const auto before = pipeline.pid_of(program);
        ::kill(before, SIGKILL);
        while (pipeline.pid_of(program) == before) {
        }
    }
    void expect_that_a_job_completes() {
        // Over the lookup socket, since a query that was started again has another HTTP port.
        const auto ended = pipeline.ask({"submit", "config.json", "--wait"});
        EXPECT_EQ(ended.exit_code, 0) << ended.err;
    }

    RunningPipeline pipeline{{"--db", "results.db", "--workers", "1"}};
};

TEST_F(RemovedFromTheRunFolder, SocketsAreBoundAgainAndNewWorkersFindThem) {
    for (const char* name : {"tasks", "control", "events", "lookup"}) fs::remove(run() / name);
    kill_and_await_another("worker-1");
    expect_that_a_job_completes();
}

TEST_F(RemovedFromTheRunFolder, EverythingIsMadeAgainWhileProgramsRestart) {
    fs::remove_all(run());
    for (const char* program : {"worker-1", "query", "broker", "writer"})
        kill_and_await_another(program);
    expect_that_a_job_completes();
    while (text_of(run() / "http.address").empty()) {
    }
}

TEST_F(RemovedFromTheRunFolder, ALockThatIsGoneLetsNoSecondPipelineIn) {
    fs::remove(run() / "lock");
    const auto second = run_command("tradepit", {"up", "--run-dir", "run", "--http", "127.0.0.1:0"},
                                    pipeline.folder());
    EXPECT_EQ(second.exit_code, 1) << second.err;
    EXPECT_NE(second.err.find("a pipeline runs in it already"), std::string::npos) << second.err;
    expect_that_a_job_completes();
}

}  // namespace
}  // namespace tradepit::faults
