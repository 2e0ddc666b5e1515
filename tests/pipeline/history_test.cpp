#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "common/records/record_file.h"
#include "tests/common/file_text.h"
#include "tests/pipeline/results_file.h"
#include "tests/pipeline/running_pipeline.h"
#include "tests/pipeline/small_market.h"

namespace tradepit {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

void write(const fs::path& file, const std::string& text) {
    fs::create_directories(file.parent_path());
    std::ofstream{file, std::ios::binary} << text;
}

/// Imports of handwritten position files, whose symbols have no prices.
class History : public testing::Test {
protected:
    static std::string record(int day, const std::string& action, const std::string& positions) {
        const auto date = "2025-10-0" + std::to_string(day);
        return R"({"date": ")" + date + "\"" +
               (action.empty() ? "" : R"(, "this_action": )" + action) + R"(, "positions": {)" +
               positions + "}}\n";
    }
    static std::string bought(const std::string& symbol, int amount) {
        return R"({"action": "buy", "symbol": ")" + symbol + R"(", "amount": )" +
               std::to_string(amount) + "}";
    }
    fs::path file_of(const std::string& model) const {
        return pipeline.folder() / "tree" / model / "position" / "position.jsonl";
    }
    json import() const { return pipeline.tell({"import", "positions", "tree"}); }
    std::string books(const std::string& job = "historical-import") const {
        return pipeline.tell({"digest", job, "--books"})["digest"];
    }

    RunningPipeline pipeline;
    const std::string first = record(1, "", R"("CASH": 1000)");
    const std::string second = record(2, bought("A", 4), R"("A": 4, "CASH": 600)");
    const std::string third = record(3, bought("B", 1), R"("A": 4, "B": 1, "CASH": 590)");
};

TEST_F(History, WhatIsImportedTwiceIsThereOnceAndAnswersLikeAnyJob) {
    write(file_of("m"), first + second + third);
    const auto once = import();
    EXPECT_EQ(once["summary"]["m"], 3);
    EXPECT_EQ(once["imports"][0]["unpriced"], 2);
    const auto digest = books();
    const auto again = import();
    EXPECT_EQ(again["summary"]["m"], 0);
    EXPECT_EQ(again["imports"][0]["already_there"], 3);
    EXPECT_EQ(books(), digest);
    EXPECT_EQ(pipeline.tell({"status", "historical-import"})["status"], "completed");
    const auto results = pipeline.get("/results?date=2025-10-03&model=m").json();
    EXPECT_EQ(results["results"][0]["positions"]["A"], 4);
    EXPECT_EQ(results["results"][0]["job_id"], "historical-import");
    EXPECT_EQ(pipeline.get("/portfolio/timeseries?model=m").json()["timeseries"].size(), 3u);
}

TEST_F(History, AFileThatIsCutInsideALineIsRefusedAndTheOthersLand) {
    write(file_of("whole"), first + second);
    write(file_of("cut"), first + second.substr(0, 60));
    const auto done = pipeline.ask({"import", "positions", "tree", "--json"});
    EXPECT_EQ(done.exit_code, 1);
    EXPECT_THAT(done.err, HasSubstr("cut/position/position.jsonl: line 2: "));
    EXPECT_EQ(done.json()["summary"].dump(), R"({"whole":2})");
    // A file that is cut at the end of a line is valid; the rest can be imported later.
    write(file_of("cut"), first);
    EXPECT_EQ(import()["summary"]["cut"], 1);
    write(file_of("cut"), first + second);
    const auto rest = import();
    EXPECT_EQ(rest["imports"][0]["added"], 1);
    EXPECT_EQ(rest["imports"][0]["already_there"], 1);
    const auto rows = [&](const std::string& model) {
        return ResultsFile{pipeline.results()}.rows(
            "SELECT date, action_id, cash, portfolio_value, daily_profit, cumulative_return_pct"
            " FROM positions WHERE model = '" +
            model + "' ORDER BY date, action_id");
    };
    EXPECT_EQ(rows("cut"), rows("whole"));
}

TEST_F(History, AChangedLineIsRefusedAndABadOneMayBeLeftOut) {
    write(file_of("m"), first + second);
    import();
    write(file_of("m"), first + record(2, bought("A", 4), R"("A": 4, "CASH": 601)"));
    const auto changed = pipeline.ask({"import", "positions", "tree"});
    EXPECT_EQ(changed.exit_code, 1);
    EXPECT_THAT(changed.err, HasSubstr("line 2: differs in its CASH"));
    write(file_of("m"), first + second + "garbage\n" + third);
    const auto lenient = pipeline.tell({"import", "positions", "tree", "--skip-bad"});
    EXPECT_EQ(lenient["summary"]["m"], 1);
    EXPECT_THAT(lenient["imports"][0]["left_out"][0].get<std::string>(), HasSubstr("line 3"));
}

