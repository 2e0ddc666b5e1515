#include <csignal>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/process/exit_codes.h"
#include "tests/chaos/processes.h"
#include "tests/pipeline/results_file.h"
#include "tests/pipeline/small_market.h"

namespace tradepit {
namespace {

class StaleBroker : public testing::Test {
protected:
    StaleBroker() {
        write_small_market(folder.path() / "small.csv", 10);
        std::ofstream{folder.path() / "slow.json"} << R"({"market": "small", "models": [
            {"signature": "a", "agent": {"kind": "random", "delay_ms": 150}},
            {"signature": "b", "agent": {"kind": "equal_weight", "delay_ms": 150}}]})";
        for (const auto* kind : {"writer", "broker", "query", "worker"}) programs.start(kind);
        ask({"import", "prices", "small.csv", "--market", "small"});
    }
    std::string ask(std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {"--run-dir", "run"});
        const auto done = run_command("tradepit", arguments, folder.path());
        EXPECT_EQ(done.exit_code, 0) << done.err;
        return done.out;
    }
    std::string submit() const {
        auto job = nlohmann::json::parse(ask({"submit", "slow.json", "--json"}), nullptr, false);
        return job.value("job_id", "");
    }
    std::string digest_at_the_end(const std::string& job) const {
        EXPECT_EQ(ask({"watch", job}), "completed\n");
        return ask({"digest", job});
    }
    std::string row(const std::string& sql) const {
        return ResultsFile{folder.path() / "run" / "results.db"}.row(sql);
    }
    common::TemporaryFolder folder;
    SeparatePrograms programs{folder.path()};
};

TEST_F(StaleBroker, StoppedReplacedAndContinuedEndsByItselfAndDoesNoHarm) {
    const auto undisturbed = digest_at_the_end(submit());
    const auto job = submit();
    const auto completed = [&] {
        return std::stoi(row("SELECT count(*) FROM attempts WHERE state = 'completed'"));
    };
    for (const int before = completed(); completed() <= before;) continue;
    stop(programs["broker"].pid());
    programs.start("broker", "replacement");
    EXPECT_EQ(digest_at_the_end(job), undisturbed);
    programs["broker"].signal(SIGCONT);
    EXPECT_EQ(programs["broker"].finish().exit_code, common::EXIT_STALE_EPOCH);

    // The stale broker did not remove the replacement's sockets: old and new programs still reach
    // it.
    EXPECT_EQ(programs.end("worker"), 0);
    programs.start("worker", "worker-2");
    EXPECT_EQ(digest_at_the_end(submit()), undisturbed);
    EXPECT_EQ(row("SELECT count(*) FROM (SELECT 1 FROM attempts WHERE state = 'completed'"
                  " GROUP BY chain, date HAVING count(*) > 1)"),
              "0");
    for (const auto* name : {"worker-2", "query", "replacement", "writer"})
        EXPECT_EQ(programs.end(name), 0) << name;
    ResultsFile{folder.path() / "run" / "results.db"}.expect_sound();
}

}  // namespace
}  // namespace tradepit
