#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/common/file_text.h"
#include "tests/pipeline/results_file.h"
#include "tests/pipeline/running_pipeline.h"
#include "tests/pipeline/small_market.h"

namespace tradepit {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

/// The texts of all files below a folder, by relative path.
std::map<std::string, std::string> tree_of(const fs::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : fs::recursive_directory_iterator{folder})
        if (entry.is_regular_file())
            files[entry.path().lexically_relative(folder).generic_string()] = text_of(entry.path());
    return files;
}

/// Most requests go through the lookup socket (the CLI), because HTTP has another port after a
/// restart of query.
class DualWrite : public testing::Test {
protected:
    void trade_on_small_market(const std::string& extra = "") {
        write_small_market(pipeline.folder() / "small.csv", 30);
        write_small_config(
            pipeline.folder() / "config.json",
            R"({"signature": "mock", "agent": {"kind": "mock", "delay_ms": 0}},)" + extra);
        pipeline.tell({"import", "prices", "small.csv", "--market", "small"});
    }
    std::string submit(std::vector<std::string> more = {}) const {
        more.insert(more.begin(), {"submit", "config.json", "--dual-write"});
        return pipeline.tell(std::move(more))["job_id"];
    }
    json status_until(const std::string& job,
                      const std::function<bool(const json&)>& enough) const {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes{1};
        json status;
        do {
            status = pipeline.tell({"status", job});
        } while (!enough(status) && std::chrono::steady_clock::now() < deadline);
        EXPECT_TRUE(enough(status)) << status.dump();
        return status;
    }
    void days_completed(const std::string& job, int days) const {
        status_until(job, [&](const json& status) {
            return status["progress"]["completed"].get<int>() >= days;
        });
    }
    /// Some of its days are completed, and not all.
    static bool is_under_way(const json& status) {
        return status["status"] == "running" && status["progress"]["completed"] > 0;
    }
    static bool is_completed(const json& status) { return status["status"] == "completed"; }
    static bool is_complete(const json& status) { return status["files_complete"] == true; }

    fs::path folder_of(const std::string& job) const { return records / job; }
    Finished verify(const std::string& job) const {
        return pipeline.ask({"verify", folder_of(job).string(), "--job", job});
    }
    /// Expects that the files are equal to the database and to an export. It waits for that,
    /// because the files are complete only a moment after the job's end.
    void expect_equal(const std::string& job) const {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes{1};
        auto done = verify(job);
        while (done.exit_code != 0 && std::chrono::steady_clock::now() < deadline)
            done = verify(job);
        EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
        const auto exported = "export-" + job;
        pipeline.tell({"export", job, exported});
        EXPECT_EQ(tree_of(folder_of(job)), tree_of(pipeline.folder() / exported));
    }
    std::string metric(const std::string& name) const {
        const auto text = pipeline.get("/metrics").body;
        const auto at = text.find("\n" + name + " ");
        if (at == text.npos) return "";
        const auto from = at + name.size() + 2;
        return text.substr(from, text.find('\n', from) - from);
    }
    template <class Enough>
    void metric_until(const std::string& name, Enough enough) const {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes{1};
        auto value = metric(name);
        while (!enough(value) && std::chrono::steady_clock::now() < deadline) value = metric(name);
        EXPECT_TRUE(enough(value)) << name << " " << value;
    }

    RunningPipeline pipeline{{"--workers", "2"}};
    fs::path records = pipeline.folder() / "run" / "records";
    const std::string slow =
        R"({"signature": "slow", "agent": {"kind": "idle", "delay_ms": 150}},)";
};

TEST_F(DualWrite, TheFilesAreWhatAnExportWrites) {
    trade_on_small_market();
    const auto job = submit();
    EXPECT_TRUE(is_completed(status_until(job, has_ended)));
    expect_equal(job);
    const auto tree = tree_of(folder_of(job));
    EXPECT_TRUE(tree.contains("momentum-5/position/position.jsonl"));
    EXPECT_THAT(tree.at("momentum-5/position/position.jsonl"), HasSubstr(R"("action":"buy")"));
    EXPECT_TRUE(tree.contains("mock/log/2024-01-02/log.jsonl"));
    EXPECT_EQ(pipeline.tell({"status", job})["dual_write"], true);
    metric_until("tradepit_mirror_behind", [](const auto& behind) { return behind == "0.0"; });
    EXPECT_EQ(metric("tradepit_mirror_failed_total"), "0");
    status_until(job, is_complete);
}

TEST_F(DualWrite, OtherJobsWriteNoFiles) {
    trade_on_small_market();
    const auto config = pipeline.folder() / "config.json";
    auto with_files = json::parse(text_of(config));
    with_files["dual_write"] = true;
    std::ofstream{config} << with_files;
    const std::string other =
        pipeline.tell({"submit", "config.json", "--no-dual-write", "--wait"})["job_id"];
    // When the files of a later job are complete, query has also handled the end of the other job.
    status_until(submit(), is_complete);
    EXPECT_FALSE(fs::exists(folder_of(other)));
    const auto status = pipeline.tell({"status", other});
    EXPECT_EQ(status["dual_write"], false);
    EXPECT_EQ(status["files_complete"], nullptr);
}