TEST_F(History, JobsThatRunMeanwhileKeepTheirNumbers) {
    write_small_market(pipeline.folder() / "prices.csv", 30);
    write_small_config(pipeline.folder() / "config.json");
    pipeline.tell({"import", "prices", "prices.csv", "--market", "small"});
    const auto submit = [&] { return pipeline.tell({"submit", "config.json", "--wait"}); };
    submit();
    write(file_of("m"), first + second + third);
    import();
    EXPECT_EQ(submit()["status"], "completed");
    write(file_of("n"), first + second);
    import();
    EXPECT_EQ(submit()["status"], "completed");
}

TEST_F(History, ExportedAndImportedElsewhereTheBooksAreTheSame) {
    write_small_market(pipeline.folder() / "prices.csv", 30);
    write_small_config(pipeline.folder() / "config.json");
    pipeline.tell({"import", "prices", "prices.csv", "--market", "small"});
    const std::string job = pipeline.tell({"submit", "config.json", "--wait"})["job_id"];
    pipeline.tell({"export", job, "out"});
    EXPECT_EQ(pipeline.ask({"verify", "out", "--job", job}).exit_code, 0);
    const RunningPipeline elsewhere;
    const auto tree = (pipeline.folder() / "out").string();
    elsewhere.tell({"import", "positions", tree});
    EXPECT_EQ(elsewhere.tell({"digest", "historical-import", "--books"})["digest"], books(job));
    EXPECT_EQ(elsewhere.ask({"verify", tree}).exit_code, 0);
    const auto there = pipeline.get("/leaderboard?job_id=" + job).json()["leaderboard"];
    const auto here = elsewhere.get("/leaderboard?job_id=historical-import").json()["leaderboard"];
    ASSERT_EQ(there.size(), here.size());
    for (std::size_t i = 0; i < there.size(); ++i)
        for (const char* field :
             {"model", "portfolio_value", "max_drawdown_pct", "sharpe_ratio", "trades"})
            EXPECT_EQ(there[i].value(field, json{}), here[i].value(field, json{})) << field;
}

TEST_F(History, AFolderThatHasSomethingIsNotWrittenOver) {
    write(file_of("m"), first);
    import();
    const auto done = pipeline.ask({"export", "historical-import", "tree"});
    EXPECT_EQ(done.exit_code, 64);
    EXPECT_THAT(done.err, HasSubstr("is not empty"));
    EXPECT_EQ(pipeline.ask({"export", "no-such-job", "out"}).exit_code, 1);
}

TEST_F(History, VerifyNamesWhatDiffers) {
    write(file_of("m"), first + second);
    import();
    EXPECT_EQ(pipeline.ask({"verify", "tree"}).exit_code, 0);
    write(file_of("m"), first + record(2, bought("A", 4), R"("A": 4, "CASH": 601)"));
    write(file_of("n"), first);
    const auto done = pipeline.ask({"verify", "tree", "--json"});
    EXPECT_EQ(done.exit_code, 1);
    const auto found = done.json();
    EXPECT_EQ(found["different"], 2);
    EXPECT_EQ(found["differences"][0]["what"], "CASH");
    EXPECT_EQ(found["differences"][1]["model"], "n");
}

/// Imports of the recorded competition of October 2025.
class RealHistory : public testing::Test {
protected:
    void SetUp() override {
        if (real_data().empty()) GTEST_SKIP() << "no real data: set TRADEPIT_DATA";
        pipeline = std::make_unique<RunningPipeline>();
    }
    void prices(const char* market) const {
        pipeline->tell({"import", "prices", (real_data() / market / "merged.jsonl").string()});
    }
    std::map<std::string, json> import(const std::string& tree, const std::string& market) const {
        const auto report = pipeline->tell({"import", "positions", (real_data() / tree).string(),
                                            "--job", market, "--market", market});
        std::map<std::string, json> by_model;
        for (const auto& row : report["imports"]) by_model[row["model"]] = row;
        return by_model;
    }
    std::string row(const std::string& sql) const {
        return ResultsFile{pipeline->results()}.row(sql);
    }
    std::unique_ptr<RunningPipeline> pipeline;
};

