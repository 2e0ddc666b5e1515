// Repeated submissions, and the limits on the attempts of a model-day.
#include <csignal>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/faults/faulted_pipeline.h"
#include "tests/pipeline/results_file.h"
#include "tests/pipeline/small_market.h"

namespace tradepit::faults {
namespace {

constexpr const char* TWO_MODELS = R"({"signature": "equal_weight"}, {"signature": "random"})";

TEST(Submission, SentTenTimesWithOneKeyMakesOneJobThoughBrokerAndWriterDie) {
    const RunningPipeline pipeline{{"--workers", "1"}};
    write_small_market(pipeline.folder() / "small.csv", 3);
    write_small_config(pipeline.folder() / "config.json");
    pipeline.tell({"import", "prices", "small.csv", "--market", "small"});
    std::vector<std::unique_ptr<Command>> asked;
    for (int i = 0; i < 10; ++i) {
        asked.push_back(
            std::make_unique<Command>("tradepit",
                                      std::vector<std::string>{"submit", "config.json", "--key",
                                                               "k", "--run-dir", "run", "--json"},
                                      pipeline.folder()));
        if (i == 3) ::kill(pipeline.pid_of("writer"), SIGKILL);
        if (i == 6) ::kill(pipeline.pid_of("broker"), SIGKILL);
    }
    std::set<std::string> jobs;
    for (auto& each : asked) {
        const auto done = each->finish();
        EXPECT_EQ(done.exit_code, 0) << done.err;
        if (done.exit_code == 0) jobs.insert(done.json()["job_id"]);
    }
    EXPECT_EQ(jobs.size(), 1U);
    EXPECT_EQ(ResultsFile{pipeline.results()}.row("SELECT COUNT(*) FROM jobs"), "1");
}

std::string error_of(const RunningPipeline& pipeline, const std::string& model) {
    return ResultsFile{pipeline.results()}.row(
        "SELECT error FROM job_details WHERE status = 'failed' AND model = '" + model + "'");
}

std::string attempts_of(const RunningPipeline& pipeline, const std::string& model) {
    return ResultsFile{pipeline.results()}.row(
        "SELECT COUNT(*) FROM attempts JOIN job_models USING (chain) WHERE model = '" + model +
        "'");
}

std::string states_of(const RunningPipeline& pipeline, const std::string& model) {
    return ResultsFile{pipeline.results()}.row(
        "SELECT GROUP_CONCAT(DISTINCT status) FROM job_details WHERE model = '" + model + "'");
}

TEST(Budget, AHungAgentEndsAtItsTimeLimitAndItsDayFailsWithTheReason) {
    const Environment settings{{{"TRADEPIT_TIME_LIMIT_MS", "300"},
                                {"TRADEPIT_HEARTBEAT_MS", "100"},
                                {"TRADEPIT_MAX_ATTEMPTS", "2"}}};
    const RunningPipeline pipeline{{"--workers", "1"}};
    const auto job = submit_over_small_market(
        pipeline, 2,
        R"({"signature": "hung", "agent": {"kind": "idle", "delay_ms": 600000}}, )" +
            std::string{TWO_MODELS});
    EXPECT_EQ(ended(pipeline, job)["status"], "partial");
    EXPECT_EQ(states_of(pipeline, "hung"), "failed");
    EXPECT_EQ(attempts_of(pipeline, "hung"), "4") << "two of each of two days";
    EXPECT_NE(error_of(pipeline, "hung").find("time limit"), std::string::npos)
        << error_of(pipeline, "hung");
    EXPECT_EQ(states_of(pipeline, "equal_weight"), "completed");
    EXPECT_EQ(states_of(pipeline, "random"), "completed");
}

/// Waits `times` times until an attempt of the model's day has started, and kills the worker. With
/// every odd attempt it kills the broker, too.
void kill_whoever_runs(const RunningPipeline& pipeline, const std::string& model, int times) {
    for (int attempt = 1; attempt <= times; ++attempt) {
        until(pipeline, "attempt " + std::to_string(attempt), [&] {
            return ResultsFile{pipeline.results()}.row(
                       "SELECT attempt FROM attempts JOIN job_models USING (chain) WHERE model = "
                       "'" +
                       model + "' AND state = 'open' AND started = 1") == std::to_string(attempt);
        });
        EXPECT_EQ(::kill(pipeline.pid_of("worker-1"), SIGKILL), 0);
        if (attempt % 2 == 0) continue;
        EXPECT_EQ(::kill(pipeline.pid_of("broker"), SIGKILL), 0);
    }
}

TEST(Budget, HoldsForADayThatKillsItsWorkerAcrossRestartsOfTheBroker) {
    const Environment settings{{{"TRADEPIT_MAX_ATTEMPTS", "3"}}};
    const RunningPipeline pipeline{{"--workers", "1"}};
    const auto job = submit_over_small_market(
        pipeline, 1,
        R"({"signature": "killer", "agent": {"kind": "idle", "delay_ms": 600000}}, )" +
            std::string{TWO_MODELS});
    until(pipeline, "the others", [&] {
        return states_of(pipeline, "equal_weight") == "completed" &&
               states_of(pipeline, "random") == "completed";
    });
    kill_whoever_runs(pipeline, "killer", 3);
    EXPECT_EQ(ended(pipeline, job)["status"], "partial");
    EXPECT_EQ(attempts_of(pipeline, "killer"), "3");
    EXPECT_NE(error_of(pipeline, "killer").find("3 attempts"), std::string::npos)
        << error_of(pipeline, "killer");
    EXPECT_EQ(attempts_of(pipeline, "equal_weight"), "1") << "others are unharmed";
}

}  // namespace
}  // namespace tradepit::faults
