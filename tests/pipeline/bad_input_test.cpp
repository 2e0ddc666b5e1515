#include <fstream>
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

class BadInput : public testing::Test {
protected:
    void import_small() {
        write_small_market(pipeline.folder() / "small.csv", 5);
        pipeline.tell({"import", "prices", "small.csv", "--market", "small"});
    }
    /// Expects that the job is refused with this status, and that the answer contains `part`.
    void expect_refused(const json& body, long status, const std::string& part) {
        const auto answer = pipeline.post("/simulate/trigger", body.dump());
        EXPECT_EQ(answer.status, status) << answer.body;
        EXPECT_NE(answer.body.find(part), std::string::npos) << answer.body;
    }
    void expect_nothing_left() {
        const ResultsFile results{pipeline.results()};
        EXPECT_EQ(
            results.row("SELECT (SELECT count(*) FROM jobs) + (SELECT count(*) FROM job_details)"
                        " + (SELECT count(*) FROM job_models)"),
            "0");
    }
    std::string import_of(const std::string& name, const std::string& text) {
        std::ofstream{pipeline.folder() / name} << text;
        const auto done = pipeline.ask({"import", "prices", name, "--market", "bad"});
        EXPECT_NE(done.exit_code, 0) << name;
        EXPECT_EQ(ResultsFile{pipeline.results()}.row("SELECT count(*) FROM prices"
                                                      " WHERE market = 'bad'"),
                  "0");
        return done.out + done.err;
    }
    RunningPipeline pipeline;
};

TEST_F(BadInput, ACoinBelowAMillionthIsLeftOutByNameAndTheOthersLand) {
    std::ofstream{pipeline.folder() / "coins.csv"}
        << "date,symbol,open\n2025-11-01,BTC-USDT,110000.5\n2025-11-01,BTTC-USDT,0.00000048\n";
    const auto done = pipeline.ask({"import", "prices", "coins.csv", "--market", "coins"});
    EXPECT_EQ(done.exit_code, 2) << done.err;
    const auto report = done.json()["imports"][0];
    EXPECT_EQ(report["status"], "imported");
    EXPECT_EQ(report["inserted"], 1);
    EXPECT_EQ(
        report["left_out"][0],
        "\"BTTC-USDT\" is left out with 1 bar: line 3, 2025-11-01: open \"0.00000048\" would be "
        "0 with the 6 decimals that prices have");
    EXPECT_NE(done.err.find("note: coins.csv: \"BTTC-USDT\" is left out"), std::string::npos);
    EXPECT_NE(import_of("tiny.csv", "date,symbol,open\n2025-11-01,PEPE-USDT,0.00000149\n")
                  .find("open \\\"0.00000149\\\" would be 0.000001"),
              std::string::npos);
}

TEST_F(BadInput, RequestsAreRefusedByNameAndLeaveNothing) {
    import_small();
    expect_refused({{"models", {"nobody"}}}, 400, "nobody");
    expect_refused({{"models", {"nobody"}}}, 400, "momentum");
    expect_refused({{"config_path", "none.json"}}, 400, "none.json");
    expect_refused({{"config_path", "../CMakeLists.txt"}}, 400, "config");
    expect_refused({{"market", "mars"}}, 400, "small");
    expect_refused({{"date_range", json::array()}}, 422, "date_range");
    expect_refused({{"start_date", "2024-01-05"}, {"end_date", "2024-01-02"}}, 400, "2024-01-05");
    expect_refused({{"date_range", {"2024-02-30"}}}, 400, "2024-02-30");
    expect_refused({{"date_range", {"2031-01-01"}}}, 400, "prices in the market small");
    expect_refused(
        {{"config",
          {{"models", json::array({{{"signature", "m"}, {"agent", {{"kind", "oracle"}}}}})}}}},
        400, "oracle");
    expect_refused({{"config",
                     {{"models", json::array({{{"signature", "idle"}}})},
                      {"agent_config", {{"initial_cash", -5}}}}}},
                   400, "initial_cash");
    expect_nothing_left();
}

