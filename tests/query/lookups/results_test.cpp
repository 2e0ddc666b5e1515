#include <cmath>
#include <set>

#include <gtest/gtest.h>

#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

using Json = nlohmann::json;

/// Model "a" in the older job j1 and the newer job j2, and model "b" in j1 only.
class Results : public Stored, public testing::Test {
protected:
    Results() {
        market("us-daily", {"2025-10-01", "2025-10-02"});
        job({"j1"});
        const auto a = model("j1", "a");
        day(a, {"2025-10-01", 10'000, 10'000});
        day(a, {"2025-10-02", 10'100, 71.75, 1, {{"buy", "AAA", 3, 187.1525}}, {{"AAA", 3}}});
        const auto b = model("j1", "b");
        day(b, {"2025-10-01", 9'000, 9'000});
        job({"j2"});
        day(model("j2", "a"), {"2025-10-01", 12'000, 12'000});
    }

    void reason(const std::string& role, const std::string& content, int step) {
        SQLite::Statement insert{database(),
                                 "INSERT INTO reasoning_logs (job_id, date, model, step_number,"
                                 " timestamp, role, content) VALUES ('j1', '2025-10-02', 'a', ?,"
                                 " 't', ?, ?)"};
        insert.bind(1, step);
        insert.bind(2, role);
        insert.bind(3, content);
        insert.exec();
    }
};

TEST_F(Results, ADateHasTheShapeOfTheSpecification) {
    const auto answer = get("/results?date=2025-10-02");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, Json::parse(R"({"date":"2025-10-02","count":1,"results":[{"model":"a",
        "job_id":"j1","market":"us-daily","date":"2025-10-02",
        "positions":{"AAA":3,"CASH":71.75},
        "daily_pnl":{"profit":100.0,"return_pct":1.0,"portfolio_value":10100.0},
        "cumulative_pnl":{"profit":100.0,"return_pct":1.0}}]})"));
}

TEST_F(Results, TheNewestJobThatCompletedTheDateAnswers) {
    const auto answer = get("/results?date=2025-10-01");
    ASSERT_EQ(answer.body["results"].size(), 2);
    EXPECT_EQ(answer.body["results"][0]["job_id"], "j2");
    EXPECT_EQ(answer.body["results"][1]["job_id"], "j1");
}

TEST_F(Results, ANamedJobAnswersAlone) {
    const auto answer = get("/results?date=2025-10-01&job_id=j1&model=a");
    ASSERT_EQ(answer.body["results"].size(), 1);
    EXPECT_EQ(answer.body["results"][0]["job_id"], "j1");
}

TEST_F(Results, JobsThatAnswerOnlyWhenNamedAreLeftOut) {
    sql("UPDATE job_settings SET read_by_default = 0 WHERE job_id = 'j2'");
    EXPECT_EQ(get("/results?date=2025-10-01&model=a").body["results"][0]["job_id"], "j1");
    EXPECT_EQ(get("/results?date=2025-10-01&job_id=j2").status, 200);
}

TEST_F(Results, CancelledJobsAreLeftOut) {
    sql("UPDATE jobs SET status = 'cancelled' WHERE job_id = 'j2'");
    EXPECT_EQ(get("/results?date=2025-10-01&model=a").body["results"][0]["job_id"], "j1");
}

TEST_F(Results, ARunningJobAnswersForTheDateThatItCompleted) {
    sql("UPDATE jobs SET status = 'running' WHERE job_id = 'j2'");
    EXPECT_EQ(get("/results?date=2025-10-01&model=a").body["results"][0]["job_id"], "j2");
}

TEST_F(Results, ADayThatIsStillRunningIsNoResult) {
    open_day("j2", "a", "2025-10-02", "running");
    sql("INSERT INTO positions (job_id, date, model, action_id, cash, portfolio_value, created_at)"
        " VALUES ('j2', '2025-10-02', 'a', 0, 1, 1, 't')");
    EXPECT_EQ(get("/results?date=2025-10-02").body["results"][0]["job_id"], "j1");
}

