#include <set>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pipeline/results_file.h"
#include "tests/pipeline/running_pipeline.h"
#include "tests/pipeline/small_market.h"

namespace tradepit {
namespace {

using nlohmann::json;

std::set<std::string> keys(const json& object) {
    std::set<std::string> names;
    for (const auto& item : object.items()) names.insert(item.key());
    return names;
}

/// A pipeline with a small market.
class HttpSurface : public testing::Test {
protected:
    void SetUp() override {
        write_small_market(pipeline.folder() / "small.csv", 12);
        pipeline.tell({"import", "prices", "small.csv", "--market", "small"});
    }
    /// Submits a job over HTTP and waits until it has completed. @return its id
    std::string done(const json& body) {
        const auto triggered = pipeline.post("/simulate/trigger", body.dump());
        EXPECT_EQ(triggered.status, 200) << triggered.body;
        std::string job = triggered.json().value("job_id", "");
        const auto status = pipeline.status_until(job, [](const json& now) {
            return now["status"] != "pending" && now["status"] != "running";
        });
        EXPECT_EQ(status["status"], "completed") << status.dump();
        return job;
    }
    std::string detail(const RunningPipeline::HttpAnswer& answer) {
        return answer.json().value("detail", "");
    }
    RunningPipeline pipeline;
};

TEST_F(HttpSurface, TriggerStatusAndResultsHaveTheirShapes) {
    const auto triggered = pipeline.post("/simulate/trigger",
                                         R"({"config_path": "configs/default_config.json",
            "date_range": ["2024-01-03", "2024-01-02"],
            "models": ["momentum", "buy_and_hold", "momentum"]})");
    ASSERT_EQ(triggered.status, 200) << triggered.body;
    const auto answer = triggered.json();
    EXPECT_EQ(answer["status"], "pending");
    EXPECT_EQ(answer["total_model_days"], 4);
    EXPECT_TRUE(answer.contains("message"));
    const std::string job = answer["job_id"];
    const auto status =
        pipeline.status_until(job, [](const json& now) { return now["status"] == "completed"; });
    for (const char* key :
         {"job_id", "status", "progress", "date_range", "models", "created_at", "started_at",
          "completed_at", "total_duration_seconds", "error", "details"})
        EXPECT_TRUE(status.contains(key)) << key;
    EXPECT_EQ(status["models"].dump(), R"(["buy_and_hold","momentum"])");
    const auto& progress = status["progress"];
    EXPECT_EQ(progress["total_model_days"], 4);
    EXPECT_EQ(progress["completed"], 4);
    EXPECT_EQ(progress["failed"].get<int>() + progress["pending"].get<int>() +
                  progress["running"].get<int>() + progress["skipped"].get<int>() +
                  progress["cancelled"].get<int>(),
              0);
    EXPECT_EQ(status["details"].size(), 4U);
    EXPECT_EQ(pipeline.get("/simulate/current").json()["job_id"], job);

