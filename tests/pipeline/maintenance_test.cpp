#include <chrono>
#include <csignal>
#include <filesystem>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/process/exit_codes.h"
#include "tests/pipeline/results_file.h"
#include "tests/pipeline/running_pipeline.h"
#include "tests/pipeline/small_market.h"

namespace tradepit {
namespace {

using nlohmann::json;

/// A pipeline with one completed job. A test may submit a slow job that runs meanwhile.
class Maintained : public testing::Test {
protected:
    static constexpr int DAYS = 30;

    Maintained() {
        write_small_market(pipeline.folder() / "small.csv", DAYS);
        tell({"import", "prices", "small.csv", "--market", "small"});
        done = submit("");
        pipeline.status_until(done, has_ended);
        digest = tell({"digest", done})["digest"];
    }
    json tell(std::vector<std::string> arguments) { return pipeline.tell(std::move(arguments)); }
    std::string submit(const std::string& extra) {
        write_small_config(pipeline.folder() / "config.json", extra);
        return tell({"submit", "config.json"})["job_id"];
    }
    std::string submit_slow() {
        return submit(R"({"signature": "slow", "agent": {"kind": "idle", "delay_ms": 100}},)");
    }
    std::string backup_file() const { return (pipeline.folder() / "backup.db").string(); }
    std::string row(const std::string& sql) { return ResultsFile{pipeline.results()}.row(sql); }
    void await_purge() {
        json_until(pipeline, "/maintenance",
                   [](const json& state) { return state["jobs_to_purge"] == 0; });
    }

    RunningPipeline pipeline;
    std::string done;
    std::string digest;
};

TEST_F(Maintained, ACleanupTakesWhatEndedWhileAnotherJobRuns) {
    const auto open = submit_slow();
    const auto positions = row("SELECT count(*) FROM positions WHERE job_id = '" + done + "'");
    const auto answer = tell({"cleanup", "--days", "0", "--wait"});
    EXPECT_EQ(answer["jobs_deleted"], 1);
    EXPECT_EQ(std::to_string(answer["positions_deleted"].get<int>()), positions);
    EXPECT_EQ(pipeline.get("/simulate/status/" + done).status, 404);
    for (const char* table : {"job_details", "positions", "reasoning_logs", "tool_usage"})
        EXPECT_EQ(
            row(std::string{"SELECT count(*) FROM "} + table + " WHERE job_id = '" + done + "'"),
            "0");
    EXPECT_EQ(pipeline.status_until(open, has_ended)["status"], "completed");
    EXPECT_EQ(tell({"check"})["sound"], true);
    EXPECT_EQ(tell({"cleanup", "--days", "1"})["jobs_deleted"], 0);
}

TEST_F(Maintained, AWriterThatIsKilledGoesOnPurging) {
    tell({"cleanup", "--days", "0"});
    ::kill(pipeline.pid_of("writer"), SIGKILL);
    EXPECT_EQ(pipeline.get("/simulate/status/" + done).status, 404);
    await_purge();
    EXPECT_EQ(row("SELECT count(*) FROM holdings"), "0");
    EXPECT_EQ(row("SELECT count(*) FROM positions"), "0");
}

TEST_F(Maintained, ABackupUnderLoadIsARestoreLater) {
    const auto open = submit_slow();
    const auto task = tell({"backup", backup_file()});
    EXPECT_EQ(task["state"], "done");
    EXPECT_EQ(task["result"]["bytes"], std::filesystem::file_size(backup_file()));
    EXPECT_EQ(pipeline.ask({"backup", backup_file()}).exit_code, 64);
    tell({"backup", backup_file(), "--force"});
    EXPECT_EQ(pipeline.status_until(open, has_ended)["status"], "completed");
    const auto whole = tell({"digest", open})["digest"];

    pipeline.end_up(SIGTERM);
    for (const char* suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(pipeline.results().string() + suffix);
    std::filesystem::copy_file(backup_file(), pipeline.results());
    pipeline.start_up();
    EXPECT_EQ(tell({"digest", done})["digest"], digest);
    // The job that was open in the backup continues from its state there.
    pipeline.status_until(open, has_ended);
    EXPECT_EQ(tell({"digest", open})["digest"], whole);
}

TEST_F(Maintained, AVacuumGivesRoomBackAndTheWholeFileOnlyWhileNoJobIsOpen) {
    tell({"cleanup", "--days", "0", "--wait"});
    EXPECT_GT(tell({"vacuum"})["result"]["pages_freed"], 0);
    EXPECT_EQ(pipeline.get("/maintenance").json()["free_pages"], 0);
    const auto open = submit_slow();
    const auto refused = pipeline.ask({"vacuum", "--full"});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_NE(refused.err.find("Job " + open + " is open"), std::string::npos) << refused.err;
    tell({"cancel", open});
    EXPECT_EQ(tell({"vacuum", "--full"})["state"], "done");
    EXPECT_EQ(tell({"check"})["sound"], true);
}

TEST_F(Maintained, MaintenanceNeedsNoBroker) {
    pipeline.end_up(SIGTERM);
    Command writer{"tradepit-writer", {"--run-dir", "run"}, pipeline.folder()};
    Command query{"tradepit-query", {"--run-dir", "run"}, pipeline.folder()};
    EXPECT_EQ(tell({"backup", backup_file()})["state"], "done");
    EXPECT_EQ(ResultsFile{backup_file()}.row("SELECT job_id FROM jobs"), done);
    EXPECT_EQ(tell({"cleanup", "--days", "0", "--wait"})["jobs_deleted"], 1);
    EXPECT_EQ(tell({"vacuum"})["state"], "done");
    for (Command* program : {&query, &writer}) {
        program->signal(SIGTERM);
        EXPECT_EQ(program->finish().exit_code, 0);
    }
}

TEST_F(Maintained, ARequestUnderItsKeyIsDoneOnce) {
    const auto first = pipeline.post("/maintenance/cleanup", R"({"days":0})", "the key");
    EXPECT_EQ(first.json()["jobs_deleted"], 1);
    EXPECT_EQ(pipeline.post("/maintenance/cleanup", R"({"days":0})", "the key").body, first.body);
    EXPECT_EQ(pipeline.post("/maintenance/cleanup", R"({"days":1})", "the key").status, 409);
    EXPECT_EQ(pipeline.post("/maintenance/cleanup", R"({"days":-1})", "another").status, 422);
    await_purge();
}

TEST_F(Maintained, WhatNoWriterWroteEndsThePipelineWithItsOwnCode) {
    const auto open = submit_slow();
    pipeline.end_up(SIGTERM);
    const ResultsFile file{pipeline.results()};
    file.change("UPDATE jobs SET date_range = '[\"no date\"]' WHERE job_id = '" + open + "'");
    Command up{"tradepit", {"up", "--run-dir", "run", "--http", "127.0.0.1:0"}, pipeline.folder()};
    const auto ended = up.finish();
    EXPECT_EQ(ended.exit_code, common::EXIT_CORRUPT) << ended.err;
    EXPECT_NE(ended.err.find("the database is damaged; restore a backup"), std::string::npos);
    file.change("UPDATE jobs SET date_range = (SELECT date_range FROM jobs WHERE job_id = '" +
                done + "') WHERE job_id = '" + open + "'");
    pipeline.start_up();
}

}  // namespace
}  // namespace tradepit
