// Compares the results of the specification's code and of ours for small cases.
#include "tests/pipeline/specification.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pipeline/results_file.h"
#include "tests/pipeline/running_pipeline.h"
#include "tests/pipeline/small_market.h"

namespace tradepit {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

class SpecificationInSmall : public testing::Test {
protected:
    void write(const fs::path& file, const std::string& text) const {
        const auto path = pipeline.folder() / file;
        fs::create_directories(path.parent_path());
        std::ofstream{path} << text;
    }
    static std::string record(const std::string& date, const json& action, const json& positions) {
        json record{{"date", date}, {"positions", positions}};
        if (!action.is_null()) record["this_action"] = action;
        return record.dump() + "\n";
    }
    static json no_trade() { return {{"action", "no_trade"}, {"symbol", ""}, {"amount", 0}}; }
    static json trade(const char* side, const char* symbol, int amount) {
        return {{"action", side}, {"symbol", symbol}, {"amount", amount}};
    }
    /// The specification's queries on the database that our writer stored.
    Specification over_our_file() const {
        return Specification{
            SQLite::Database{pipeline.results().string(), SQLite::OPEN_READONLY, 10'000}};
    }
    json results(const std::string& query) const {
        return pipeline.get("/results?" + query).json()["results"].at(0);
    }
    std::string submit(const json& models) const {
        write("config.json", json{{"market", "small"}, {"models", models}}.dump());
        return pipeline.tell({"submit", "config.json"})["job_id"];
    }
    void small_market(int days) const {
        write_small_market(pipeline.folder() / "small.csv", days);
        pipeline.tell({"import", "prices", "small.csv", "--market", "small"});
    }

    const RunningPipeline pipeline{{"--workers", "1"}};
};

/// One model in two jobs. In job "one" it starts with 1,000 and trades on the 2nd and 4th; in job
/// "two" it starts with 5,000 and trades on the 3rd and 4th.
class SpecificationOfTwoJobs : public SpecificationInSmall {
protected:
    SpecificationOfTwoJobs() {
        write("one/m/position/position.jsonl",
              record("2025-10-01", nullptr, {{"CASH", 1000}}) +
                  record("2025-10-02", trade("buy", "A", 4), {{"A", 4}, {"CASH", 600}}) +
                  record("2025-10-03", no_trade(), {{"A", 4}, {"CASH", 600}}) +
                  record("2025-10-04", trade("sell", "A", 1), {{"A", 3}, {"CASH", 700}}));
        write("two/m/position/position.jsonl",
              record("2025-10-01", nullptr, {{"CASH", 5000}}) +
                  record("2025-10-02", no_trade(), {{"CASH", 5000}}) +
                  record("2025-10-03", trade("buy", "A", 1), {{"A", 1}, {"CASH", 4900}}) +
                  record("2025-10-04", trade("buy", "A", 1), {{"A", 2}, {"CASH", 4800}}));
        write("one/m/log/2025-10-04/log.jsonl",
              said("Sell one. <FINISH_SIGNAL>") + used({{"search", {{"calls", 1}}}}));
        write("two/m/log/2025-10-04/log.jsonl",
              said("Ask first.") + said("Buy one.") + used({{"price", {{"calls", 7}}}}));
        for (const char* job : {"one", "two"})
            for (const char* what : {"positions", "logs"})
                pipeline.tell({"import", what, job, "--job", job});
    }
    static std::string said(const std::string& content) {
        return json{{"signature", "m"},
                    {"new_messages", {{"role", "assistant"}, {"content", content}}}}
                   .dump() +
               "\n";
    }
    static std::string used(const json& tools) {
        return json{{"signature", "m"}, {"new_messages", json::array()}, {"tool_usage", tools}}
                   .dump() +
               "\n";
    }
    static std::vector<double> values(const json& series) {
        std::vector<double> values;
        for (const auto& point : series["timeseries"]) values.push_back(point["portfolio_value"]);
        return values;
    }
};

TEST_F(SpecificationOfTwoJobs, ItMixesThemIntoOneSeriesAndOneDayAndOursKeepsThemApart) {
    auto its = over_our_file();
    const auto series = its.timeseries("m");
    ASSERT_EQ(series.size(), 4U);
    EXPECT_EQ(series[1], json({"2025-10-02", 1000}));
    EXPECT_EQ(series[2], json({"2025-10-03", 5000}));
    // The result has the cash of one job and the shares of the other.
    EXPECT_EQ(its.result("2025-10-03", "m")["positions"], json({{"A", 4}, {"CASH", 4900}}));
    const auto mixed = its.result("2025-10-04", "m");
    EXPECT_EQ(mixed["trades"].size(), 2U);
    EXPECT_EQ(mixed["reasoning"]["total_steps"], 3);
    EXPECT_EQ(mixed["reasoning"]["reasoning_summary"], "Sell one. <FINISH_SIGNAL>");
    EXPECT_EQ(mixed["tool_usage"], json({{"search", 1}, {"price", 7}}));

    const auto newest = pipeline.get("/portfolio/timeseries?model=m").json();
    EXPECT_EQ(newest["job_id"], "two");
    EXPECT_EQ(values(newest), (std::vector<double>(4, 5000)));
    EXPECT_EQ(values(pipeline.get("/portfolio/timeseries?model=m&job_id=one").json()),
              (std::vector<double>(4, 1000)));
    EXPECT_EQ(results("date=2025-10-03")["positions"], json({{"A", 1}, {"CASH", 4900}}));
    const auto ours = results("date=2025-10-04&detail=full");
    EXPECT_EQ(ours["job_id"], "two");
    EXPECT_EQ(ours["trades"].size(), 1U);
    EXPECT_EQ(ours["ai_reasoning"]["total_steps"], 2);
    EXPECT_EQ(ours["ai_reasoning"]["stop_signal_received"], false);
    EXPECT_EQ(ours["tool_usage"], json({{"price", 7}}));
}

TEST_F(SpecificationInSmall, ItsExampleDoesNotAddUpAndOursOfTheSameTradesDoes) {
    Specification its;
    its.ask("INSERT INTO jobs VALUES ('abc', '', 'completed', '', '', '', '', '', 0, '')");
    its.ask(
        "INSERT INTO positions VALUES"
        " (2, 'abc', '2025-01-16', 'gpt-5', 1, 'buy', 'AAPL', 10, 255.88, 7441.2, 10000.0,"
        " 0.0, 0.0, 0.0, 0.0, ''),"
        " (3, 'abc', '2025-01-17', 'gpt-5', 0, 'no_trade', NULL, NULL, NULL, 7441.2, 10150.5,"
        " 150.5, 1.51, 150.5, 1.51, ''),"
        " (4, 'abc', '2025-01-17', 'gpt-5', 1, 'sell', 'AAPL', 5, 262.24, 8752.4, 10150.5,"
        " 150.5, 1.51, 150.5, 1.51, '')");
    its.ask(
        "INSERT INTO holdings VALUES (1, 2, 'AAPL', 10), (2, 3, 'AAPL', 10),"
        " (3, 4, 'AAPL', 5)");
    EXPECT_EQ(its.ask("SELECT p.id, portfolio_value, round(cash + quantity * CASE date"
                      " WHEN '2025-01-16' THEN 255.88 ELSE 262.24 END, 2)"
                      " FROM positions p JOIN holdings h ON h.position_id = p.id ORDER BY p.id"),
              json({{2, 10000.0, 10000.0}, {3, 10150.5, 10063.6}, {4, 10150.5, 10063.6}}));

    write("aapl.csv",
          "symbol,date,open,high,low,close,volume\n"
          "AAPL,2025-01-16,255.88,,,256,1\nAAPL,2025-01-17,262.24,,,262,1\n");
    pipeline.tell({"import", "prices", "aapl.csv", "--market", "example"});
    write("tree/gpt-5/position/position.jsonl",
          record("2025-01-16", nullptr, {{"CASH", 10000}}) +
              record("2025-01-16", trade("buy", "AAPL", 10), {{"AAPL", 10}, {"CASH", 7441.2}}) +
              record("2025-01-17", no_trade(), {{"AAPL", 10}, {"CASH", 7441.2}}) +
              record("2025-01-17", trade("sell", "AAPL", 5), {{"AAPL", 5}, {"CASH", 8752.4}}));
    pipeline.tell({"import", "positions", "tree", "--market", "example"});
    EXPECT_EQ(over_our_file().ask("SELECT action_id, price, cash, portfolio_value, daily_profit,"
                                  " daily_return_pct FROM positions ORDER BY id"),
              json({{0, nullptr, 10000, 10000, 0, 0},
                    {1, 255.88, 7441.2, 10000, 0, 0},
                    {0, nullptr, 7441.2, 10063.6, 63.6, 0.636},
                    {1, 262.24, 8752.4, 10063.6, 63.6, 0.636}}));
    EXPECT_EQ(results("date=2025-01-17")["daily_pnl"],
              json({{"profit", 63.6}, {"return_pct", 0.636}, {"portfolio_value", 10063.6}}));
}

TEST_F(SpecificationInSmall, ItRanksEqualsApartAndLatestAcrossDatesAndOursSharesAndNamesThem) {
    write("prices.csv",
          "symbol,date,open,high,low,close,volume\n"
          "A,2025-10-01,100,,,100,1\nA,2025-10-02,120,,,120,1\nA,2025-10-03,90,,,90,1\n"
          "B,2025-10-01,100,,,100,1\nB,2025-10-02,130,,,130,1\nB,2025-10-03,110,,,110,1\n");
    pipeline.tell({"import", "prices", "prices.csv", "--market", "two"});
    const auto days = [&](const json& action, const json& held, int count) {
        std::string text = record("2025-10-01", nullptr, {{"CASH", 1000}});
        if (!action.is_null()) text += record("2025-10-01", action, held);
        for (int day = 2; day <= count; ++day)
            text += record("2025-10-0" + std::to_string(day), no_trade(), held);
        return text;
    };
    const json cash{{"CASH", 1000}};
    write("tree/gone/position.jsonl", days(trade("buy", "A", 10), {{"A", 10}, {"CASH", 0}}, 2));
    write("tree/here/position.jsonl", days(trade("buy", "B", 10), {{"B", 10}, {"CASH", 0}}, 3));
    write("tree/x/position.jsonl", days(nullptr, cash, 3));
    write("tree/y/position.jsonl", days(nullptr, cash, 3));
    pipeline.tell({"import", "positions", "tree", "--market", "two"});

    // The specification's leaderboard compares values of different dates without saying so. On the
    // last common date "here" had 1,300 and "gone" 1,200.
    EXPECT_EQ(over_our_file().leaderboard(),
              json({{{"rank", 1}, {"model", "gone"}, {"value", 1200}},
                    {{"rank", 2}, {"model", "here"}, {"value", 1100}},
                    {{"rank", 3}, {"model", "x"}, {"value", 1000}},
                    {{"rank", 4}, {"model", "y"}, {"value", 1000}}}));
    const auto board = [&](const std::string& query) {
        std::string text;
        const auto answer = pipeline.get("/leaderboard" + query).json();
        for (const auto& row : answer["leaderboard"])
            text += row["rank"].dump() + " " + row["model"].get<std::string>() + " " +
                    std::to_string(row["portfolio_value"].get<int>()) + " " +
                    row["date"].get<std::string>() + "\n";
        return text;
    };
    EXPECT_EQ(board("?latest=common"),
              "1 here 1300 2025-10-02\n2 gone 1200 2025-10-02\n"
              "3 x 1000 2025-10-02\n3 y 1000 2025-10-02\n");
    EXPECT_EQ(board(""),
              "1 gone 1200 2025-10-02\n2 here 1100 2025-10-03\n"
              "3 x 1000 2025-10-03\n3 y 1000 2025-10-03\n");
}

/// A completed and a running job, and a copy of the database with both.
class SpecificationOfCleanups : public SpecificationInSmall {
protected:
    SpecificationOfCleanups() {
        small_market(30);
        write_small_config(pipeline.folder() / "config.json");
        done = pipeline.tell({"submit", "config.json"})["job_id"];
        pipeline.status_until(done, has_ended);
        open = submit(json::array(
            {{{"signature", "idle"}, {"agent", {{"kind", "idle"}, {"delay_ms", 600'000}}}}}));
        pipeline.status_until(
            open, [](const json& status) { return status["progress"]["running"] == 1; });
        pipeline.tell({"backup", copy().string()});
    }
    fs::path copy() const { return pipeline.folder() / "copy.db"; }
    Specification over_copy(const char* foreign_keys) const {
        SQLite::Database database{copy().string(), SQLite::OPEN_READWRITE, 0};
        database.exec(std::string{"PRAGMA foreign_keys = "} + foreign_keys);
        return Specification{std::move(database)};
    }
    std::string done;
    std::string open;
    /// A cutoff date that is later than everything.
    const std::string cutoff = "9999-12-31T00:00:00Z";
};

TEST_F(SpecificationOfCleanups, ItDeletesAJobAtWorkAndMiscountsAndOursLeavesItAndCounts) {
    {
        auto forgetful = over_copy("OFF");
        forgetful.ask("BEGIN");
        forgetful.cleanup(cutoff);
        EXPECT_GT(forgetful.first("SELECT count(*) FROM positions"), 0);
        EXPECT_FALSE(forgetful.ask("PRAGMA foreign_key_check").empty());
        forgetful.ask("ROLLBACK");
    }
    auto its = over_copy("ON");
    EXPECT_EQ(its.first("SELECT status FROM jobs WHERE job_id = '" + open + "'"), "running");
    const auto cleaned = its.cleanup(cutoff, [&] {
        over_copy("ON").ask(
            "INSERT INTO jobs SELECT 'another', config_path, 'pending', date_range,"
            " models, created_at, NULL, NULL, NULL, NULL FROM jobs LIMIT 1");
    });
    EXPECT_EQ(cleaned.jobs, 2);
    EXPECT_EQ(its.first("SELECT changes()"), 3);
    EXPECT_EQ(its.first("SELECT count(*) FROM jobs"), 0);

    const ResultsFile file{pipeline.results()};
    const auto before = std::stoi(file.row("SELECT count(*) FROM positions"));
    const auto ours = pipeline.tell({"cleanup", "--days", "0", "--wait"});
    EXPECT_EQ(ours["jobs_deleted"], 1);
    EXPECT_EQ(file.row("SELECT job_id FROM jobs"), open);
    EXPECT_EQ(ours["positions_deleted"],
              before - std::stoi(file.row("SELECT count(*) FROM positions")));
    EXPECT_EQ(pipeline.tell({"status", open})["status"], "running");
    EXPECT_EQ(pipeline.tell({"check"})["sound"], true);
}

TEST_F(SpecificationOfCleanups, ItsVacuumFailsBesideAWriterAndOursGivesRoomBackBesideAJob) {
    const auto its_vacuum = [](Specification& its) -> std::string {
        try {
            its.ask("VACUUM");
        } catch (const SQLite::Exception& failure) {
            return failure.what();
        }
        return "done";
    };
    auto its = over_copy("ON");
    its.ask("BEGIN");
    EXPECT_THAT(its_vacuum(its), HasSubstr("cannot VACUUM from within a transaction"));
    its.ask("ROLLBACK");
    auto writer = over_copy("ON");
    writer.ask("BEGIN IMMEDIATE");
    EXPECT_THAT(its_vacuum(its), HasSubstr("database is locked"));

    pipeline.tell({"cleanup", "--days", "0", "--wait"});
    const auto ours = pipeline.tell({"vacuum"});
    EXPECT_EQ(ours["state"], "done");
    EXPECT_GT(ours["result"]["pages_freed"], 0);
    EXPECT_EQ(pipeline.tell({"status", open})["status"], "running");
}

TEST_F(SpecificationInSmall, ARetryDoublesItsReasoningAndToolsAndOursAreOfOneAttempt) {
    small_market(1);
    const auto job = submit(
        json::array({{{"signature", "m"}, {"agent", {{"kind", "mock"}, {"delay_ms", 8'000}}}}}));
    // The worker is killed when all reasoning of the first attempt is stored, before the day ends.
    json_until(pipeline, "/reasoning?job_id=" + job,
               [](const json& said) { return said["reasoning"].size() == 4; });
    ASSERT_EQ(::kill(pipeline.pid_of("worker-1"), SIGKILL), 0);
    EXPECT_EQ(pipeline.status_until(job, has_ended)["status"], "completed");
    const ResultsFile file{pipeline.results()};
    ASSERT_EQ(file.row("SELECT count(*) FROM attempts WHERE started = 1"), "2");

    Specification its;
    its.ask("INSERT INTO jobs VALUES (?, '', 'completed', '', '', '', '', '', 0, '')",
            json::array({job}));
    auto stored = over_our_file();
    const std::string said = "job_id, date, model, step_number, timestamp, role, content";
    const std::string used = "job_id, date, model, tool_name, call_count";
    for (int attempt = 1; attempt <= 2; ++attempt) {
        for (const auto& row : stored.ask("SELECT " + said + " FROM reasoning_logs"))
            its.ask("INSERT INTO reasoning_logs (" + said + ") VALUES (?, ?, ?, ?, ?, ?, ?)", row);
        for (const auto& row : stored.ask("SELECT " + used + " FROM tool_usage"))
            its.ask("INSERT INTO tool_usage (" + used + ") VALUES (?, ?, ?, ?, ?)", row);
    }
    EXPECT_EQ(its.reasoning({"2024-01-01", "m"})["total_steps"], 8);
    EXPECT_EQ(its.first("SELECT sum(call_count) FROM tool_usage"), 2);

    const auto ours = results("date=2024-01-01&detail=full&job_id=" + job);
    EXPECT_EQ(ours["ai_reasoning"]["total_steps"], 4);
    EXPECT_EQ(ours["tool_usage"], json({{"get_price_local", 1}}));
    EXPECT_THAT(file.rows("SELECT name FROM pragma_index_list('tool_usage') WHERE \"unique\" = 1"),
                testing::ElementsAre("idx_tool_usage_unique"));
}

}  // namespace
}  // namespace tradepit
