#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pipeline/commands.h"
#include "tests/pipeline/results_file.h"
#include "tests/pipeline/small_market.h"

namespace tradepit {
namespace {

class Digest : public testing::Test {
protected:
    void SetUp() override {
        write_small_market(folder.path() / "small.csv", 60);
        write_small_config(folder.path() / "config.json");
    }
    /// Runs the job with a new database. @return the digest that `tradepit run` reports.
    std::string run(const std::string& name, std::vector<std::string> more = {}) {
        std::vector<std::string> arguments = {"run",       "config.json", "--prices", "small.csv",
                                              "--market",  "small",       "--db",     name + ".db",
                                              "--run-dir", name,          "--json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto done = run_command("tradepit", arguments, folder.path());
        EXPECT_EQ(done.exit_code, 0) << done.err;
        const auto report = done.json();
        EXPECT_EQ(report["status"], "completed");
        ResultsFile{folder.path() / (name + ".db")}.expect_sound();
        return report["digest"];
    }
    common::TemporaryFolder folder;
};

TEST_F(Digest, IsTheSameWithOneWorkerAndWithFourAndASecondTime) {
    const auto once = run("one", {"--workers", "1"});
    EXPECT_EQ(once.size(), 64U);
    EXPECT_EQ(once, run("four", {"--workers", "4"}));
    EXPECT_EQ(once, run("again", {"--workers", "4"}));
}

TEST_F(Digest, IsTheSameInOrderOfDateAndOfModel) {
    EXPECT_EQ(run("model", {"--order", "model"}), run("date", {"--order", "date"}));
}

}  // namespace
}  // namespace tradepit
