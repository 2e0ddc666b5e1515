#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pipeline/commands.h"
#include "tests/pipeline/results_file.h"

namespace tradepit {
namespace {

TEST(Chaos, AShortRoundHolds) {
    const common::TemporaryFolder folder;
    Command command{"tradepit",
                    {"chaos", "--seed", "1", "--kills", "5", "--stops", "1", "--days", "80",
                     "--workers", "2", "--run-dir", "run", "--json"},
                    folder.path()};
    const auto done = command.finish(std::chrono::seconds{200});
    ASSERT_EQ(done.exit_code, 0) << done.out << done.err;
    const auto report = done.json();
    EXPECT_EQ(report["held"], true);
    for (const auto* role : {"writer", "broker", "worker", "query"}) {
        EXPECT_EQ(report["roles"][role]["kills"], 5) << role;
        EXPECT_EQ(report["roles"][role]["stops"], 1) << role;
    }
    EXPECT_GE(report["total"]["repeated"], 1) << "a worker died while it held leases";
    const ResultsFile results{folder.path() / "run" / "results.db"};
    results.expect_sound();
    EXPECT_EQ(results.row("SELECT count(*) FROM job_details WHERE status != 'completed'"), "0");
}

TEST(Chaos, WithoutAnythingToStrikeIsTwoEqualJobs) {
    const common::TemporaryFolder folder;
    const auto done = run_command("tradepit",
                                  {"chaos", "--kills", "0", "--stops", "0", "--days", "5",
                                   "--models", "6", "--run-dir", "run", "--json"},
                                  folder.path());
    ASSERT_EQ(done.exit_code, 0) << done.err;
    const auto report = done.json();
    EXPECT_EQ(report["total"]["model_days"], 30);
    EXPECT_EQ(report["total"]["attempts"], 30);
    EXPECT_EQ(report["disturbed"][0]["digest"], report["undisturbed"]["digest"]);
}

}  // namespace
}  // namespace tradepit