TEST_F(Results, TradesHaveExactTotals) {
    const auto answer = get("/results?date=2025-10-02&detail=full");
    EXPECT_EQ(answer.body["results"][0]["trades"],
              Json::parse(R"([{"id":1,"action":"buy","symbol":"AAA","amount":3,
                               "price":187.1525,"total":561.4575}])"));
}

TEST_F(Results, ARecordedAmountOfZeroIsNoTrade) {
    sql("UPDATE positions SET amount = 0 WHERE action_type = 'buy'");
    EXPECT_EQ(get("/results?date=2025-10-02&detail=full").body["results"][0]["trades"],
              Json::array());
}

TEST_F(Results, ReasoningIsTheLastAssistantMessageWithTheSignal) {
    reason("user", "<FINISH_SIGNAL>", 1);
    reason("assistant", "early <FINISH_SIGNAL>", 2);
    reason("assistant", "late <FINISH_SIGNAL>", 3);
    reason("assistant", "after", 4);
    EXPECT_EQ(get("/results?date=2025-10-02&detail=full").body["results"][0]["ai_reasoning"],
              Json::parse(R"({"total_steps":4,"stop_signal_received":true,
                              "reasoning_summary":"late <FINISH_SIGNAL>"})"));
}

TEST_F(Results, TheSummaryIsCutAt500Characters) {
    std::string chinese;
    for (int i = 0; i < 500; ++i) chinese += "\u80a1";
    reason("assistant", chinese + "x<FINISH_SIGNAL>", 1);
    const auto answer = get("/results?date=2025-10-02&detail=full");
    EXPECT_EQ(answer.body["results"][0]["ai_reasoning"]["reasoning_summary"], chinese);
}

TEST_F(Results, WithoutTheSignalThereIsNoSummary) {
    EXPECT_EQ(get("/results?date=2025-10-02&detail=full").body["results"][0]["ai_reasoning"],
              Json::parse(R"({"total_steps":0,"stop_signal_received":false,
                              "reasoning_summary":"No reasoning summary available"})"));
}

TEST_F(Results, ToolUsageCountsByName) {
    sql("INSERT INTO tool_usage (job_id, date, model, tool_name, call_count) VALUES"
        " ('j1', '2025-10-02', 'a', 'buy', 2), ('j2', '2025-10-02', 'a', 'sell', 9)");
    EXPECT_EQ(get("/results?date=2025-10-02&detail=full").body["results"][0]["tool_usage"],
              Json::parse(R"({"buy":2})"));
}

TEST_F(Results, APlainDateOnAnHourlyMarketMeansItsLastStamp) {
    market("us-hourly", {"2025-11-03 10:00:00", "2025-11-03 11:00:00"}, "60min");
    job({.id = "h", .market = "us-hourly"});
    const auto chain = model("h", "a");
    day(chain, {"2025-11-03 10:00:00", 1});
    day(chain, {"2025-11-03 11:00:00", 2});
    const auto plain = get("/results?date=2025-11-03");
    EXPECT_EQ(plain.body["results"][0]["date"], "2025-11-03 11:00:00");
    const auto timed = get("/results?date=2025-11-03 10:00:00");
    EXPECT_EQ(timed.body["results"][0]["daily_pnl"]["portfolio_value"], 1);
}

struct Refused {
    std::string_view request;
    int status;
    std::string_view detail;
};

