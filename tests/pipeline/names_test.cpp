#include <chrono>
#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/process/exit_codes.h"
#include "tests/pipeline/results_file.h"
#include "tests/pipeline/running_pipeline.h"
#include "tests/pipeline/small_market.h"

namespace tradepit {
namespace {

using testing::HasSubstr;

TEST(Names, OfTwoWorkersOfOneNameTheSecondEndsWithTheReason) {
    const RunningPipeline pipeline{{"--workers", "1"}};
    write_small_market(pipeline.folder() / "small.csv", 8);
    write_small_config(pipeline.folder() / "config.json",
                       R"({"signature": "slow", "agent": {"kind": "idle", "delay_ms": 200}},)");
    pipeline.tell({"import", "prices", "small.csv", "--market", "small"});
    Command second{
        "tradepit-worker", {"--run-dir", "run", "--name", "worker-1"}, pipeline.folder()};
    const std::string job = pipeline.tell({"submit", "config.json"})["job_id"];
    const auto ended = second.finish(std::chrono::seconds{60});
    EXPECT_EQ(ended.exit_code, common::EXIT_NAME_TAKEN) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("another worker of the name \"worker-1\" is at work at "));
    EXPECT_THAT(ended.err, HasSubstr("worker names must differ; give --name, or leave it out"));
    const auto status = pipeline.status_until(job, has_ended);
    EXPECT_EQ(status["status"], "completed") << status.dump();
    EXPECT_EQ(ResultsFile{pipeline.results()}.row("SELECT max(attempt) FROM attempts"), "1");
}

TEST(Names, AWorkerNameThatLogsCannotShowIsRefused) {
    const common::TemporaryFolder folder;
    const auto refused =
        run_command("tradepit-worker", {"--name", "a\nwarning: all is lost"}, folder.path());
    EXPECT_EQ(refused.exit_code, common::EXIT_USAGE);
    EXPECT_THAT(refused.err, HasSubstr(R"(--name: the name "a\x0awarning: all is lost" has)"));
}

}  // namespace
}  // namespace tradepit
