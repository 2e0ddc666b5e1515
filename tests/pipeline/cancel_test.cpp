#include <chrono>
#include <csignal>
#include <fstream>
#include <memory>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pipeline/environment.h"
#include "tests/pipeline/results_file.h"
#include "tests/pipeline/running_pipeline.h"
#include "tests/pipeline/small_market.h"

namespace tradepit {
namespace {

using nlohmann::json;

/// A pipeline with a small market. Its jobs are cancelled, and compared with the same jobs
/// undisturbed.
class Control : public testing::Test {
protected:
    static constexpr int DAYS = 12;
    /// The delay of a model-day in a job that is to be disturbed. All its days together take long
    /// enough for a test to interfere.
    static constexpr int SLOW_MS = 400;

    void start(std::vector<std::string> more = {"--workers", "2"}) {
        pipeline = std::make_unique<RunningPipeline>(std::move(more));
        write_small_market(pipeline->folder() / "small.csv", DAYS);
        tell({"import", "prices", "small.csv", "--market", "small"});
    }
    json tell(std::vector<std::string> arguments) { return pipeline->tell(std::move(arguments)); }
    /// Submits a job of five strategies, and an idle model whose days take `delay_ms`.
    std::string submit(int delay_ms) {
        write_small_config(pipeline->folder() / "config.json",
                           R"({"signature": "slow", "agent": {"kind": "idle", "delay_ms": )" +
                               std::to_string(delay_ms) + "}},");
        return tell({"submit", "config.json"})["job_id"];
    }
    json until(const std::string& job, const std::function<bool(const json&)>& enough) {
        return pipeline->status_until(job, enough);
    }
    json end_of(const std::string& job) { return until(job, has_ended); }
    std::string row(const std::string& sql) { return ResultsFile{pipeline->results()}.row(sql); }
    std::string count(const std::string& job, const std::string& status) {
        return row("SELECT count(*) FROM job_details WHERE job_id = '" + job + "' AND status = '" +
                   status + "'");
    }
    /// The number of position rows of `job` that `whole` does not have.
    std::string beside(const std::string& job, const std::string& whole) {
        const std::string books =
            "SELECT date, model, action_id, action_type, symbol, amount, price, cash, "
            "portfolio_value, daily_profit, daily_return_pct, cumulative_profit, "
            "cumulative_return_pct FROM positions WHERE job_id = '";
        return row("SELECT count(*) FROM (" + books + job + "' EXCEPT " + books + whole + "')");
    }
    std::string days(const std::string& job) {
        return row("SELECT count(*) FROM closings JOIN job_models USING (chain) WHERE job_id = '" +
                   job + "'");
    }
    /// The running statistics of the model `slow`.
    std::string standings(const std::string& job) {
        std::string text;
        for (const auto& line : ResultsFile{pipeline->results()}.rows(
                 "SELECT model, date, portfolio_value, cumulative_profit, series_stats.days, "
                 "trades_to_date, "
                 "peak_value, max_drawdown_pct, returns, returns_mean, returns_m2 FROM "
                 "series_stats "
                 "JOIN job_models USING (chain) WHERE job_id = '" +
                 job + "' AND model = 'slow'"))
            text += line + "\n";
        return text;
    }
    /// Expects that the retry `again` has the days that are missing in `first`, and that both
    /// together are as the undisturbed job `whole`.
    void expect_as_undisturbed(const std::string& first, const std::string& again,
                               const std::string& whole) {
        EXPECT_NE(days(again), "0");
        EXPECT_EQ(beside(again, whole), "0");
        EXPECT_EQ(standings(again), standings(whole));
        const auto undisturbed = series("&job_id=" + whole)["timeseries"];
        const auto together = series("");
        EXPECT_EQ(together["timeseries"], undisturbed);
        EXPECT_EQ(together["job_id"], again);
        EXPECT_EQ(together["predecessors"], json::array({first}));
        const auto alone = series("&job_id=" + again);
        EXPECT_EQ(alone["predecessors"], json::array());
        const auto& days = alone["timeseries"];
        ASSERT_LE(days.size(), undisturbed.size());
        EXPECT_EQ(days, json(undisturbed.end() - static_cast<std::ptrdiff_t>(days.size()),
                             undisturbed.end()));
    }
    json series(const std::string& more) {
        return pipeline->get("/portfolio/timeseries?model=slow" + more).json();
    }

