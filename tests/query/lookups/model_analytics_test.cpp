#include "query/lookups/model_analytics.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

using Json = nlohmann::json;

class AnalyticsAnswer : public Stored, public testing::Test {
protected:
    AnalyticsAnswer() {
        market("us-daily", {"2025-10-01", "2025-10-02", "2025-10-03"});
        job({"j1"});
        const auto a = model("j1", "a");
        day(a, {"2025-10-01", 9'000, 9'000});
        day(a, {"2025-10-02", 9'900, 8'900, 0, {{"buy", "AAA", 100, 10}}, {{"AAA", 100}}});
        day(a, {"2025-10-03", 9'900, 9'900, 0, {{"sell", "AAA", 100, 10}}});
        day(model("j1", "b"), {"2025-10-01", 10'000, 10'000});
    }
};

TEST_F(AnalyticsAnswer, HasEveryFigureOfEveryModel) {
    const auto answer = get("/analytics");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body["count"], 2);
    EXPECT_EQ(answer.body["mark"], "open");
    const auto& a = answer.body["results"][0];
    for (const auto& figure : ANALYTICS_FIGURES)
        EXPECT_TRUE(a.contains(std::string{figure.name})) << figure.name;
    EXPECT_EQ(a["model"], "a");
    EXPECT_EQ(a["job_id"], "j1");
    EXPECT_EQ(a["days"], 3);
    EXPECT_EQ(a["opening_value"], 10'000.0);
    EXPECT_EQ(a["total_return_pct"], -1.0);
    EXPECT_EQ(a["max_drawdown_pct"], 10.0);
    EXPECT_EQ(a["drawdown"], Json::parse(R"({"peak_date":"2025-10-01","trough_date":"2025-10-01",
                                             "recovery_date":null})"));
    EXPECT_EQ(a["closed_trades"], 1);
    EXPECT_TRUE(a["closed_trades"].is_number_integer());
    EXPECT_EQ(a["winning_trades_pct"], 0.0) << "it was sold at cost";
    EXPECT_EQ(a["profit_factor"], nullptr);
    EXPECT_EQ(a["beta"], nullptr);
    EXPECT_EQ(a["fees"], 0.0);
}

TEST_F(AnalyticsAnswer, IsOfTheSpanFromTheDayBeforeIt) {
    const auto a = get("/analytics?model=a&start_date=2025-10-02&end_date=2025-10-02").body;
    EXPECT_EQ(a["results"][0]["opening_value"], 9'000.0);
    EXPECT_EQ(a["results"][0]["total_return_pct"], 10.0);
    EXPECT_EQ(a["results"][0]["days"], 1);
}

TEST_F(AnalyticsAnswer, AtTheCloseHasOtherValues) {
    const auto a = get("/analytics?model=a&mark=close").body["results"][0];
    EXPECT_EQ(a["ending_value"], 9'900.0) << "all cash";
    EXPECT_EQ(
        get("/analytics?model=a&mark=close&end_date=2025-10-02").body["results"][0]["ending_value"],
        10'000.0);
}

TEST_F(AnalyticsAnswer, StandsBesideABenchmark) {
    bar("us-daily", "IDX", "2025-10-01", 100, 100);
    bar("us-daily", "IDX", "2025-10-02", 110, 100);
    bar("us-daily", "IDX", "2025-10-03", 99, 100);
    const auto answer = get("/analytics?model=a&benchmark=IDX").body;
    EXPECT_EQ(answer["benchmark"], "IDX");
    const auto& a = answer["results"][0];
    EXPECT_EQ(a["benchmark_return_pct"], -1.0);
    EXPECT_EQ(a["excess_return_pct"], 0.0);
    EXPECT_TRUE(a["beta"].is_number());
    EXPECT_TRUE(a["tracking_error_pct"].is_number());
}

TEST_F(AnalyticsAnswer, RefusesWhatIsNotThere) {
    EXPECT_EQ(get("/analytics?benchmark=GOLD").status, 400);
    EXPECT_EQ(get("/analytics?benchmark=GOLD").detail(),
              "Unknown benchmark \"GOLD\": there is no such symbol in us-daily");
    EXPECT_EQ(get("/analytics?mark=noon").status, 422);
    EXPECT_EQ(get("/analytics?model=none").detail(), "No data found for model none");
    EXPECT_EQ(get("/analytics?job_id=none").detail(), "Job none not found");
    EXPECT_EQ(get("/analytics?start_date=2026-01-01").status, 404);
    EXPECT_EQ(get("/analytics?sort=beta").status, 422);
}

TEST_F(AnalyticsAnswer, OfANamedJobIsOfItAlone) {
    job({"j2"});
    day(model("j2", "a", "2025-10-04"), {"2025-10-04", 11'000, 11'000});
    sql("UPDATE job_models SET predecessor = 1, opening_value = 9900 WHERE job_id = 'j2'");
    const auto whole = get("/analytics?model=a").body["results"][0];
    EXPECT_EQ(whole["predecessors"], Json::parse(R"(["j1"])"));
    EXPECT_EQ(whole["days"], 4);
    EXPECT_EQ(whole["total_return_pct"], 10.0);
    const auto alone = get("/analytics?job_id=j2").body["results"][0];
    EXPECT_EQ(alone["predecessors"], Json::array());
    EXPECT_EQ(alone["days"], 1);
    EXPECT_EQ(alone["opening_value"], 9'900.0);
    EXPECT_NEAR(alone["total_return_pct"].get<double>(), 100.0 / 9, 1e-12);
}

}  // namespace
}  // namespace tradepit::query
