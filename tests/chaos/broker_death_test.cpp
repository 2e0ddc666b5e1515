#include <chrono>
#include <csignal>

#include <gtest/gtest.h>

#include "tests/chaos/slow_job.h"
#include "tests/pipeline/environment.h"
#include "tests/pipeline/results_file.h"

namespace tradepit {
namespace {

using nlohmann::json;
using std::chrono::steady_clock;

/// Waits until all slots of both workers are busy under a broker with an epoch after `epoch`. The
/// epoch is compared because /workers shows the state of a killed broker for a moment longer.
/// @return the epoch of the new broker
int all_busy_after(const RunningPipeline& pipeline, int epoch) {
    const auto workers = json_until(pipeline, "/workers", [&](const json& now) {
        const auto& broker = now["broker"];
        return broker["live"] == true && broker["leased"] == 4 && broker["epoch"] > epoch;
    });
    return workers["broker"]["epoch"];
}

TEST(BrokerDeath, WithAllWorkersBusyRepeatsNoModelDayAndTheNextOneGoesOnBeforeALeaseExpires) {
    // No lease expires within this test, so nothing can go on because one did.
    const Environment settings{
        {{"TRADEPIT_SLOTS", "cpu=1,wait=2"}, {"TRADEPIT_LEASE_MS", "120000"}}};
    const RunningPipeline pipeline{{"--workers", "2"}};
    prepare_slow_job(pipeline, 6, 12, 300);
    const auto undisturbed = digest_at_the_end(pipeline, submit_slow_job(pipeline));
    const auto job = submit_slow_job(pipeline);
    const ResultsFile results{pipeline.results()};
    const auto newest_claim = [&] {
        return std::stoi(results.row("SELECT coalesce(max(epoch), 0) FROM claims"));
    };
    int epoch = 0;
    for (int deaths = 0; deaths < 3; ++deaths) {
        epoch = all_busy_after(pipeline, epoch);
        ASSERT_EQ(::kill(pipeline.pid_of("broker"), SIGKILL), 0);
        const auto deadline = steady_clock::now() + std::chrono::seconds{60};
        while (newest_claim() <= epoch && steady_clock::now() < deadline) continue;
        EXPECT_GT(newest_claim(), epoch);
    }
    EXPECT_EQ(digest_at_the_end(pipeline, job), undisturbed);
    // A model-day that was claimed but not handed out is claimed again, and only one attempt
    // starts.
    EXPECT_EQ(results.row("SELECT count(*) FROM (SELECT 1 FROM attempts WHERE started = 1"
                          " GROUP BY chain, date HAVING count(*) > 1)"),
              "0");
}

}  // namespace
}  // namespace tradepit
