// Faults of the system that the specification describes which need a whole pipeline to test.
// tradepit must not have them.
#include <csignal>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pipeline/results_file.h"
#include "tests/pipeline/running_pipeline.h"
#include "tests/pipeline/small_market.h"

namespace tradepit {
namespace {

using nlohmann::json;

class OriginalFaults : public testing::Test {
protected:
    OriginalFaults() {
        write_small_market(pipeline.folder() / "small.csv", 10);
        pipeline.tell({"import", "prices", "small.csv", "--market", "small"});
    }
    std::string submit(const json& models) const {
        const json config{{"market", "small"}, {"models", models}};
        std::ofstream{pipeline.folder() / "config.json"} << config.dump();
        return pipeline.tell({"submit", "config.json"})["job_id"];
    }
    static json model(const std::string& signature, const std::string& kind, int delay_ms) {
        return {{"signature", signature}, {"agent", {{"kind", kind}, {"delay_ms", delay_ms}}}};
    }
    json day(const std::string& date) const {
        return pipeline.get("/results?date=" + date).json()["results"].at(0);
    }
    std::vector<std::string> rows(const std::string& sql) const {
        return ResultsFile{pipeline.results()}.rows(sql);
    }

    RunningPipeline pipeline{{"--workers", "2"}};
};

TEST_F(OriginalFaults, CashAndHoldingsOutlastTheNightAndTheWeekend) {
    pipeline.status_until(submit(json::array({{{"signature", "buy_and_hold"}}})), has_ended);
    const auto bought = day("2024-01-01")["positions"];
    EXPECT_EQ(bought.size(), 6U) << bought;
    for (const char* date : {"2024-01-02", "2024-01-05", "2024-01-08", "2024-01-12"})
        EXPECT_EQ(day(date)["positions"], bought) << date;
}

TEST_F(OriginalFaults, ACrashInTheMiddleOfAJobBlocksNoLaterOne) {
    const auto open = submit(json::array({model("slow", "idle", 600'000)}));
    const auto runs = [](const json& status) { return status["progress"]["running"] == 1; };
    pipeline.status_until(open, runs);
    pipeline.end_up(SIGKILL);
    pipeline.start_up();
    const auto later = submit(json::array({{{"signature", "momentum"}}}));
    EXPECT_EQ(pipeline.status_until(later, has_ended)["status"], "completed");
    json_until(pipeline, "/jobs/" + open + "/attempts",
               [](const json& now) { return now["attempts"] == 2; });
}

TEST_F(OriginalFaults, ModelsThatRunAtOnceSeeEachItsOwnDate) {
    auto models = json::array();
    for (int i = 0; i < 6; ++i)
        models.push_back(model("m" + std::to_string(i), "mock", 10 + 7 * i));
    const auto job = submit(models);
    EXPECT_EQ(pipeline.status_until(job, has_ended)["status"], "completed");
    EXPECT_EQ(rows("SELECT count(*), sum(content LIKE '%(' || date || ')%') FROM reasoning_logs"
                   " WHERE step_number = 1"),
              std::vector<std::string>{"60|60"});
}

TEST_F(OriginalFaults, EveryTimeHasOneFormAndEveryJobAUuid) {
    pipeline.status_until(submit(json::array({model("m", "mock", 0)})), has_ended);
    const auto times = rows(
        "SELECT created_at FROM jobs UNION ALL SELECT started_at FROM jobs"
        " UNION ALL SELECT completed_at FROM jobs UNION ALL SELECT started_at FROM job_details"
        " UNION ALL SELECT completed_at FROM job_details UNION ALL SELECT created_at FROM positions"
        " UNION ALL SELECT timestamp FROM reasoning_logs");
    EXPECT_GT(times.size(), 60U);
    const std::regex form{R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)"};
    for (const auto& time : times) EXPECT_TRUE(std::regex_match(time, form)) << time;
    const std::regex uuid{"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"};
    const auto jobs = rows("SELECT job_id FROM jobs");
    ASSERT_EQ(jobs.size(), 1U);
    EXPECT_TRUE(std::regex_match(jobs[0], uuid)) << jobs[0];
}

}  // namespace
}  // namespace tradepit