TEST_F(DualWrite, WhoeverIsKilledNoLineIsThereTwiceAndNoneIsMissing) {
    trade_on_small_market(R"({"signature": "slow", "agent": {"kind": "idle", "delay_ms": 200}},)");
    std::vector<std::string> jobs{submit()};
    days_completed(jobs.back(), 20);
    for (const auto* name : {"query", "worker-1", "query", "writer", "broker", "query"}) {
        auto before = pipeline.tell({"status", jobs.back()});
        if (has_ended(before)) {
            // There is nothing to kill anybody for: the next job is.
            jobs.push_back(submit());
            before = status_until(jobs.back(), is_under_way);
        }
        EXPECT_EQ(::kill(pipeline.pid_of(name), SIGKILL), 0) << name;
        const int completed = before["progress"]["completed"];
        status_until(jobs.back(), [&](const json& status) {
            return has_ended(status) || status["progress"]["completed"].get<int>() > completed;
        });
    }
    for (const auto& job : jobs) {
        EXPECT_TRUE(is_completed(status_until(job, has_ended)));
        expect_equal(job);
    }
}

TEST_F(DualWrite, ATornLastLineIsMended) {
    trade_on_small_market(slow);
    const auto job = submit();
    days_completed(job, 20);
    pipeline.end_up(SIGTERM);
    int torn = 0;
    for (const auto& [name, text] : tree_of(folder_of(job))) {
        if (!name.ends_with("position.jsonl")) continue;
        fs::resize_file(folder_of(job) / name, text.size() - 5);
        ++torn;
    }
    EXPECT_GT(torn, 0);
    pipeline.start_up();
    EXPECT_TRUE(is_completed(status_until(job, has_ended)));
    expect_equal(job);
}

TEST_F(DualWrite, AFolderThatCannotBeWrittenHarmsNothingAndIsCaughtUpWith) {
    std::ofstream{records} << "a file in the folder's place";
    trade_on_small_market();
    const auto job = submit();
    EXPECT_TRUE(is_completed(status_until(job, has_ended)));
    metric_until("tradepit_mirror_behind", [](const auto& behind) { return behind == "6.0"; });
    metric_until("tradepit_mirror_failed_total",
                 [](const auto& failed) { return !failed.empty() && failed.front() != '0'; });
    EXPECT_EQ(pipeline.tell({"status", job})["files_complete"], false);
    fs::remove(records);
    expect_equal(job);
}

TEST_F(DualWrite, AFileThatIsChangedByHandIsToldByVerifyAndLeftAsItIs) {
    trade_on_small_market();
    const auto job = submit({"--wait"});
    expect_equal(job);
    const auto file = folder_of(job) / "random" / "position" / "position.jsonl";
    auto text = text_of(file);
    const auto cash = text.find("\"CASH\":", text.size() / 2);
    ASSERT_NE(cash, text.npos);
    text.replace(cash, 7, "\"CASH\":1");
    std::ofstream{file, std::ios::binary} << text;
    EXPECT_EQ(::kill(pipeline.pid_of("query"), SIGKILL), 0);
    const auto done = verify(job);
    EXPECT_EQ(done.exit_code, 1);
    const auto found = done.json();
    EXPECT_EQ(found["different"], 1);
    EXPECT_EQ(found["differences"][0]["model"], "random");
    EXPECT_EQ(found["differences"][0]["what"], "CASH");
    // When the files of another job are complete, the restarted query has examined all files.
    expect_equal(submit({"--wait"}));
    EXPECT_EQ(text_of(file), text);
}

TEST(DualWriteOfARun, IsWholeWhenTheRunEnds) {
    const common::TemporaryFolder folder;
    write_small_market(folder.path() / "small.csv", 30);
    write_small_config(folder.path() / "config.json", R"({"signature": "idle"},)");
    std::ofstream{folder.path() / "settings.toml"} << "[query]\ndual-write-dir = \"files\"\n";
    const auto done =
        run_command("tradepit",
                    {"run", "config.json", "--prices", "small.csv", "--market", "small",
                     "--dual-write", "--run-dir", "run", "--settings", "settings.toml", "--json"},
                    folder.path());
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_EQ(done.json()["files_complete"], true);
    const std::string job = done.json()["job_id"];
    std::int64_t lines = 0;
    for (const auto& [name, text] : tree_of(folder.path() / "files" / job))
        if (name.ends_with("position.jsonl")) lines += std::ranges::count(text, '\n');
    EXPECT_EQ(std::to_string(lines), ResultsFile{folder.path() / "run" / "results.db"}.row(
                                         "SELECT COUNT(*) FROM positions"));
}

}  // namespace
}  // namespace tradepit