TEST_F(BadInput, NoPricesAtAllIsAnAnswerOfItsOwn) {
    const auto answer = pipeline.post("/simulate/trigger", R"({"models": ["momentum"]})");
    EXPECT_EQ(answer.status, 400) << answer.body;
    EXPECT_NE(answer.body.find("rices"), std::string::npos) << answer.body;
    expect_nothing_left();
}

TEST_F(BadInput, AListedDateWithoutPricesIsSkippedWithTheReason) {
    import_small();
    const auto triggered =
        pipeline.post("/simulate/trigger",
                      R"({"models": ["momentum"], "date_range": ["2024-01-02", "2024-01-06"]})");
    ASSERT_EQ(triggered.status, 200) << triggered.body;
    EXPECT_EQ(triggered.json()["total_model_days"], 2);
    const auto status = pipeline.status_until(
        triggered.json()["job_id"], [](const json& now) { return now["status"] == "completed"; });
    EXPECT_EQ(status["progress"]["skipped"], 1);
    EXPECT_EQ(status["progress"]["completed"], 1);
    EXPECT_EQ(status["details"][1]["status"], "skipped");
    EXPECT_FALSE(status["details"][1]["error"].get<std::string>().empty());
}

TEST_F(BadInput, TornOrEmptyPriceFilesAreRefusedWhole) {
    EXPECT_NE(import_of("empty.jsonl", "").find("empty"), std::string::npos);
    const std::string line =
        "{\"Meta Data\": {\"2. Symbol\": \"A\", \"5. Time Zone\": \"US/Eastern\"},"
        " \"Time Series (Daily)\": {\"2024-01-02\": {\"1. buy price\": \"1.5\"}}}";
    EXPECT_NE(import_of("torn.jsonl", line + "\n" + line.substr(0, 90)).find("line 2"),
              std::string::npos);
    EXPECT_NE(import_of("negative.csv", "date,open\n2024-01-02,-1\n").find("-1"),
              std::string::npos);
    EXPECT_NE(import_of("absurd.csv", "date,open\n2024-01-02,1e73\n").find("1e73"),
              std::string::npos);
    EXPECT_NE(import_of("date.csv", "date,open\n2024-13-02,1\n").find("2024-13-02"),
              std::string::npos);
}

TEST_F(BadInput, ASymbolWithGapsIsNotTradedThereAndMarkedAtItsLastClose) {
    std::ofstream{pipeline.folder() / "gaps.csv"} << "symbol,date,open,close\n"
                                                     "AAA,2024-01-02,100,110\n"
                                                     "BBB,2024-01-02,10,10\n"
                                                     "BBB,2024-01-03,10,10\n"
                                                     "AAA,2024-01-04,120,120\n"
                                                     "BBB,2024-01-04,10,10\n";
    pipeline.tell({"import", "prices", "gaps.csv", "--market", "gaps"});
    const auto triggered =
        pipeline.post("/simulate/trigger", R"({"market": "gaps", "models": ["buy_and_hold"]})");
    ASSERT_EQ(triggered.status, 200) << triggered.body;
    pipeline.status_until(triggered.json()["job_id"],
                          [](const json& now) { return now["status"] == "completed"; });
    const auto series = pipeline.get("/portfolio/timeseries?model=buy_and_hold").json();
    ASSERT_EQ(series["timeseries"].size(), 3U);
    // The model holds 50 AAA and 500 BBB.
    EXPECT_EQ(series["timeseries"][0]["portfolio_value"], 10000);
    EXPECT_EQ(series["timeseries"][1]["portfolio_value"], 10500);
    EXPECT_EQ(series["timeseries"][2]["portfolio_value"], 11000);
}

TEST_F(BadInput, CommandsSayWhatIsWrongAndExitAccordingly) {
    EXPECT_EQ(pipeline.ask({"submit", "no-such-config.json"}).exit_code, 64);
    EXPECT_EQ(pipeline.ask({"frobnicate"}).exit_code, 64);
    EXPECT_EQ(pipeline.ask({"status", "no-such-job"}).exit_code, 1);
    const auto second = run_command("tradepit", {"up", "--run-dir", "run"}, pipeline.folder());
    EXPECT_EQ(second.exit_code, 1);
    EXPECT_NE(second.err.find("run"), std::string::npos);
}

}  // namespace
}  // namespace tradepit