TEST_F(Results, RefusalsSayWhatTheOriginalSaid) {
    const Refused table[] = {
        {"/results?date=10/01/2025", 400, "Invalid date format (use YYYY-MM-DD)"},
        {"/results?date=2025-02-30", 400, "Invalid date format (use YYYY-MM-DD)"},
        {"/results?date=2025-12-24", 404, "No data found for date 2025-12-24"},
        {"/results?date=2025-10-01&model=none", 404, "No data found for date 2025-10-01"},
        {"/results?date=2025-10-01&job_id=none", 404, "Job none not found"},
        {"/results?date=2025-10-01&start_date=2025-10-01", 400,
         "Give date, or start_date and end_date, not both"},
        {"/results?job_id=none", 404, "Job none not found"},
        {"/results?model=none", 404, "No data found for model none"},
        {"/results?start_date=2026-01-01&end_date=2026-01-02", 404,
         "No data found from 2026-01-01 to 2026-01-02"},
        {"/results?start_date=2026-01-02&end_date=2026-01-01", 400,
         "start_date must be on or before end_date"},
        {"/portfolio/timeseries?model=none", 404, "No data found for model none"},
        {"/portfolio/timeseries?model=a&start_date=x", 400, "Invalid date format (use YYYY-MM-DD)"},
    };
    for (const auto& row : table) {
        const auto answer = get(row.request);
        EXPECT_EQ(answer.status, row.status) << row.request;
        EXPECT_EQ(answer.detail(), row.detail) << row.request;
    }
}

TEST_F(Results, ARangeOfOneDayHasTheDayToo) {
    reason("assistant", "done <FINISH_SIGNAL>", 1);
    const auto answer = get(
        "/results?start_date=2025-10-02&end_date=2025-10-02&job_id=j1&model=a&reasoning=summary");
    ASSERT_EQ(answer.body["count"], 1);
    const auto& result = answer.body["results"][0];
    EXPECT_EQ(result["date"], "2025-10-02");
    EXPECT_EQ(result["starting_position"],
              Json::parse(R"({"holdings":[],"cash":10000.0,"portfolio_value":10000.0})"));
    EXPECT_EQ(result["daily_metrics"],
              Json::parse(R"({"profit":100.0,"return_pct":1.0,"days_since_last_trading":1})"));
    ASSERT_EQ(result["trades"].size(), 1);
    EXPECT_EQ(result["trades"][0]["quantity"], 3);
    EXPECT_EQ(result["final_position"],
              Json::parse(R"({"holdings":[{"symbol":"AAA","quantity":3.0}],"cash":71.75,
                              "portfolio_value":10100.0})"));
    EXPECT_EQ(result["metadata"]["total_actions"], 1);
    EXPECT_EQ(result["reasoning"], "done <FINISH_SIGNAL>");
    EXPECT_EQ(result["daily_portfolio_values"].size(), 1) << "it is a range as well";
}

TEST_F(Results, TheFirstDayOfAChainBeginsWithItsOpening) {
    const auto answer = get("/results?start_date=2025-10-01&end_date=2025-10-01&job_id=j1&model=a");
    const auto& result = answer.body["results"][0];
    EXPECT_EQ(result["starting_position"]["cash"], 10'000);
    EXPECT_EQ(result["daily_metrics"]["days_since_last_trading"], 0);
    EXPECT_EQ(result["reasoning"], nullptr);
}

TEST_F(Results, ALongerRangeHasNoDay) {
    const auto answer = get("/results?start_date=2025-10-01&end_date=2025-10-02&job_id=j1&model=a");
    EXPECT_FALSE(answer.body["results"][0].contains("final_position"));
}

TEST_F(Results, EveryShapeHasItsCount) {
    EXPECT_EQ(get("/results?date=2025-10-01").body["count"], 2);
    EXPECT_EQ(get("/results?start_date=2025-10-01&end_date=2025-10-02").body["count"], 2);
    EXPECT_EQ(get("/results?job_id=j1").body["count"], 4);
}

TEST_F(Results, WhereThereIsNothingTheCountIsZero) {
    for (const char* request :
         {"/results?date=2025-12-24", "/results?date=2025-10-01&job_id=none", "/results?model=none",
          "/results?job_id=none", "/results?start_date=2026-01-01&end_date=2026-01-02"}) {
        const auto answer = get(request);
        EXPECT_EQ(answer.status, 404) << request;
        EXPECT_EQ(answer.body["count"], 0) << request;
        EXPECT_EQ(answer.body["results"], Json::array()) << request;
    }
}

TEST_F(Results, AJobOfAnotherMarketHasNoneInThisOne) {
    market("crypto-daily", {"2025-10-01"});
    EXPECT_EQ(get("/results?date=2025-10-01&job_id=j1&market=us-daily").status, 200);
    EXPECT_EQ(get("/results?date=2025-10-01&job_id=j1&market=crypto-daily").status, 404);
    EXPECT_EQ(get("/results?start_date=2025-10-01&job_id=j1&market=crypto-daily").status, 404);
    EXPECT_EQ(get("/leaderboard?job_id=j1&market=crypto-daily").body["leaderboard"].size(), 0);
}

TEST_F(Results, AnUnknownDetailIsAFaultOfTheQuery) {
    const auto answer = get("/results?date=2025-10-01&detail=some");
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.body, Json::parse(R"({"detail":[{"type":"literal_error",
        "loc":["query","detail"],"msg":"Input should be 'minimal' or 'full'","input":"some"}]})"));
}

