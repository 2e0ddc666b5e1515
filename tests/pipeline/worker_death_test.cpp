#include <csignal>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pipeline/results_file.h"
#include "tests/pipeline/running_pipeline.h"
#include "tests/pipeline/small_market.h"

namespace tradepit {
namespace {

using nlohmann::json;

/// Runs a job that is slowed down by an idle model. With `kill` its worker is killed by SIGKILL
/// while it holds a lease. @return the digest.
std::string digest_of_slowed_run(bool kill) {
    const RunningPipeline pipeline{{"--workers", "1"}};
    write_small_market(pipeline.folder() / "small.csv", 8);
    write_small_config(pipeline.folder() / "config.json",
                       R"({"signature": "slow", "agent": {"kind": "idle", "delay_ms": 200}},)");
    pipeline.tell({"import", "prices", "small.csv", "--market", "small"});
    const std::string job = pipeline.tell({"submit", "config.json"})["job_id"];
    if (kill) {
        pipeline.status_until(
            job, [](const json& status) { return status["progress"]["running"].get<int>() > 0; });
        EXPECT_EQ(::kill(pipeline.pid_of("worker-1"), SIGKILL), 0);
    }
    const auto status = pipeline.status_until(job, has_ended);
    EXPECT_EQ(status["status"], "completed") << status.dump();
    const std::string attempts =
        ResultsFile{pipeline.results()}.row("SELECT max(attempt) FROM attempts");
    if (kill)
        EXPECT_GE(std::stoi(attempts), 2);
    else
        EXPECT_EQ(attempts, "1");
    return pipeline.tell({"digest", job})["digest"];
}

TEST(WorkerDeath, WhileItHoldsALeaseChangesNoBooks) {
    EXPECT_EQ(digest_of_slowed_run(false), digest_of_slowed_run(true));
}

}  // namespace
}  // namespace tradepit