    const auto minimal = pipeline.get("/results?date=2024-01-03&model=buy_and_hold").json();
    EXPECT_EQ(minimal["date"], "2024-01-03");
    ASSERT_EQ(minimal["results"].size(), 1U);
    const auto& result = minimal["results"][0];
    EXPECT_EQ(result["model"], "buy_and_hold");
    EXPECT_EQ(result["job_id"], job);
    EXPECT_EQ(keys(result["daily_pnl"]),
              (std::set<std::string>{"profit", "return_pct", "portfolio_value"}));
    EXPECT_TRUE(result["positions"].contains("CASH"));
    const auto full =
        pipeline.get("/results?date=2024-01-02&model=buy_and_hold&detail=full").json();
    ASSERT_EQ(full["results"].size(), 1U);
    const auto& rich = full["results"][0];
    ASSERT_FALSE(rich["trades"].empty());
    EXPECT_EQ(keys(rich["trades"][0]),
              (std::set<std::string>{"id", "action", "symbol", "amount", "price", "total"}));
    EXPECT_TRUE(rich.contains("ai_reasoning"));
    EXPECT_TRUE(rich.contains("tool_usage"));
}

TEST_F(HttpSurface, ErrorsHaveTheirStatusesAndTexts) {
    const auto expect = [&](const RunningPipeline::HttpAnswer& answer, long status,
                            const std::string& text) {
        EXPECT_EQ(answer.status, status) << answer.body;
        EXPECT_EQ(detail(answer), text);
    };
    expect(pipeline.get("/nowhere"), 404, "Not Found");
    expect(pipeline.get("/simulate/current"), 404, "No simulation jobs found");
    expect(pipeline.get("/simulate/status/none"), 404, "Job none not found");
    expect(pipeline.get("/results?date=2024-1-2"), 400, "Invalid date format (use YYYY-MM-DD)");
    expect(pipeline.get("/results?date=2024-01-02"), 404, "No data found for date 2024-01-02");
    expect(pipeline.get("/portfolio/timeseries?model=nobody"), 404,
           "No data found for model nobody");
    EXPECT_EQ(pipeline.get("/results?date=2024-01-02&detail=some").status, 422);
    EXPECT_EQ(pipeline.get("/simulate/trigger").status, 405);
    const auto invalid = pipeline.post("/simulate/trigger", R"({"models": 7})");
    EXPECT_EQ(invalid.status, 422);
    const auto fault = invalid.json()["detail"][0];
    for (const char* key : {"type", "loc", "msg", "input"})
        EXPECT_TRUE(fault.contains(key)) << fault.dump();
    EXPECT_EQ(pipeline.get("/health").status, 200);
}

TEST_F(HttpSurface, TwoJobsOfOneModelAreNeverMixed) {
    const auto job_over = [&](const char* cash) {
        return done(
            {{"config",
              {{"market", "small"},
               {"models", json::array({{{"signature", "momentum"},
                                        {"agent", {{"kind", "momentum"}, {"lookback", 2}}}}})},
               {"agent_config", {{"initial_cash", std::stoi(cash)}}}}}});
    };
    const auto first = job_over("10000");
    const auto second = job_over("50000");
    const auto series = pipeline.get("/portfolio/timeseries?model=momentum").json();
    EXPECT_EQ(series["job_id"], second);
    ASSERT_EQ(series["timeseries"].size(), 12U);
    EXPECT_EQ(series["timeseries"][0]["portfolio_value"], 50000);
    const auto old = pipeline.get("/portfolio/timeseries?model=momentum&job_id=" + first).json();
    ASSERT_EQ(old["timeseries"].size(), 12U);
    EXPECT_EQ(old["timeseries"][0]["portfolio_value"], 10000);
    const auto board = pipeline.get("/leaderboard").json()["leaderboard"];
    ASSERT_EQ(board.size(), 1U);
    EXPECT_EQ(board[0]["job_id"], second);
    EXPECT_EQ(board[0]["rank"], 1);
    for (const auto& job : {first, second}) {
        const auto rows = pipeline.get("/results?job_id=" + job).json();
        for (const auto& row : rows["results"]) EXPECT_EQ(row["job_id"], job);
    }
}

TEST_F(HttpSurface, OrderOfDateAndOfModelGiveTheSameDigest) {
    const auto digest_in = [&](const char* order) {
        const auto job = done({{"order", order}, {"market", "small"}});
        return pipeline.tell({"digest", job})["digest"].get<std::string>();
    };
    EXPECT_EQ(digest_in("date"), digest_in("model"));
}

TEST_F(HttpSurface, TheSameKeyMakesOneJob) {
    const auto submit = [&] {
        write_small_config(pipeline.folder() / "config.json");
        return pipeline.tell({"submit", "config.json", "--key", "k1"})["job_id"].get<std::string>();
    };
    EXPECT_EQ(submit(), submit());
    EXPECT_EQ(ResultsFile{pipeline.results()}.row("SELECT count(*) FROM jobs"), "1");
}

}  // namespace
}  // namespace tradepit
