#include <csignal>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pipeline/environment.h"
#include "tests/pipeline/running_pipeline.h"
#include "tests/pipeline/small_market.h"

namespace tradepit {
namespace {

using nlohmann::json;

/// A pipeline whose own worker offers no `wait` slot. Tests start other workers.
class Waits : public testing::Test {
protected:
    Waits() {
        write_small_market(pipeline.folder() / "small.csv", 3);
        pipeline.tell({"import", "prices", "small.csv", "--market", "small"});
    }

    /// Submits a job of idle models over three days.
    std::string submit(const std::vector<std::string>& models, int delay_ms) const {
        json config{{"market", "small"}, {"models", json::array()}};
        for (const auto& model : models)
            config["models"].push_back(
                {{"signature", model}, {"agent", {{"kind", "idle"}, {"delay_ms", delay_ms}}}});
        std::ofstream{pipeline.folder() / "config.json"} << config;
        return pipeline.tell({"submit", "config.json"})["job_id"];
    }
    Command worker(const std::string& name) const {
        return {"tradepit-worker",
                {"--run-dir", "run", "--name", name, "--slots", "cpu=1,wait=1"},
                pipeline.folder()};
    }
    /// Polls the status until `enough` is true for what the model's next open day waits for.
    /// @return its `waiting_for`.
    json next_day_until(const std::string& job, const std::string& model,
                        const std::function<bool(const json&)>& enough) const {
        json found;
        pipeline.status_until(job, [&](const json& status) {
            for (const auto& next_day : status["next_days"])
                if (next_day["model"] == model && enough(next_day["waiting_for"]))
                    found = next_day["waiting_for"];
            return !found.is_null();
        });
        return found;
    }
    json next_day_until(const std::string& job, const std::string& model,
                        const std::string& reason) const {
        return next_day_until(job, model,
                              [&](const json& waiting) { return waiting["reason"] == reason; });
    }
    void expect_completed(const std::string& job) const {
        const auto ended = pipeline.status_until(job, [](const json& status) {
            return status["status"] != "pending" && status["status"] != "running";
        });
        EXPECT_EQ(ended["status"], "completed");
        EXPECT_EQ(ended["next_days"], json::array());
        EXPECT_EQ(ended["progress"]["waiting"], json::object());
        for (const auto& day : ended["details"]) EXPECT_FALSE(day.contains("waiting_for"));
    }

    Environment environment{{{"TRADEPIT_SLOTS", "cpu=1"},
                             {"TRADEPIT_LEASE_MS", "4000"},
                             {"TRADEPIT_HEARTBEAT_MS", "200"}}};
    RunningPipeline pipeline{{"--workers", "1"}};
};

TEST_F(Waits, ADayWithoutASlotOfItsKindWaitsForAFreeWorker) {
    const auto job = submit({"a"}, 0);
    EXPECT_EQ(next_day_until(job, "a", "free_worker")["detail"],
              "no wait slot is offered by the 1 worker connected");
    EXPECT_EQ(::kill(pipeline.pid_of("worker-1"), SIGSTOP), 0);
    const auto none = next_day_until(job, "a", [](const json& waiting) {
        return waiting["detail"] == "no worker is connected";
    });
    EXPECT_EQ(none["reason"], "free_worker");
    EXPECT_EQ(::kill(pipeline.pid_of("worker-1"), SIGCONT), 0);
    const auto there = worker("extra");
    expect_completed(job);
}

TEST_F(Waits, OneModelRunsAnotherWaitsForItsSlotAndLaterDaysForEarlierOnes) {
    const auto there = worker("extra");
    const auto job = submit({"a", "b"}, 1'500);
    const auto status = pipeline.status_until(job, [](const json& now) {
        const auto& waiting = now["progress"]["waiting"];
        return waiting.contains("running") && waiting.contains("free_worker") &&
               now["progress"]["running"] == 1;
    });
    std::map<std::string, int> reasons;
    for (const auto& day : status["details"])
        if (day.contains("waiting_for")) ++reasons[day["waiting_for"]["reason"].get<std::string>()];
    EXPECT_EQ(reasons["running"], 1);
    EXPECT_EQ(reasons["free_worker"], 1);
    EXPECT_GE(reasons["previous_day"], 2);
    EXPECT_EQ(json(reasons), status["progress"]["waiting"]);
    for (const auto& next_day : status["next_days"]) {
        const auto& waiting = next_day["waiting_for"];
        if (waiting["reason"] == "running")
            EXPECT_EQ(waiting["detail"], "worker extra runs attempt 1");
        else
            EXPECT_EQ(waiting["detail"], "every wait slot (1) of the 2 workers connected is taken");
    }
    const auto text =
        run_command("tradepit", {"status", job, "--run-dir", "run"}, pipeline.folder()).out;
    EXPECT_NE(text.find("waits for"), text.npos) << text;
    expect_completed(job);
}

TEST_F(Waits, TheDayOfAKilledWorkerWaitsForTheEndOfItsLease) {
    const auto mortal = worker("mortal");
    const auto job = submit({"a"}, 1'500);
    next_day_until(job, "a", "running");
    mortal.signal(SIGKILL);
    const auto waiting = next_day_until(job, "a", "retry");
    EXPECT_EQ(waiting["detail"],
              "worker mortal is silent; when its lease ends the day is run again");
    EXPECT_GT(waiting["until"].get<std::string>(), waiting["since"].get<std::string>());
    next_day_until(job, "a", "free_worker");
    const auto there = worker("extra");
    expect_completed(job);
}

TEST_F(Waits, ASilentWriterIsWhatARunningDayWaitsFor) {
    const auto there = worker("extra");
    const auto job = submit({"a"}, 500);
    next_day_until(job, "a", "running");
    const auto writer = pipeline.pid_of("writer");
    EXPECT_EQ(::kill(writer, SIGSTOP), 0);
    const auto waiting = next_day_until(job, "a", [](const json& now) {
        return now["detail"].get<std::string>().starts_with("the writer has been silent for");
    });
    EXPECT_EQ(waiting["reason"], "writer");
    EXPECT_EQ(::kill(writer, SIGCONT), 0);
    expect_completed(job);
}

TEST_F(Waits, ASilentBrokerIsWhatEveryOpenDayWaitsFor) {
    const auto job = submit({"a"}, 0);
    const auto broker = pipeline.pid_of("broker");
    EXPECT_EQ(::kill(broker, SIGSTOP), 0);
    const auto status = pipeline.status_until(
        job, [](const json& now) { return now["progress"]["waiting"].contains("broker"); });
    EXPECT_EQ(status["progress"]["waiting"], json::parse(R"({"broker":3})"));
    for (const auto& day : status["details"]) EXPECT_EQ(day["waiting_for"]["reason"], "broker");
    EXPECT_EQ(::kill(broker, SIGCONT), 0);
    const auto there = worker("extra");
    expect_completed(job);
}

}  // namespace
}  // namespace tradepit