    std::unique_ptr<RunningPipeline> pipeline;
};

TEST_F(Control, ACancelledJobStopsAndKeepsWhatHasCompleted) {
    start();
    const auto job = submit(60'000);
    until(job, [](const json& status) {
        return status["progress"]["completed"].get<int>() == 5 * DAYS &&
               status["progress"]["running"].get<int>() > 0;
    });
    const auto answer = tell({"cancel", job});
    EXPECT_EQ(answer["status"], "cancelled");
    const auto status = end_of(job);
    EXPECT_EQ(status["status"], "cancelled");
    const auto& progress = status["progress"];
    EXPECT_EQ(progress["cancelled"], answer["cancelled"]);
    EXPECT_EQ(progress["completed"].get<int>() + progress["cancelled"].get<int>(), 6 * DAYS);
    EXPECT_EQ(progress["running"], 0);
    EXPECT_EQ(progress["pending"], 0);
    for (const auto& detail : status["details"])
        EXPECT_TRUE(detail["status"] == "completed" || detail["status"] == "cancelled") << detail;
    EXPECT_EQ(row("SELECT count(*) FROM attempts WHERE state = 'open'"), "0");
    EXPECT_EQ(row("SELECT count(*) FROM positions p JOIN job_details d USING (job_id, date, model) "
                  "WHERE d.status <> 'completed'"),
              "0");

    const auto digest = tell({"digest", job})["digest"];
    until(job, [&](const json&) { return count(job, "pending") == "0"; });
    EXPECT_EQ(count(job, "cancelled"), std::to_string(progress["cancelled"].get<int>()));
    EXPECT_EQ(end_of(submit(0))["status"], "completed");
    EXPECT_EQ(tell({"digest", job})["digest"], digest);
}

TEST_F(Control, RefusalsHaveTheirExitCodesAndStatuses) {
    start();
    const auto job = submit(0);
    EXPECT_EQ(end_of(job)["status"], "completed");
    for (const char* command : {"cancel", "retry"}) {
        const auto unknown = pipeline->ask({command, "nobody's"});
        EXPECT_EQ(unknown.exit_code, 1) << command;
        EXPECT_NE(unknown.err.find("Job nobody's not found"), std::string::npos) << unknown.err;
        EXPECT_EQ(pipeline->ask({command, job}).exit_code, 1) << command;
        EXPECT_EQ(pipeline->ask({command}).exit_code, 64) << command;
    }
    const auto late = pipeline->post("/simulate/cancel/" + job, "");
    EXPECT_EQ(late.status, 409);
    EXPECT_EQ(late.json()["detail"], "Job " + job + " has ended: it is completed");
    EXPECT_EQ(pipeline->post("/simulate/retry/" + job, "").json()["detail"],
              "Job " + job + " has no failed or cancelled model-day");
    EXPECT_EQ(pipeline->get("/simulate/cancel/" + job).status, 405);
}

TEST_F(Control, AKeyHasOneAnswerWhateverItWas) {
    start();
    const std::string body =
        R"({"date_range": ["2024-01-02"], "models": ["idle-once"], "market": "small"})";
    const auto refused = pipeline->post("/simulate/trigger", body, "k1");
    EXPECT_EQ(refused.status, 400) << refused.body;
    const auto invalid = pipeline->post("/simulate/trigger", R"({"models": 7})", "k2");
    EXPECT_EQ(invalid.status, 422);
    const auto job = submit(60'000);
    const auto cancelled = pipeline->post("/simulate/cancel/" + job, "", "k3");
    EXPECT_EQ(cancelled.status, 200) << cancelled.body;
    const auto missing = pipeline->post("/simulate/cancel/none", "", "k4");
    EXPECT_EQ(missing.status, 404);
    EXPECT_EQ(row("SELECT group_concat(status) FROM (SELECT status FROM idempotency WHERE key IN "
                  "('k1', 'k2', 'k3', 'k4') ORDER BY key)"),
              "400,422,200,404");
    EXPECT_EQ(pipeline->post("/simulate/trigger", body, "k1").body, refused.body);
    EXPECT_EQ(pipeline->post("/simulate/trigger", R"({"models": 7})", "k2").body, invalid.body);
    EXPECT_EQ(pipeline->post("/simulate/cancel/" + job, "", "k3").body, cancelled.body);
    EXPECT_EQ(pipeline->post("/simulate/cancel/none", "", "k4").body, missing.body);
    EXPECT_EQ(pipeline->post("/simulate/cancel/" + job, "", "k5").status, 409);
    EXPECT_EQ(pipeline->post("/simulate/cancel/" + job, "", "k1").status, 409);
}

TEST_F(Control, ACancelledJobRetriedIsAsAnUndisturbedOne) {
    start();
    const auto whole = submit(0);
    EXPECT_EQ(end_of(whole)["status"], "completed");
    const auto first = submit(SLOW_MS);
    until(first, [](const json& status) {
        return status["progress"]["completed"].get<int>() > 2 * DAYS &&
               status["progress"]["running"].get<int>() > 0;
    });
    EXPECT_EQ(pipeline->post("/simulate/retry/" + first, "").status, 409) << "it has not ended";
    EXPECT_EQ(pipeline->post("/simulate/cancel/" + first, "").status, 200);
    const std::string again = tell({"retry", first})["job_id"];
    EXPECT_EQ(end_of(again)["status"], "completed");
    expect_as_undisturbed(first, again, whole);
    EXPECT_EQ(std::stoi(days(first)) + std::stoi(days(again)), 6 * DAYS);
    const auto second = pipeline->ask({"retry", first});
    EXPECT_EQ(second.exit_code, 1);
    EXPECT_NE(second.err.find("job " + again + " goes on from it"), std::string::npos)
        << second.err;
    const auto board = pipeline->get("/leaderboard?model=slow").json()["leaderboard"];
    ASSERT_EQ(board.size(), 1U);
    EXPECT_EQ(board[0]["job_id"], again);
    EXPECT_EQ(board[0]["days"], DAYS);
}

TEST_F(Control, FailedDaysRetriedAreAsInAnUndisturbedJob) {
    const Environment once{{{"TRADEPIT_MAX_ATTEMPTS", "1"}}};
    const Environment leases{SHORT_LEASES};
    start({"--workers", "1"});
    const auto whole = submit(0);
    EXPECT_EQ(end_of(whole)["status"], "completed");
    const auto first = submit(SLOW_MS);
    until(first, [](const json& status) {
        return status["progress"]["completed"].get<int>() > 2 &&
               status["progress"]["running"].get<int>() > 0;
    });
    EXPECT_EQ(::kill(pipeline->pid_of("worker-1"), SIGKILL), 0);
    const auto status = end_of(first);
    EXPECT_EQ(status["status"], "partial") << status.dump();
    const auto failed = status["progress"]["failed"].get<int>();
    EXPECT_GT(failed, 0);
    const auto done = pipeline->ask({"retry", first, "--wait"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    const std::string again = done.json()["job_id"];
    EXPECT_EQ(done.json()["status"], "completed");
    EXPECT_EQ(beside(again, whole), "0");
    EXPECT_GE(std::stoi(days(again)), failed);
    for (const auto& detail : status["details"]) {
        if (detail["status"] != "failed") continue;
        EXPECT_EQ(row("SELECT status FROM job_details WHERE job_id = '" + again + "' AND date = '" +
                      detail["date"].get<std::string>() + "' AND model = '" +
                      detail["model"].get<std::string>() + "'"),
                  "completed");
    }
}

TEST_F(Control, AThousandRunningDaysAreCancelledAndEverySlotIsFreeAgain) {
    const Environment slots{{{"TRADEPIT_SLOTS", "cpu=1,wait=250"}}};
    start({"--workers", "4"});
    constexpr int MODELS = 1'000;
    auto models = json::array();
    for (int n = 0; n < MODELS; ++n)
        models.push_back({{"signature", "idle-" + std::to_string(n)},
                          {"agent", {{"kind", "idle"}, {"delay_ms", 540'000}}}});
    std::ofstream{pipeline->folder() / "idle.json"}
        << json{{"market", "small"}, {"models", models}}.dump();
    const auto all_run = [](const json& status) { return status["progress"]["running"] == MODELS; };
    const std::string job = tell({"submit", "idle.json"})["job_id"];
    until(job, all_run);
    const auto before = std::chrono::steady_clock::now();
    EXPECT_EQ(tell({"cancel", job})["cancelled"], MODELS * DAYS);
    EXPECT_EQ(end_of(job)["progress"]["running"], 0);
    const auto cancelled = std::chrono::steady_clock::now();
    const std::string next = tell({"submit", "idle.json"})["job_id"];
    until(next, all_run);
    const auto ran = std::chrono::steady_clock::now();
    const auto ms = [](auto time) {
        return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
    };
    std::printf("cancelled in %lld ms, and as many days of the next job running %lld ms later\n",
                static_cast<long long>(ms(cancelled - before)),
                static_cast<long long>(ms(ran - cancelled)));
    tell({"cancel", next});
}

}  // namespace
}  // namespace tradepit