TEST_F(Results, WithoutAnythingTheDateIsMissing) {
    const auto answer = get("/results");
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.body, Json::parse(R"({"detail":[{"type":"missing","loc":["query","date"],
        "msg":"Field required","input":null}]})"));
}

TEST_F(Results, AJobsRowsAreFlat) {
    const auto answer = get("/results?job_id=j1&model=a");
    ASSERT_EQ(answer.body["count"], 3);
    const auto& row = answer.body["results"][2];
    EXPECT_EQ(row["action_type"], "buy");
    EXPECT_EQ(row["cash"], 71.75);
    EXPECT_EQ(row["status"], "completed");
    EXPECT_EQ(row["holdings"], Json::parse(R"([{"symbol":"AAA","quantity":3}])"));
}

TEST_F(Results, AModelsRowsComeFromOneJob) {
    const auto answer = get("/results?model=a");
    ASSERT_EQ(answer.body["count"], 1);
    EXPECT_EQ(answer.body["results"][0]["job_id"], "j2");
}

TEST_F(Results, RowsOfARunningDaySayThatTheyRun) {
    sql("UPDATE job_details SET status = 'running' WHERE job_id = 'j1' AND date = '2025-10-02'");
    const auto answer = get("/positions?job_id=j1&model=a");
    EXPECT_EQ(answer.body["results"][0]["status"], "completed");
    EXPECT_EQ(answer.body["results"][2]["status"], "running");
}

TEST_F(Results, PagesGoThroughAllRowsOnce) {
    std::vector<Json> seen;
    std::string cursor;
    do {
        const auto answer = get("/positions?job_id=j1&limit=1&cursor=" + cursor);
        ASSERT_EQ(answer.body["count"], 1);
        seen.push_back(answer.body["results"][0]["id"]);
        cursor = answer.body["next_cursor"].is_null()
                     ? ""
                     : answer.body["next_cursor"].get<std::string>();
    } while (!cursor.empty());
    EXPECT_EQ(seen.size(), 4);
    EXPECT_EQ((std::set<Json>{seen.begin(), seen.end()}.size()), 4);
}

TEST_F(Results, APageHasALimit) {
    EXPECT_EQ(get("/positions?job_id=j1&limit=1000").status, 200);
    const auto answer = get("/positions?job_id=j1&limit=1001");
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.body["detail"][0]["msg"], "Input should be less than or equal to 1000");
}

TEST_F(Results, ARangeSumsUpEachModel) {
    const auto answer = get("/results?start_date=2025-10-01&end_date=2025-10-02&job_id=j1&model=a");
    EXPECT_EQ(answer.body["count"], 1);
    const auto& metrics = answer.body["results"][0]["period_metrics"];
    EXPECT_EQ(metrics["period_return_pct"], 1.0);
    EXPECT_EQ(metrics["calendar_days"], 2);
    EXPECT_EQ(metrics["trading_days"], 2);
    EXPECT_NEAR(metrics["annualized_return_pct"].get<double>(),
                (std::pow(1.01, 365.0 / 2) - 1) * 100, 1e-6);
}