struct Expected {
    const char* model;
    const char* rows;  ///< positions|holdings|buys|sells|no-trades
    const char* cash;
    double value;
    double cumulative_pct;
    double max_drawdown_pct;
    int amount_zero;
};

const Expected TABLE[] = {
    {"claude-3.7-sonnet", "69|742|42|26|1", "33.57", 10931.924, 9.31924, 2.8401, 2},
    {"deepseek-chat-v3.1", "67|569|31|29|7", "15.41", 11610.887, 16.10887, 1.9125, 0},
    {"gemini-2.5-flash", "83|630|45|28|10", "365.995", 10030.126, 0.30126, 5.79715, 2},
    {"gpt-5", "54|327|31|14|9", "71.75", 11035.055, 10.35055, 4.0745, 0},
};

TEST_F(RealHistory, TheCompetitionOfOctoberIsTheTableThatIsKnown) {
    prices("us-daily");
    const auto report = import("us-daily/agent_data", "us-daily");
    const auto board = pipeline->get("/leaderboard?job_id=us-daily").json()["leaderboard"];
    for (const auto& expected : TABLE) {
        SCOPED_TRACE(expected.model);
        const std::string of = " WHERE model = '" + std::string{expected.model} + "'";
        EXPECT_EQ(row("SELECT count(*), (SELECT count(*) FROM holdings h JOIN positions p ON"
                      " p.id = h.position_id" +
                      of +
                      "), sum(action_type = 'buy'),"
                      " sum(action_type = 'sell'), sum(action_type = 'no_trade') FROM positions" +
                      of),
                  expected.rows);
        EXPECT_EQ(row("SELECT cash FROM positions" + of + " ORDER BY date DESC, action_id DESC"),
                  expected.cash);
        for (const char* none : {"forked", "unexplained", "unpriced", "rounded"})
            EXPECT_EQ(report.at(expected.model)[none], 0) << none;
        EXPECT_EQ(report.at(expected.model)["amount_zero"], expected.amount_zero);
        for (const auto& place : board) {
            if (place["model"] != expected.model) continue;
            EXPECT_EQ(place["portfolio_value"].get<double>(), expected.value);
            EXPECT_EQ(place["cumulative_return_pct"].get<double>(), expected.cumulative_pct);
            EXPECT_NEAR(place["max_drawdown_pct"].get<double>(), expected.max_drawdown_pct, 5e-5);
        }
    }
    EXPECT_EQ(row("SELECT count(*) FROM closings"), "84");
    // Every trade was made at the open.
    EXPECT_EQ(row("SELECT count(*) FROM positions p JOIN prices o ON o.symbol = p.symbol"
                  " AND o.date = p.date WHERE p.amount > 0 AND abs(p.price - o.open) < 1e-9"),
              row("SELECT count(*) FROM positions WHERE amount > 0"));
}

TEST_F(RealHistory, TheHoldingsOfEveryDayAreThoseOfItsLastRecord) {
    import("us-daily/agent_data", "us-daily");
    int days = 0;
    for (const auto& expected : TABLE) {
        const auto file = std::get<common::RecordFile>(
            common::parse_record_file(text_of(real_data() / "us-daily" / "agent_data" /
                                              expected.model / "position" / "position.jsonl")));
        std::map<std::string, std::string> by_date;
        for (const auto& record : file.records) {
            std::string text;
            for (const auto& holding : record.holdings)
                text += holding.symbol.value() + " " + holding.quantity.text() + ",";
            by_date[record.date.text()] = text;
        }
        for (const auto& [date, holdings] : by_date) {
            ++days;
            EXPECT_EQ(
                row("SELECT coalesce(group_concat(symbol || ' ' || quantity || ',', ''), '')"
                    " FROM (SELECT symbol, quantity FROM holdings WHERE position_id ="
                    " (SELECT position_id FROM closings JOIN job_models USING (chain)"
                    " WHERE model = '" +
                    std::string{expected.model} + "' AND date = '" + date + "') ORDER BY symbol)"),
                holdings)
                << expected.model << ' ' << date;
        }
    }
    EXPECT_EQ(days, 84);
}

