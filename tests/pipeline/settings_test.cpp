#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pipeline/running_pipeline.h"
#include "tests/pipeline/small_market.h"

namespace tradepit {
namespace {

using nlohmann::json;

/// A settings file with sections for several programs of a pipeline.
class SettingsFile : public testing::Test {
protected:
    SettingsFile() {
        std::ofstream{settings} << "log-level = \"warn\"\n"
                                   "[up]\nworkers = 1\n"
                                   "[broker]\nmax-concurrent-jobs = 1\n"
                                   "[query]\nmax-simulation-days = 3\n";
    }
    common::TemporaryFolder folder;
    std::string settings = (folder.path() / "settings.toml").string();
};

TEST_F(SettingsFile, ReachesEveryProgram) {
    RunningPipeline pipeline{{"--settings", settings}};
    EXPECT_EQ(pipeline.get("/workers").json()["workers"].size(), 1U);
    write_small_market(pipeline.folder() / "small.csv", 4);
    pipeline.tell({"import", "prices", "small.csv", "--market", "small"});
    const auto trigger = [&](const char* from) {
        const json config{{"models", {{{"signature", "idle"}, {"agent", {{"delay_ms", 700}}}}}}};
        const json body{{"config", config},
                        {"start_date", from},
                        {"end_date", "2024-01-04"},
                        {"replace_existing", true}};
        return pipeline.post("/simulate/trigger", body.dump());
    };
    const auto refused = trigger("2024-01-01");
    EXPECT_EQ(refused.status, 400);
    EXPECT_NE(refused.body.find("more than 3 (MAX_SIMULATION_DAYS)"), std::string::npos);

    const std::string first = trigger("2024-01-02").json()["job_id"];
    const std::string second = trigger("2024-01-02").json()["job_id"];
    const auto waits = pipeline.status_until(
        second, [](const json& now) { return now["progress"]["waiting"].contains("other_jobs"); });
    EXPECT_EQ(waits["next_days"][0]["waiting_for"]["detail"],
              "1 job runs already, which is the limit (MAX_CONCURRENT_JOBS)");
    const auto ended =
        pipeline.status_until(second, [](const json& now) { return now["status"] == "completed"; });
    const auto before = pipeline.get("/simulate/status/" + first).json();
    EXPECT_EQ(before["status"], "completed");
    EXPECT_LE(before["completed_at"], ended["started_at"]);
}

TEST_F(SettingsFile, WithAnUnknownKeyStartsNothing) {
    std::ofstream{settings, std::ios::app} << "[writer]\nno-such-thing = 1\n";
    const auto up = run_command(
        "tradepit", {"up", "--run-dir", "run", "--http", "127.0.0.1:0", "--settings", settings},
        folder.path());
    EXPECT_EQ(up.exit_code, 64) << up.err;
    EXPECT_NE(up.err.find("no-such-thing"), std::string::npos) << up.err;
}

}  // namespace
}  // namespace tradepit