TEST_F(Results, ATimeseriesNamesItsJobAndNeverMixesTwo) {
    const auto answer = get("/portfolio/timeseries?model=a");
    EXPECT_EQ(answer.body["job_id"], "j2");
    EXPECT_EQ(answer.body["timeseries"],
              Json::parse(R"([{"date":"2025-10-01","portfolio_value":12000.0,
                  "daily_return_pct":0.0,"cumulative_return_pct":20.0}])"));
}

TEST_F(Results, ARunningJobIsNoSeriesUnlessNamed) {
    sql("UPDATE jobs SET status = 'running' WHERE job_id = 'j2'");
    EXPECT_EQ(get("/portfolio/timeseries?model=a").body["job_id"], "j1");
    EXPECT_EQ(get("/portfolio/timeseries?model=a&job_id=j2").body["job_id"], "j2");
}

TEST_F(Results, ASeriesGoesOnFromItsPredecessor) {
    job({"j3"});
    const auto chain = model("j3", "a", "2025-10-02");
    day(chain, {"2025-10-02", 13'000});
    sql("UPDATE job_models SET predecessor = (SELECT chain FROM job_models WHERE job_id = 'j2')"
        " WHERE job_id = 'j3'");
    const auto answer = get("/portfolio/timeseries?model=a");
    EXPECT_EQ(answer.body["predecessors"], Json::parse(R"(["j2"])"));
    ASSERT_EQ(answer.body["timeseries"].size(), 2);
    EXPECT_EQ(answer.body["timeseries"][0]["portfolio_value"], 12'000);
}

TEST_F(Results, ANamedJobsSeriesIsItsOwnDaysAlone) {
    job({"j3"});
    day(model("j3", "a", "2025-10-02"), {"2025-10-02", 13'000});
    sql("UPDATE job_models SET predecessor = (SELECT chain FROM job_models WHERE job_id = 'j2')"
        " WHERE job_id = 'j3'");
    const auto answer = get("/portfolio/timeseries?model=a&job_id=j3");
    EXPECT_EQ(answer.body["predecessors"], Json::array());
    ASSERT_EQ(answer.body["timeseries"].size(), 1);
    EXPECT_EQ(answer.body["timeseries"][0]["portfolio_value"], 13'000);
    const auto range = get("/results?start_date=2025-10-01&end_date=2025-10-02&job_id=j3");
    EXPECT_EQ(range.body["results"][0]["daily_portfolio_values"].size(), 1);
}

TEST_F(Results, ASeriesCanBeValuedAtTheCloses) {
    const auto answer = get("/portfolio/timeseries?model=a&job_id=j1&mark=close");
    EXPECT_EQ(answer.body["timeseries"],
              Json::parse(R"([{"date":"2025-10-01","portfolio_value":10000.0,
                  "daily_return_pct":0.0,"cumulative_return_pct":0.0},
                  {"date":"2025-10-02","portfolio_value":104.75,
                  "daily_return_pct":-98.9525,"cumulative_return_pct":-98.9525}])"))
        << "71.75 in cash and 3 AAA at 11";
    EXPECT_EQ(get("/portfolio/timeseries?model=a&job_id=j1&mark=open").body,
              get("/portfolio/timeseries?model=a&job_id=j1").body);
    EXPECT_EQ(get("/portfolio/timeseries?model=a&mark=noon").status, 422);
}

TEST_F(Results, ARangeCanBeValuedAtTheCloses) {
    const auto answer =
        get("/results?start_date=2025-10-02&end_date=2025-10-02&job_id=j1&model=a&mark=close");
    const auto& metrics = answer.body["results"][0]["period_metrics"];
    EXPECT_EQ(metrics["ending_portfolio_value"], 104.75);
    EXPECT_EQ(get("/results?date=2025-10-02&mark=close").status, 422);
    EXPECT_EQ(get("/results?model=a&mark=close").status, 422);
}

}  // namespace
}  // namespace tradepit::query
