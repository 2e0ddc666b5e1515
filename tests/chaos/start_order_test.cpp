#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/chaos/processes.h"
#include "tests/pipeline/results_file.h"
#include "tests/pipeline/small_market.h"

namespace tradepit {
namespace {

class StartOrder : public testing::Test {
protected:
    std::string ask(std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {"--run-dir", "run"});
        const auto done = run_command("tradepit", arguments, folder.path());
        EXPECT_EQ(done.exit_code, 0) << done.err;
        return done.out;
    }
    /// Submits a job, waits until it has completed, and gives its digest.
    std::string digest_of_a_job() const {
        auto job = nlohmann::json::parse(ask({"submit", "config.json", "--json"}), nullptr, false);
        const std::string id = job.value("job_id", "");
        EXPECT_EQ(ask({"watch", id}), "completed\n");
        return ask({"digest", id});
    }
    common::TemporaryFolder folder;
};

TEST_F(StartOrder, EveryOneOfTheFourProgramsWorksAndSoDoesEndingThemInIt) {
    write_small_market(folder.path() / "small.csv", 3);
    write_small_config(folder.path() / "config.json");
    SeparatePrograms programs{folder.path()};
    std::vector<std::string> order{"broker", "query", "worker", "writer"};
    std::string first;
    do {
        SCOPED_TRACE(testing::PrintToString(order));
        for (const auto& kind : order) programs.start(kind);
        if (first.empty()) ask({"import", "prices", "small.csv", "--market", "small"});
        const auto digest = digest_of_a_job();
        if (first.empty()) first = digest;
        EXPECT_EQ(digest, first);
        for (const auto& kind : order) EXPECT_EQ(programs.end(kind), 0);
    } while (!HasFailure() && std::next_permutation(order.begin(), order.end()));
    ResultsFile{folder.path() / "run" / "results.db"}.expect_sound();
}

}  // namespace
}  // namespace tradepit