TEST_F(RealHistory, EveryOtherFileImportsAndSaysWhatIsOddAboutIt) {
    for (const char* market : {"us-hourly", "astock-daily", "crypto-daily"}) prices(market);
    const auto hourly = import("us-hourly/agent_data", "us-hourly").at("gpt-5");
    EXPECT_EQ(hourly["inserted"], 192);
    EXPECT_EQ(hourly["forked"], 0);
    EXPECT_EQ(hourly["unexplained"], 0);
    EXPECT_EQ(hourly["unpriced"], 0);
    const auto china = import("astock-daily/agent_data", "astock-daily").at("claude-3.7-sonnet");
    EXPECT_EQ(china["inserted"], 125);
    EXPECT_EQ(china["forked"], 0);
    const auto crypto = import("crypto-daily", "crypto-daily");
    EXPECT_EQ(crypto.at("claude-3.7-sonnet")["inserted"], 71);
    EXPECT_EQ(crypto.at("claude-3.7-sonnet")["forked"], 2);
    EXPECT_EQ(crypto.at("duplicate-id")["inserted"], 72);
    EXPECT_EQ(crypto.at("duplicate-id")["forked"], 3);
    EXPECT_EQ(crypto.at("CD5_baseline")["inserted"], 15);
    EXPECT_EQ(crypto.at("CD5_baseline")["unexplained"], 14);
    for (const auto& [model, row] : crypto) EXPECT_EQ(row["unpriced"], 0) << model;
    EXPECT_EQ(row("SELECT count(DISTINCT action_type) FROM positions"), "3");
}

TEST_F(RealHistory, ACryptoExportHasTheMarketsNamesAndIsTheSameBooks) {
    prices("crypto-daily");
    import("crypto-daily", "crypto-daily");
    pipeline->tell({"export", "crypto-daily", "out"});
    const auto file =
        text_of(pipeline->folder() / "out" / "duplicate-id" / "position" / "position.jsonl");
    EXPECT_THAT(file, HasSubstr("buy_crypto"));
    EXPECT_THAT(file, HasSubstr("sell_crypto"));
    pipeline->tell({"import", "positions", "out", "--job", "again", "--market", "crypto-daily"});
    EXPECT_EQ(pipeline->tell({"digest", "again", "--books"})["digest"],
              pipeline->tell({"digest", "crypto-daily", "--books"})["digest"]);
}

TEST_F(RealHistory, AReplayedJobIsTheSameEvenInWhatWasSaidOnceItIsImported) {
    prices("us-daily");
    json recorded;
    for (const auto& expected : TABLE)
        recorded[expected.model] = text_of(real_data() / "us-daily" / "agent_data" /
                                           expected.model / "position" / "position.jsonl");
    const auto made = pipeline->post("/simulate/trigger", json{{"replay", recorded}}.dump()).json();
    const std::string job = made["job_id"];
    pipeline->status_until(job, has_ended);
    pipeline->tell({"export", job, "out"});
    const RunningPipeline elsewhere;
    const auto tree = (pipeline->folder() / "out").string();
    elsewhere.tell({"import", "positions", tree});
    EXPECT_EQ(elsewhere.tell({"digest", "historical-import", "--books"})["digest"],
              pipeline->tell({"digest", job, "--books"})["digest"]);
    // The replay logged the trades with the amount 0, so the logs are needed for an equal digest.
    elsewhere.tell({"import", "logs", tree});
    EXPECT_EQ(elsewhere.tell({"digest", "historical-import"})["digest"],
              pipeline->tell({"digest", job})["digest"]);
    EXPECT_EQ(elsewhere.ask({"verify", tree}).exit_code, 0);
}

TEST_F(RealHistory, EveryLogIsKeptAndTwiceIsOnce) {
    const auto import = [&] {
        return pipeline->tell(
            {"import", "logs", (real_data() / "us-daily" / "agent_data").string()});
    };
    const auto report = import();
    EXPECT_EQ(report["imports"].size(), 80u);
    const auto steps = row("SELECT count(*) FROM reasoning_logs");
    const auto again = import();
    for (const auto& each : again["imports"]) EXPECT_EQ(each["inserted"], 0) << each.dump();
    EXPECT_EQ(row("SELECT count(*) FROM reasoning_logs"), steps);
    pipeline->tell({"import", "logs", (real_data() / "astock-daily" / "agent_data").string(),
                    "--job", "china"});
    EXPECT_EQ(row("SELECT count(*) FROM reasoning_logs"), "296");
    EXPECT_EQ(row("SELECT timestamp FROM reasoning_logs WHERE date = '2025-10-09' AND"
                  " content LIKE '%中国平安%'"),
              "2025-10-30T16:56:21.444928Z");
}

}  // namespace
}  // namespace tradepit
