#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
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
using testing::IsSupersetOf;

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

/// A pipeline with a job of models whose names are not those of folders.
class HubNames : public testing::Test {
protected:
    HubNames() {
        write_small_market(pipeline.folder() / "small.csv", 8);
        write_small_config(pipeline.folder() / "config.json",
                           model("openai/gpt-5") + model("deepseek-ai/DeepSeek-V3.1") +
                               model("..") + model(".hidden") + model("GPT") + model("gpt"));
        pipeline.tell({"import", "prices", "small.csv", "--market", "small"});
        job = pipeline.tell({"submit", "config.json", "--dual-write", "--wait"})["job_id"];
    }
    static std::string model(const std::string& name) {
        return R"({"signature": ")" + name + R"(", "agent": {"kind": "equal_weight"}},)";
    }
    std::set<std::string> folders_in(const std::filesystem::path& tree) const {
        std::set<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator{tree})
            names.insert(entry.path().filename().string());
        return names;
    }
    nlohmann::json books(const std::string& of) const {
        return pipeline.tell({"digest", of, "--books"})["digest"];
    }

    RunningPipeline pipeline;
    std::string job;
};

TEST_F(HubNames, AreExportedAndImported) {
    pipeline.tell({"export", job, "out"});
    const auto folders = folders_in(pipeline.folder() / "out");
    EXPECT_THAT(folders, IsSupersetOf({"openai%2Fgpt-5", "deepseek-ai%2FDeepSeek-V3.1", "%2E.",
                                       "%2Ehidden", "%47%50%54", "gpt", "momentum-5"}));
    const auto verified = pipeline.ask({"verify", "out", "--job", job});
    EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
    const auto imported = pipeline.tell({"import", "positions", "out", "--job", "again"});
    EXPECT_GT(imported["summary"]["openai/gpt-5"], 0);
    EXPECT_GT(imported["summary"][".."], 0);
    EXPECT_EQ(imported["left_out"], nlohmann::json::array());
    EXPECT_EQ(books("again"), books(job));
}

TEST_F(HubNames, AreMirroredAsTheyAreExported) {
    pipeline.tell({"export", job, "out"});
    pipeline.status_until(
        job, [](const nlohmann::json& status) { return status["files_complete"] == true; });
    const auto mirror = pipeline.folder() / "run" / "records" / job;
    EXPECT_EQ(folders_in(mirror), folders_in(pipeline.folder() / "out"));
    const auto verified = pipeline.ask({"verify", mirror.string(), "--job", job});
    EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
}

TEST(Names, ARefusedExportWritesNothing) {
    const RunningPipeline pipeline;
    write_small_market(pipeline.folder() / "small.csv", 4);
    write_small_config(
        pipeline.folder() / "config.json",
        R"({"signature": ")" + std::string(86, '/') + R"(", "agent": {"kind": "equal_weight"}},)");
    pipeline.tell({"import", "prices", "small.csv", "--market", "small"});
    const std::string job = pipeline.tell({"submit", "config.json", "--wait"})["job_id"];
    const auto refused = pipeline.ask({"export", job, "out"});
    EXPECT_EQ(refused.exit_code, common::EXIT_USAGE);
    EXPECT_THAT(refused.err, HasSubstr("has 258 bytes, and 255 are the limit"));
    EXPECT_FALSE(std::filesystem::exists(pipeline.folder() / "out"));
}

/// What cannot be looked at in a tree of files is neither taken nor passed over in silence.
TEST(Folders, AnImportTakesTheRestAndEndsWith1) {
    const RunningPipeline pipeline;
    const auto tree = pipeline.folder() / "tree";
    for (const std::string name : {"good", "caf\xe9", "z/other"}) {
        std::filesystem::create_directories(tree / name / "position");
        std::ofstream{tree / name / "position" / "position.jsonl"}
            << R"({"date": "2025-10-01", "positions": {"CASH": 1000}})"
            << "\n";
    }
    std::filesystem::create_symlink("loop", tree / "loop");
    const auto imported = pipeline.ask({"import", "positions", "tree"});
    EXPECT_EQ(imported.exit_code, 1);
    EXPECT_EQ(imported.json()["summary"], (nlohmann::json{{"good", 1}, {"other", 1}}));
    EXPECT_EQ(imported.json()["left_out"][0]["kind"], "missing");
    EXPECT_THAT(imported.err, HasSubstr("tree/loop: Too many levels of symbolic links\n"));
    EXPECT_THAT(imported.err, HasSubstr(R"(its folder "caf\xe9" is not UTF-8: rename it)"));
    EXPECT_THAT(imported.err, HasSubstr(R"(note: other: its folder is "z/other")"));
    const auto verified = pipeline.ask({"verify", "tree"});
    EXPECT_EQ(verified.exit_code, 1);
    EXPECT_EQ(verified.json()["different"], 0) << verified.out;
    EXPECT_EQ(verified.json()["equal"], false);
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
