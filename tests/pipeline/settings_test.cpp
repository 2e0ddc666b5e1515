#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/schema/schema.h"
#include "tests/pipeline/results_file.h"
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

/// `tradepit up` with these arguments in a folder of its own, which is expected to end by itself.
class SetUp : public testing::Test {
protected:
    Finished up(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {"up", "--run-dir", "run"});
        // The default port may be another program's.
        if (std::ranges::find(arguments, "--http") == arguments.end())
            arguments.insert(arguments.end(), {"--http", "127.0.0.1:0"});
        return run_command("tradepit", std::move(arguments), folder.path());
    }
    std::string write(const std::string& name, const std::string& text, unsigned mode) const {
        const auto file = folder.path() / name;
        std::ofstream{file} << text;
        std::filesystem::permissions(file, std::filesystem::perms{mode});
        return file.string();
    }
    /// A database file on which SQL was run.
    std::string database(const std::string& name, const std::string& sql) const {
        auto file = write(name, "", 0600);
        ResultsFile{file}.change(sql);
        return file;
    }
    common::TemporaryFolder folder;
};

TEST_F(SetUp, AFaultEndsThePipelineOnceWithTheReason) {
    const auto hash = std::string(64, '0');
    const auto loose = write("loose", "a read " + hash + "\n", 0666);
    const auto wrong = write("wrong", "a reed " + hash + "\n", 0600);
    const auto no_slots = write("settings.toml", "[worker]\nslots = none\n", 0600);
    const std::vector<std::pair<std::vector<std::string>, std::string>> table{
        {{"--tokens", loose}, "may be written by others than its owner"},
        {{"--tokens", wrong}, "line 1: a scope other than read"},
        {{"--tokens", "/no/such"}, "is no file that can be read"},
        {{"--http", "192.0.2.1:0", "--insecure"}, "--http 192.0.2.1:0: Cannot assign requested"},
        {{"--config-dir", "/no/such"}, "--config-dir /no/such: there is no such folder"},
        {{"--db", "/no/such/results.db"}, "there is no folder /no/such"},
        {{"--db", folder.path().string()}, "is a folder; it must be a plain file"},
        {{"--db", database("other.db", "CREATE TABLE t(a)")}, "is no database of tradepit"},
        {{"--db", database("later.db", "PRAGMA user_version = 99; PRAGMA application_id = " +
                                           std::to_string(common::APPLICATION_ID))},
         "has schema 99 of a later build of tradepit"},
        {{"--tasks", "tcp://127.0.0.1:none"}, "tcp://127.0.0.1:none"},
        {{"--settings", "/dev/null"}, "--settings /dev/null is not a regular file"},
        {{"--settings", no_slots}, "refuses its set-up; its last messages:"},
        {{"--deployment-mode", "DEV", "--db", "/no/such/results.db"}, "was not emptied"},
    };
    for (const auto& [arguments, reason] : table) {
        const auto ended = up(arguments);
        EXPECT_EQ(ended.exit_code, 64) << reason << ": " << ended.err;
        EXPECT_NE(ended.err.find(reason), std::string::npos) << reason << ": " << ended.err;
        EXPECT_EQ(ended.err.find("; starting it again"), std::string::npos) << ended.err;
    }
}

TEST_F(SetUp, AMountedSecretIsReadWithAWarning) {
    const auto secret = write("secret", "a read " + std::string(64, 'A') + "\n", 0440);
    RunningPipeline pipeline{{"--tokens", secret}};
    EXPECT_EQ(pipeline.get("/health").status, 200);
    EXPECT_EQ(pipeline.get("/jobs").status, 401);
    const auto ended = pipeline.end_up(SIGTERM);
    EXPECT_NE(ended.err.find("may be read by others than its owner"), std::string::npos);
    pipeline.start_up();
}

TEST_F(SetUp, ASettingsFileMayHaveHashesInItsTexts) {
    const auto settings = write("settings.toml",
                                "\xEF\xBB\xBF# why\r\n"
                                "run-dir = \"team#2\"  # why\r\n"
                                "log-level = warn\r\n"
                                "[up]  # why\r\n"
                                "db = 'my results.db'\r\n"
                                "http = 127.0.0.1:0\r\n"
                                "[query]\r\n"
                                "max-simulation-days = 250\r\n",
                                0600);
    Command up{"tradepit", {"up", "--settings", settings}, folder.path()};
    // The command waits until the pipeline answers in the same folder.
    const auto jobs = run_command("tradepit", {"jobs", "--settings", settings}, folder.path());
    EXPECT_EQ(jobs.exit_code, 0) << jobs.err;
    std::string address;
    std::ifstream{folder.path() / "team#2" / "http.address"} >> address;
    EXPECT_TRUE(address.starts_with("127.0.0.1:")) << address;
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "my results.db"));
    up.signal(SIGTERM);
    EXPECT_EQ(up.finish().exit_code, 0);
}

}  // namespace
}  // namespace tradepit
