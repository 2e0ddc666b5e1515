#include <csignal>
#include <fstream>
#include <map>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pipeline/running_pipeline.h"

namespace tradepit {
namespace {

using nlohmann::json;
using Asked = std::map<std::string, std::string>;

/// Compares answers of GET /analytics with the figures of an independent script.
class AgreementOfAnalytics : public testing::Test {
protected:
    void ask(const Asked& asked) {
        std::string target = "/analytics";
        for (const auto& [name, value] : asked)
            target += (target.find('?') == std::string::npos ? "?" : "&") + name + "=" + value;
        const auto answer = pipeline.get(target);
        ASSERT_EQ(answer.status, 200) << target << ": " << answer.body;
        answers_ << json{{"asked", asked}, {"answer", answer.json()}}.dump() << "\n";
    }
    /// Asks with both marks, and each with and without the benchmark.
    void ask_in_every_way(const Asked& asked, const std::string& benchmark) {
        for (const auto* mark : {"open", "close"}) {
            auto question = asked;
            question["mark"] = mark;
            ask(question);
            question["benchmark"] = benchmark;
            ask(question);
        }
    }
    /// Runs the script on all answers. Fails the test when a figure differs. @return the script's
    /// output.
    std::string compared() {
        answers_.flush();
        const auto script = source_root() / "tests" / "pipeline" / "analytics_reference.py";
        const auto done =
            run_command("/usr/bin/python3", {script.string(), "run/results.db", "answers.jsonl"},
                        pipeline.folder());
        EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
        return done.out;
    }
    void replay(const std::string& market) {
        pipeline.end_up(SIGTERM);
        const auto data = real_data() / market;
        const auto done =
            run_command("tradepit",
                        {"replay", (data / "agent_data").string(), "--prices",
                         (data / "merged.jsonl").string(), "--run-dir", "run", "--json"},
                        pipeline.folder());
        EXPECT_EQ(done.exit_code, 0) << done.err;
        pipeline.start_up();
    }

    RunningPipeline pipeline{{"--workers", "1"}};

private:
    std::ofstream answers_{pipeline.folder() / "answers.jsonl"};
};

TEST_F(AgreementOfAnalytics, IsToABillionthOnTheRealCompetition) {
    if (real_data().empty()) GTEST_SKIP() << "no real data: set TRADEPIT_DATA";
    replay("us-daily");
    replay("crypto-daily");
    pipeline.tell({"import", "prices", (real_data() / "us-daily" / "QQQ.json").string(), "--market",
                   "us-daily"});
    ask_in_every_way({{"market", "us-daily"}}, "QQQ");
    ask_in_every_way({{"market", "us-daily"}, {"start_date", "2025-10-10"}}, "NVDA");
    ask_in_every_way(
        {{"market", "us-daily"}, {"start_date", "2025-10-17"}, {"end_date", "2025-10-17"}}, "QQQ");
    ask_in_every_way({{"market", "us-daily"}, {"end_date", "2025-10-02"}, {"model", "gpt-5"}},
                     "QQQ");
    ask_in_every_way({{"market", "crypto-daily"}}, "BTC-USDT");
    EXPECT_NE(compared(), "");
}

/// FALLS loses on the first day and later; FLAT never moves; LATE begins on the third day; GAPS has
/// no bar on the second day and no close on the last.
constexpr const char* EDGES =
    "symbol,date,open,high,low,close,volume\n"
    "FALLS,2024-01-02,100,,,90,1\nFALLS,2024-01-03,90,,,95,1\nFALLS,2024-01-04,96,,,80,1\n"
    "FALLS,2024-01-05,81,,,81,1\nFLAT,2024-01-02,10,,,10,1\nFLAT,2024-01-03,10,,,10,1\n"
    "FLAT,2024-01-04,10,,,10,1\nFLAT,2024-01-05,10,,,10,1\nLATE,2024-01-04,7,,,8,1\n"
    "LATE,2024-01-05,8,,,9,1\nGAPS,2024-01-02,50,,,48.5,1\nGAPS,2024-01-04,54.5,,,53.25,1\n"
    "GAPS,2024-01-05,60,,,,1\n";

TEST_F(AgreementOfAnalytics, IsToABillionthAtTheEdges) {
    std::ofstream{pipeline.folder() / "edges.csv"} << EDGES;
    std::ofstream{pipeline.folder() / "config.json"} << R"({"market": "edges", "models": [
        {"signature": "idle"}, {"signature": "buy_and_hold"}, {"signature": "equal_weight"},
        {"signature": "random"}, {"signature": "momentum-1",
         "agent": {"kind": "momentum", "lookback": 1, "top": 1}}]})";
    pipeline.tell({"import", "prices", "edges.csv", "--market", "edges"});
    pipeline.tell({"submit", "config.json", "--wait"});
    for (const auto* benchmark : {"FALLS", "FLAT", "LATE", "GAPS"}) ask_in_every_way({}, benchmark);
    for (const auto* day : {"2024-01-02", "2024-01-03", "2024-01-05"})
        ask_in_every_way({{"start_date", day}, {"end_date", day}}, "FALLS");
    EXPECT_NE(compared(), "");
    const auto one_day =
        pipeline.get("/analytics?model=buy_and_hold&mark=close&end_date=2024-01-02")
            .json()["results"][0];
    EXPECT_LT(one_day["total_return_pct"].get<double>(), 0) << "the first day's loss counts";
    EXPECT_GT(one_day["max_drawdown_pct"].get<double>(), 0);
    const auto idle = pipeline.get("/analytics?model=idle").json()["results"][0];
    EXPECT_EQ(idle["sharpe_ratio"], nullptr);
    EXPECT_EQ(idle["closed_trades"], 0);
    EXPECT_EQ(pipeline.tell({"analytics", "--model", "idle"})["results"][0], idle);
    const auto board = pipeline.tell({"leaderboard", "--sort", "max_drawdown_pct", "--mark",
                                      "close", "--min", "fees=0", "--max", "exposure-pct=0"});
    ASSERT_EQ(board["leaderboard"].size(), 1U) << board.dump();
    EXPECT_EQ(board["leaderboard"][0]["model"], "idle");
    EXPECT_EQ(board["leaderboard"][0]["analytics"]["exposure_pct"], 0);
}

}  // namespace
}  // namespace tradepit
