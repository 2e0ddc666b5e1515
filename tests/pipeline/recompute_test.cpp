#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pipeline/commands.h"
#include "tests/pipeline/results_file.h"

namespace tradepit {
namespace {

/// Buy-and-hold and equal-weight over every day of the real market, recomputed by a script that
/// shares no line with the pipeline.
TEST(Recompute, AnIndependentScriptAgreesToTheLastDecimalOnEveryDay) {
    if (real_data().empty()) GTEST_SKIP() << "no real data: set TRADEPIT_DATA";
    const TemporaryFolder folder;
    std::ofstream{folder.path() / "config.json"}
        << R"({"models": [{"signature": "buy_and_hold"}, {"signature": "equal_weight"}],
               "agent_config": {"initial_cash": 100000}})";
    const auto prices = (real_data() / "us-daily" / "merged.jsonl").string();
    const auto done = run_command(
        "tradepit", {"run", "config.json", "--prices", prices, "--db", "results.db", "--json"},
        folder.path());
    ASSERT_EQ(done.exit_code, 0) << done.err;
    const auto checked =
        run_command("/usr/bin/python3",
                    {(source_root() / "tests" / "pipeline" / "recompute.py").string(), prices,
                     "results.db", done.json()["job_id"].get<std::string>()},
                    folder.path());
    EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;
    EXPECT_EQ(checked.out, "buy_and_hold: 100 days agree\nequal_weight: 100 days agree\n");
    ResultsFile{folder.path() / "results.db"}.expect_sound();
}

}  // namespace
}  // namespace tradepit
