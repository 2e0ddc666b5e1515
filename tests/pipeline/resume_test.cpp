#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pipeline/running_pipeline.h"
#include "tests/pipeline/small_market.h"

namespace tradepit {
namespace {

using nlohmann::json;

/// Jobs of models that trade on a market of ten weekdays from 2024-01-01 on.
class Resume : public testing::Test {
protected:
    Resume() {
        write_small_market(pipeline.folder() / "small.csv", 10);
        write_small_config(pipeline.folder() / "config.json");
        pipeline.tell({"import", "prices", "small.csv", "--market", "small"});
    }
    /// Submits a job with these options and waits until it has ended. @return its id
    std::string done(std::vector<std::string> options) {
        options.insert(options.begin(), {"submit", "config.json", "--wait"});
        return pipeline.tell(options)["job_id"];
    }
    /// The job's positions without ids and times.
    json books(const std::string& job) {
        auto rows = json::array();
        const auto page = pipeline.get("/positions?limit=1000&job_id=" + job).json();
        EXPECT_EQ(page.value("next_cursor", json{}), nullptr);
        for (auto row : page["results"]) {
            for (const auto* name : {"id", "job_id", "created_at"}) row.erase(name);
            rows.push_back(std::move(row));
        }
        return rows;
    }
    static json in_order(json rows) {
        std::sort(rows.begin(), rows.end());
        return rows;
    }
    RunningPipeline pipeline{{"--workers", "2"}};
};

TEST_F(Resume, ASeriesInThreeJobsHasTheBooksOfOneJob) {
    const auto first = done({"--start", "2024-01-01", "--end", "2024-01-04"});
    const auto second = done({"--resume", "--end", "2024-01-09"});
    const auto third = done({"--resume", "--end", "2024-01-12"});
    const auto whole = done({});
    EXPECT_EQ(pipeline.get("/simulate/status/" + second).json()["date_range"],
              json({"2024-01-05", "2024-01-08", "2024-01-09"}));
    auto resumed = books(first);
    for (const auto& job : {second, third})
        for (const auto& row : books(job)) resumed.push_back(row);
    EXPECT_GT(resumed.size(), 50U);
    EXPECT_EQ(in_order(resumed), in_order(books(whole)));
    const auto refused = pipeline.ask({"submit", "config.json", "--resume", "--end", "2024-01-12"});
    EXPECT_EQ(refused.exit_code, 64);
    EXPECT_NE(refused.err.find("No model has a date left"), std::string::npos) << refused.err;
}

TEST_F(Resume, ARangeRunsWhatIsLeftOfIt) {
    const auto first = done({"--dates", "2024-01-01,2024-01-02", "--models", "random"});
    const json body{{"config", {{"models", {{{"signature", "random"}}}}}},
                    {"start_date", "2024-01-01"},
                    {"end_date", "2024-01-12"}};
    const auto answer = pipeline.post("/simulate/trigger", body.dump()).json();
    EXPECT_EQ(answer["total_model_days"], 8);
    EXPECT_EQ(answer["warnings"],
              json::array({"Model random goes on from its close of 2024-01-02 in job " + first +
                           "; dates left out as completed: 2"}));
    const std::string rest = answer["job_id"];
    pipeline.status_until(rest, [](const json& now) { return now["status"] == "completed"; });
    auto both = books(first);
    for (const auto& row : books(rest)) both.push_back(row);
    EXPECT_EQ(in_order(both), in_order(books(done({"--models", "random"}))));
    const auto again = pipeline.post("/simulate/trigger", body.dump());
    EXPECT_EQ(again.status, 400);
    EXPECT_NE(again.body.find("replace_existing runs them again"), std::string::npos);
}

}  // namespace
}  // namespace tradepit
