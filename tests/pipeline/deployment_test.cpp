#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pipeline/environment.h"
#include "tests/pipeline/results_file.h"
#include "tests/pipeline/running_pipeline.h"
#include "tests/pipeline/small_market.h"

namespace tradepit {
namespace {

using nlohmann::json;

/// A pipeline in dev mode, which is set by DEPLOYMENT_MODE as in the original system.
class DevMode : public testing::Test {
protected:
    DevMode() {
        write_small_market(pipeline.folder() / "small.csv", 3);
        std::ofstream{pipeline.folder() / "config.json"}
            << R"({"market": "small", "models": [{"signature": "gpt-5", "basemodel": "gpt-5"}]})";
    }
    std::string run_job() {
        pipeline.tell({"import", "prices", "small.csv", "--market", "small"});
        return pipeline.tell({"submit", "config.json", "--wait"})["job_id"];
    }
    void restart() {
        EXPECT_EQ(pipeline.end_up(SIGTERM).exit_code, 0);
        pipeline.start_up();
    }
    long status_of(const std::string& job) {
        return pipeline.get("/simulate/status/" + job).status;
    }
    Environment mode{{{"DEPLOYMENT_MODE", "DEV"}}};
    RunningPipeline pipeline{{"--workers", "1"}};
};

TEST_F(DevMode, AModelOfAProviderIsMockedAndIsReadOnlyWhenNamed) {
    const auto health = pipeline.get("/health").json();
    EXPECT_EQ(health["deployment_mode"], "DEV");
    EXPECT_EQ(health["preserve_dev_data"], false);
    const auto job = run_job();
    const auto status = pipeline.get("/simulate/status/" + job).json();
    EXPECT_EQ(status["status"], "completed");
    EXPECT_EQ(status["is_dev_mode"], true);
    const auto day = pipeline.get("/results?date=2024-01-02&detail=full&model=gpt-5");
    EXPECT_EQ(day.status, 404) << day.body;
    const auto named = pipeline.get("/results?date=2024-01-02&detail=full&job_id=" + job);
    EXPECT_NE(named.body.find("FINISH_SIGNAL"), std::string::npos) << named.body;
}

TEST_F(DevMode, ItsDatabaseIsItsOwnAndEmptiedAtTheStartUnlessItIsPreserved) {
    const auto job = run_job();
    EXPECT_FALSE(std::filesystem::exists(pipeline.folder() / "run" / "results.db"));
    EXPECT_EQ(::kill(pipeline.pid_of("writer"), SIGKILL), 0);
    json_until(pipeline, "/health",
               [](const json& health) { return health["status"] == "healthy"; });
    EXPECT_EQ(status_of(job), 200) << "a writer that is started again empties nothing";
    {
        const Environment preserve{{{"PRESERVE_DEV_DATA", "true"}}};
        restart();
        EXPECT_EQ(status_of(job), 200);
        EXPECT_EQ(pipeline.get("/health").json()["preserve_dev_data"], true);
    }
    restart();
    EXPECT_EQ(status_of(job), 404);
}

}  // namespace
}  // namespace tradepit
