// The database cannot be written for a while. The writer waits, reports it in /health, and
// continues by itself. Nothing is lost and no agent runs again.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/faults/fault_numbers.h"
#include "tests/faults/faulted_pipeline.h"
#include "tests/faults/writer_process.h"
#include "tests/pipeline/results_file.h"

namespace tradepit::faults {
namespace {

constexpr int TROUBLED_DAYS = 60;
/// The job is long enough that the fault happens in the middle of it.
const std::string TROUBLED_MODELS =
    R"({"signature": "slow", "agent": {"kind": "idle", "delay_ms": 40}}, {"signature": "random"})";

class Trouble : public testing::Test {
protected:
    static void SetUpTestSuite() { undisturbed = undisturbed_run(TROUBLED_DAYS, TROUBLED_MODELS); }

    static std::string started_job(const RunningPipeline& pipeline) {
        auto job = submit_over_small_market(pipeline, TROUBLED_DAYS, TROUBLED_MODELS);
        until(pipeline, "the first days", [&] {
            return ResultsFile{pipeline.results()}.row(
                       "SELECT COUNT(*) >= 3 FROM closings JOIN job_models USING (chain) WHERE "
                       "model = 'slow'") == "1";
        });
        return job;
    }
    /// Expects that /health reports the trouble as long as it lasts, and that a submission is
    /// answered with 503 and Retry-After.
    static void expect_told(const RunningPipeline& pipeline, const std::string& trouble) {
        until(pipeline, "the writer's word: " + trouble,
              [&] { return trouble_of_writer(pipeline).find(trouble) != std::string::npos; });
        const auto until_then =
            std::chrono::steady_clock::now() + fault_seconds(std::chrono::seconds{3});
        while (std::chrono::steady_clock::now() < until_then) {
            EXPECT_EQ(pipeline.get("/health").status, 503);
            const auto put_off =
                pipeline.post("/simulate/trigger", R"({"config_path": "default_config.json"})");
            EXPECT_EQ(put_off.status, 503) << put_off.body;
            EXPECT_NE(put_off.headers.find("Retry-After"), std::string::npos) << put_off.headers;
        }
    }
    static void expect_recovered(const RunningPipeline& pipeline, const std::string& job) {
        until(pipeline, "health", [&] { return pipeline.get("/health").status == 200; });
        EXPECT_EQ(ended(pipeline, job)["status"], "completed");
        EXPECT_EQ(pipeline.tell({"digest", job})["digest"], undisturbed.digest);
        EXPECT_EQ(ResultsFile{pipeline.results()}.row("SELECT MAX(attempt) FROM attempts"), "1")
            << "an agent was run again";
    }

    inline static Undisturbed undisturbed;
};

TEST_F(Trouble, ADiskThatIsFullForAWhile) {
    const common::TemporaryFolder folder;
    const auto full = folder.path() / "full";
    const Environment settings{{{"LD_PRELOAD", disk_library()},
                                {"ASAN_OPTIONS", "verify_asan_link_order=0"},
                                {"TRADEPIT_DISK_FULL", full.string()}}};
    const RunningPipeline pipeline{{"--workers", "1"}};
    const auto job = started_job(pipeline);
    std::ofstream{full} << "no space left";
    expect_told(pipeline, "full");
    std::filesystem::remove(full);
    expect_recovered(pipeline, job);
}

TEST_F(Trouble, AForeignWriteLock) {
    const RunningPipeline pipeline{{"--workers", "1"}};
    const auto job = started_job(pipeline);
    std::optional<SQLite::Database> foreign{std::in_place, pipeline.results().string(),
                                            SQLite::OPEN_READWRITE, 10'000};
    foreign->exec("BEGIN IMMEDIATE");
    expect_told(pipeline, "locked");
    foreign->exec("ROLLBACK");
    foreign.reset();
    expect_recovered(pipeline, job);
}

TEST_F(Trouble, AReaderThatNeverEndsHoldsUpNobody) {
    const RunningPipeline pipeline{{"--workers", "1"}};
    const auto job = started_job(pipeline);
    SQLite::Database foreign{pipeline.results().string(), SQLite::OPEN_READONLY};
    foreign.exec("BEGIN");
    const auto seen = foreign.execAndGet("SELECT COUNT(*) FROM closings").getInt();
    expect_recovered(pipeline, job);
    EXPECT_EQ(foreign.execAndGet("SELECT COUNT(*) FROM closings").getInt(), seen);
}

TEST_F(Trouble, AWriterWhoseDiskFailsOnceInTheMiddleOfAJob) {
    ASSERT_GT(undisturbed.disk_calls, 100);
    for (const std::string kind : {"kill", "full", "io", "short"}) {
        // How many commits a job takes differs from run to run: the first half comes in every run.
        for (const long at : sample(undisturbed.disk_calls / 2, 1)) {
            SCOPED_TRACE(kind + " at " + std::to_string(at));
            const common::TemporaryFolder folder;
            const auto mark = folder.path() / "mark";
            const Environment settings{{{"LD_PRELOAD", disk_library()},
                                        {"ASAN_OPTIONS", "verify_asan_link_order=0"},
                                        {"TRADEPIT_DISK_FAULT", kind},
                                        {"TRADEPIT_DISK_FAULT_AT", std::to_string(at)},
                                        {"TRADEPIT_DISK_MARK", mark.string()}}};
            const RunningPipeline pipeline{{"--workers", "1"}};
            const auto job = submit_over_small_market(pipeline, TROUBLED_DAYS, TROUBLED_MODELS);
            expect_recovered(pipeline, job);
            EXPECT_TRUE(std::filesystem::exists(mark)) << "the fault did not happen";
        }
    }
}

}  // namespace
}  // namespace tradepit::faults
