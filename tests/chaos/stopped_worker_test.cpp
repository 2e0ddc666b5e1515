#include <csignal>

#include <gtest/gtest.h>

#include "tests/chaos/processes.h"
#include "tests/chaos/slow_job.h"
#include "tests/pipeline/environment.h"
#include "tests/pipeline/results_file.h"

namespace tradepit {
namespace {

using nlohmann::json;

/// Waits until a model-day of the job runs. @return the process id of its worker
pid_t busy_worker(const RunningPipeline& pipeline, const std::string& job) {
    pipeline.status_until(job, [](const json& now) { return now["progress"]["running"] == 1; });
    return pipeline.pid_of(ResultsFile{pipeline.results()}.row(
        "SELECT worker FROM attempts JOIN claims USING (claim) WHERE state = 'open'"));
}

TEST(StoppedWorker, ThatGoesOnAfterItsDayWasClaimedAnewIsRefusedAndCounted) {
    const Environment leases{SHORT_LEASES};
    const RunningPipeline pipeline{{"--workers", "2"}};
    prepare_slow_job(pipeline, 1, 3, 1'000);
    const auto undisturbed = digest_at_the_end(pipeline, submit_slow_job(pipeline));
    const auto job = submit_slow_job(pipeline);
    const auto worker = busy_worker(pipeline, job);
    stop(worker);
    const auto target = "/jobs/" + job + "/attempts";
    json_until(pipeline, target, [](const json& now) { return now["states"]["superseded"] == 1; });
    // The broker is stopped, because it would tell the worker to drop the attempt before the worker
    // sends its remaining events.
    const auto broker = pipeline.pid_of("broker");
    stop(broker);
    ::kill(worker, SIGCONT);
    json_until(pipeline, target, [](const json& now) { return now["late_events"] > 0; });
    ::kill(broker, SIGCONT);

    EXPECT_EQ(digest_at_the_end(pipeline, job), undisturbed);
    const auto attempts = attempts_of(pipeline, job);
    EXPECT_EQ(attempts["repeated"], 1) << attempts.dump();
    EXPECT_EQ(attempts["states"]["completed"], 3);
    EXPECT_EQ(attempts["states"]["superseded"], 1);
    EXPECT_EQ(attempts["completed_twice"], 0);
}

TEST(StoppedWorker, ThatGoesOnBeforeAnythingWasClaimedAnewCompletesWhatItHad) {
    const Environment leases{SHORT_LEASES};
    const RunningPipeline pipeline{{"--workers", "1"}};
    prepare_slow_job(pipeline, 1, 3, 500);
    const auto undisturbed = digest_at_the_end(pipeline, submit_slow_job(pipeline));
    const auto job = submit_slow_job(pipeline);
    const auto worker = busy_worker(pipeline, job);
    stop(worker);
    json_until(pipeline, "/workers", [](const json& now) { return now["broker"]["leased"] == 0; });
    ::kill(worker, SIGCONT);

    EXPECT_EQ(digest_at_the_end(pipeline, job), undisturbed);
    const auto attempts = attempts_of(pipeline, job);
    EXPECT_EQ(attempts["attempts"], 3) << attempts.dump();
    EXPECT_EQ(attempts["late_events"], 0);
}

}  // namespace
}  // namespace tradepit
