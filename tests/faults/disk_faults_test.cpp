// The writer's disk fails at the n-th call that changes the database. Nothing that the writer
// acknowledged may be missing, and the job must end with the same books.
//
// A sample of numbers n is tried. TRADEPIT_FAULTS=all tries every n until a run ends without the
// fault.
#include <chrono>
#include <cstdio>
#include <fstream>

#include <gtest/gtest.h>

#include "common/process/temporary_folder.h"
#include "tests/faults/fault_numbers.h"
#include "tests/faults/scripted_job.h"
#include "tests/faults/writer_process.h"
#include "tests/pipeline/results_file.h"

namespace tradepit::faults {
namespace {

constexpr std::size_t SAMPLED = 10;

struct Outcome {
    std::vector<std::string> results;
    long calls = 0;        ///< calls that changed the database; 0 if the writer was killed
    bool touched = false;  ///< the fault happened
    int restarts = 0;      ///< restarts of a writer that had been serving
};

/// All rows of the results without row ids and times, which differ from run to run.
std::vector<std::string> results_of(const ResultsFile& file) {
    std::vector<std::string> all;
    for (const char* sql :
         {"SELECT job_id, status, error FROM jobs",
          "SELECT total, completed, failed, skipped, cancelled FROM job_settings",
          "SELECT date, model, status, error FROM job_details ORDER BY date, model",
          "SELECT date, model, action_id, action_type, symbol, amount, price, cash, "
          "portfolio_value, daily_profit, daily_return_pct, cumulative_profit, "
          "cumulative_return_pct FROM positions ORDER BY date, model, action_id",
          "SELECT date, model, action_id, h.symbol, quantity FROM holdings h JOIN positions p "
          "ON p.id = position_id ORDER BY date, model, action_id, h.symbol",
          "SELECT date, model, step_number, role, content, tool_name FROM reasoning_logs "
          "ORDER BY date, model, step_number",
          "SELECT date, model, tool_name, call_count FROM tool_usage ORDER BY date, model, "
          "tool_name",
          "SELECT chain, date, attempt, state, started, last_batch, events, error FROM attempts "
          "ORDER BY chain, date, attempt",
          "SELECT chain, date, portfolio_value, daily_profit, trades FROM closings "
          "ORDER BY chain, date",
          "SELECT chain, date, portfolio_value, days, trades_to_date FROM series_stats ORDER BY "
          "chain",
          "SELECT market, symbol, date, price_set, open FROM prices ORDER BY symbol, date",
          "SELECT key, status FROM idempotency ORDER BY key"}) {
        const auto rows = file.rows(sql);
        all.insert(all.end(), rows.begin(), rows.end());
    }
    return all;
}

/// Ends the writer with SIGTERM. If the fault kills it while it ends, it is started again and ended
/// once more.
void stop(WriterProcess& writer, const DiskFault& fault) {
    writer.signal(SIGTERM);
    const auto ended = writer.finish();
    if (ended.exit_code == 0) return;
    EXPECT_EQ(fault.kind, "kill") << ended.err;
    EXPECT_EQ(ended.exit_code, 128 + SIGKILL) << ended.err;
    ASSERT_TRUE(writer.start());
    writer.signal(SIGTERM);
    EXPECT_EQ(writer.finish().exit_code, 0);
}

Outcome run_with(const DiskFault& fault) {
    SCOPED_TRACE("TRADEPIT_DISK_FAULT=" + fault.kind + " at " + std::to_string(fault.at));
    const common::TemporaryFolder folder;
    const auto mark = folder.path() / "mark";
    const auto count = folder.path() / "count";
    auto environment = environment_of(fault, mark);
    environment.push_back("TRADEPIT_DISK_COUNT=" + count.string());
    WriterProcess writer{folder.path()};
    ScriptedJob job{writer};
    // A fault while the database is created ends the writer; a supervisor would start it again.
    if (!writer.start(environment)) {
        EXPECT_TRUE(writer.start());
    }
    job.run();
    stop(writer, fault);
    job.expect_acknowledged();
    const ResultsFile file{writer.database()};
    file.expect_sound();
    Outcome outcome{.results = results_of(file),
                    .touched = std::filesystem::exists(mark),
                    .restarts = job.restarts()};
    std::ifstream{count} >> outcome.calls;
    return outcome;
}

class DiskFaults : public testing::TestWithParam<const char*> {
protected:
    void expect_harmless(long at) {
        const Outcome outcome = run_with({.kind = GetParam(), .at = at});
        EXPECT_EQ(outcome.results, undisturbed.results) << GetParam() << " at " << at;
        if (std::string{GetParam()} != "kill") {
            EXPECT_EQ(outcome.restarts, 0) << GetParam() << " at " << at << " ended the writer";
        }
        touched = outcome.touched;
        restarts += outcome.restarts;
    }

    const Outcome undisturbed = run_with({.kind = "none", .at = 0});
    bool touched = false;
    int restarts = 0;
};

TEST_P(DiskFaults, LoseNothingThatWasAcknowledged) {
    ASSERT_GT(undisturbed.calls, 100);
    const auto began = std::chrono::steady_clock::now();
    long runs = 0;
    if (all_faults()) {
        do expect_harmless(++runs);
        while (touched && !HasFailure());
        EXPECT_GT(runs, undisturbed.calls / 2) << "the last run had no fault";
    } else {
        // How many calls a run makes depends on what shares a commit, and differs by a tenth: every
        // run makes the first three quarters of them.
        for (const long at : sample(undisturbed.calls * 3 / 4, SAMPLED)) {
            expect_harmless(at);
            EXPECT_TRUE(touched) << "no fault at " << at << " of " << undisturbed.calls;
            ++runs;
        }
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::printf("%s: %ld runs (%ld calls undisturbed), %d restarts, %.1f s\n", GetParam(), runs,
                undisturbed.calls, restarts, took.count());
}

INSTANTIATE_TEST_SUITE_P(Kinds, DiskFaults, testing::Values("kill", "full", "io", "short"),
                         [](const auto& kind) { return std::string{kind.param}; });

}  // namespace
}  // namespace tradepit::faults
