#include "writer/imports/history_import.h"

#include <string>
#include <variant>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/limits.h"
#include "common/records/record_file.h"
#include "tests/common/schema/stored_rows.h"
#include "tests/common/valuation_cases.h"
#include "tests/writer/imports/uploading.h"
#include "tests/writer/worker_script.h"
#include "writer/imports/valuation_prices.h"

namespace tradepit::writer::tests {
namespace {

using namespace common;
using testing::HasSubstr;

const std::string FILE_OF_TWO =
    R"({"date": "2025-10-01", "positions": {"CASH": 1000}})"
    "\n"
    R"({"date": "2025-10-02", "this_action": {"action": "buy", "symbol": "A", "amount": 4}, )"
    R"("positions": {"A": 4, "CASH": 600}})"
    "\n";
const std::string FILE_OF_THREE =
    FILE_OF_TWO +
    R"({"date": "2025-10-02", "this_action": {"action": "sell", "symbol": "A", "amount": 1}, )"
    R"("positions": {"A": 3, "CASH": 700}})"
    "\n";

/// The fields of an upload's answer that these tests compare.
struct Answered {
    int status = 0;
    std::string detail;
    MarketName market;
    bool had_rows = false;
    HistoryCounts counts;
    friend bool operator==(const Answered&, const Answered&) = default;
};

class HistoryImportTest : public Uploading {
protected:
    static std::string records(const std::string& file, const std::string& model = "alpha",
                               const std::string& market = "",
                               const std::string& job = HISTORY_JOB) {
        auto read = std::get<RecordFile>(parse_record_file(file));
        return encode_upload(RecordImport{{JobId{job}, ModelName{model}, MarketName{market}, ""},
                                          read.cash_decimals,
                                          read.records});
    }
    Answered take(const std::string& octets, const std::string& key,
                  UploadKind what = UploadKind::positions) {
        const auto answer = Uploading::take(what, octets, key);
        const auto outcome = answer.history.value_or(HistoryOutcome{});
        return {answer.status, answer.detail, outcome.market, outcome.had_rows, outcome.counts};
    }
    Answered take(const std::string& octets) {
        return take(octets, "key-" + std::to_string(++keys));
    }

    int keys = 0;
};

TEST_F(HistoryImportTest, TheJobIsMadeAndHasEnded) {
    const auto answer = take(records(FILE_OF_TWO));
    EXPECT_EQ(answer.status, 200) << answer.detail;
    EXPECT_EQ(answer.counts.inserted, 2);
    EXPECT_FALSE(answer.had_rows);
    EXPECT_EQ(text("SELECT status || date_range || models FROM jobs"),
              R"(completed["2025-10-01","2025-10-02"]["alpha"])");
    EXPECT_EQ(text("SELECT total || '/' || completed || ' ' || market FROM job_settings"),
              "2/2 default");
    EXPECT_EQ(text("SELECT count(*) FROM job_details WHERE status = 'completed'"), "2");
    EXPECT_EQ(text("SELECT price FROM positions WHERE action_type = 'buy'"), "100.0");
    EXPECT_EQ(text("SELECT count(*) FROM closings"), "2");
    EXPECT_EQ(text("SELECT date || ' ' || portfolio_value || ' ' || days FROM series_stats"),
              "2025-10-02 1000.0 2");
}

TEST_F(HistoryImportTest, NumbersGoOnBehindThoseThatIntakeGave) {
    intake = Intake{{},
                    {.counters = {.job = 7, .chain = 8, .detail = 9, .position = 10},
                     .epochs = {},
                     .chains = {}}};
    take(records(FILE_OF_TWO));
    EXPECT_EQ(text("SELECT group_concat(id) FROM positions"), "11,12");
    EXPECT_EQ(text("SELECT group_concat(id) FROM job_details"), "10,11");
    EXPECT_EQ(text("SELECT chain, first_detail FROM job_models"), "9|10");
    EXPECT_EQ(text("SELECT job_number FROM job_settings"), "8");
    take(records(FILE_OF_TWO, "beta"));
    EXPECT_EQ(text("SELECT max(id) FROM positions"), "14");
    EXPECT_EQ(text("SELECT max(id) FROM job_details"), "13");
    EXPECT_EQ(text("SELECT max(chain) FROM job_models"), "10");
}

TEST_F(HistoryImportTest, AJobOfWhichRowsAreStillRemovedIsNotMadeAnew) {
    store.database().exec(std::string{"INSERT INTO purges(job_id) VALUES('"} + HISTORY_JOB + "')");
    EXPECT_EQ(take(records(FILE_OF_TWO), "key").status, 503);
    EXPECT_EQ(text("SELECT count(*) FROM jobs"), "0");
    store.database().exec("DELETE FROM purges");
    EXPECT_EQ(take(records(FILE_OF_TWO), "key").status, 200) << "a 503 is no answer";
}

TEST_F(HistoryImportTest, ModelDaysOfAJobAreLimited) {
    take(records(FILE_OF_TWO));
    store.database().exec("UPDATE job_settings SET total = " +
                          std::to_string(JOB_MODEL_DAYS_MAX - 2));
    EXPECT_EQ(take(records(FILE_OF_TWO, "beta")).status, 200);
    const auto refused = take(records(FILE_OF_TWO, "gamma"));
    EXPECT_EQ(refused.status, 507);
    EXPECT_THAT(refused.detail, HasSubstr("1000002 model-days where 1000000 are the limit"));
    EXPECT_EQ(text("SELECT count(*) FROM job_models"), "2");
    EXPECT_EQ(text("SELECT total FROM job_settings"), std::to_string(JOB_MODEL_DAYS_MAX));
}

TEST_F(HistoryImportTest, DatesOfAJobAreLimited) {
    take(records(FILE_OF_TWO));
    // The job then has one of the file's two dates, and one date fewer than the limit.
    store.database().exec(
        "WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < " +
        std::to_string(JOB_DATES_MAX) +
        ") UPDATE jobs SET date_range = (SELECT json_insert(json_group_array(printf('1%05d', i)), "
        "'$[#]', '2025-10-01') FROM n)");
    EXPECT_EQ(take(records(FILE_OF_TWO, "beta")).status, 200);
    EXPECT_EQ(text("SELECT json_array_length(date_range) FROM jobs"),
              std::to_string(JOB_DATES_MAX));
    const auto refused =
        take(records(R"({"date": "2025-10-03", "positions": {"CASH": 1000}})", "gamma"));
    EXPECT_EQ(refused.status, 507);
    EXPECT_THAT(refused.detail, HasSubstr("JOB_DATES_MAX"));
}

TEST_F(HistoryImportTest, ModelsOfAJobAreLimited) {
    take(records(FILE_OF_TWO));
    // The job then has one model fewer than the limit.
    store.database().exec(
        "WITH RECURSIVE n(i) AS (SELECT 3 UNION ALL SELECT i + 1 FROM n WHERE i < " +
        std::to_string(JOB_MODELS_MAX) +
        ") UPDATE jobs SET models = (SELECT json_insert(json_group_array('m' || i), '$[#]', "
        "'alpha') FROM n)");
    EXPECT_EQ(take(records(FILE_OF_TWO, "beta")).status, 200);
    const auto refused = take(records(FILE_OF_TWO, "gamma"));
    EXPECT_EQ(refused.status, 507);
    EXPECT_THAT(refused.detail, HasSubstr("JOB_MODELS_MAX"));
    EXPECT_EQ(take(records(FILE_OF_THREE, "beta")).status, 200) << "it is there already";
}

TEST_F(HistoryImportTest, WhatAnotherJobOpenedWithDoesNotChange) {
    take(records(FILE_OF_TWO));
    common::StoredRows rows{store.database()};
    rows.add({.id = "next"});
    rows.add({.job = "next", .model = "alpha", .first_date = "2025-11-01", .predecessor = 1});
    const auto answer = take(records(FILE_OF_THREE));
    EXPECT_EQ(answer.status, 409);
    EXPECT_NE(answer.detail.find("job next"), std::string::npos) << answer.detail;
    EXPECT_EQ(text("SELECT count(*) FROM positions"), "2");
}

TEST_F(HistoryImportTest, TwiceIsOnce) {
    take(records(FILE_OF_THREE));
    const auto before = text("SELECT group_concat(id || cash || portfolio_value) FROM positions");
    const auto again = take(records(FILE_OF_THREE));
    EXPECT_EQ(again.counts.inserted, 0);
    EXPECT_EQ(again.counts.present, 3);
    EXPECT_TRUE(again.had_rows);
    EXPECT_EQ(text("SELECT group_concat(id || cash || portfolio_value) FROM positions"), before);
}

TEST_F(HistoryImportTest, ARepeatedRequestGetsTheAnswerOfTheFirst) {
    const auto first = take(records(FILE_OF_TWO), "key");
    EXPECT_EQ(take(records(FILE_OF_TWO), "key"), first);
    EXPECT_EQ(take(records(FILE_OF_THREE), "key").status, 409);
    EXPECT_EQ(text("SELECT count(*) FROM positions"), "2");
}

TEST_F(HistoryImportTest, WhatIsAddedLaterLeavesWhatImportingAtOnceDoes) {
    take(records(FILE_OF_TWO, "alpha"));
    const auto added = take(records(FILE_OF_THREE, "alpha"));
    EXPECT_EQ(added.counts.inserted, 1);
    EXPECT_EQ(added.counts.present, 2);
    take(records(FILE_OF_THREE, "beta"));
    const auto rows = [&](const std::string& model) {
        return text(
                   "SELECT group_concat(date || action_id || cash || portfolio_value ||"
                   " daily_profit || cumulative_profit) FROM (SELECT * FROM positions WHERE"
                   " model = '" +
                   model + "' ORDER BY date, action_id)") +
               text(
                   "SELECT group_concat(date || cash || portfolio_value || trades_to_date ||"
                   " series_stats.days || peak_value) FROM series_stats JOIN job_models USING "
                   "(chain) "
                   "WHERE model = '" +
                   model + "'");
    };
    EXPECT_EQ(rows("alpha"), rows("beta"));
    EXPECT_EQ(text("SELECT count(*) FROM closings c JOIN positions p ON p.id = c.position_id"
                   " AND p.date = c.date AND p.cash = c.cash"),
              "4");
}

TEST_F(HistoryImportTest, ARefusedFileLeavesNothingNotEvenItsJob) {
    std::string changed = FILE_OF_TWO;
    changed.replace(changed.find("1000"), 4, "1001");
    take(records(FILE_OF_TWO));
    const auto refused = take(records(changed), "key");
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.detail, HasSubstr("line 1: differs in its CASH"));
    EXPECT_EQ(take(records(changed), "key"), refused) << "a refusal is an answer, too";
    auto worthless =
        records(R"({"date": "2025-10-01", "positions": {"CASH": 1}})", "m", "", "other");
    auto import = std::get<RecordImport>(
        std::get<UploadContent>(decode_upload(UploadKind::positions, worthless)));
    import.records[0].cash = money("-1");
    EXPECT_EQ(take(encode_upload(import)).status, 422);
    EXPECT_EQ(text("SELECT group_concat(job_id) FROM jobs"), HISTORY_JOB);
    EXPECT_EQ(text("SELECT count(*) FROM positions"), "2");
}

TEST_F(HistoryImportTest, AJobThatWasNotImportedTakesNothing) {
    store.database().exec(
        "INSERT INTO jobs(job_id, config_path, status, date_range, models, created_at)"
        " VALUES('run', 'c', 'completed', '[]', '[]', ''); INSERT INTO job_settings(job_number,"
        " job_id, label, market, price_set, price_hash, rules, day_order, priority, "
        "read_by_default,"
        " warnings, total) VALUES(1, 'run', '', 'm', 1, '', '{}', 'model', 0, 1, '[]', 0)");
    const auto answer = take(records(FILE_OF_TWO, "alpha", "", "run"));
    EXPECT_EQ(answer.status, 409);
    EXPECT_THAT(answer.detail, HasSubstr("\"run\" was not imported"));
}

TEST_F(HistoryImportTest, SeveralMarketsMustBeToldApart) {
    store.database().exec("INSERT INTO markets VALUES('one', '{}', 1, ''), ('two', '{}', 1, '')");
    const auto answer = take(records(FILE_OF_TWO));
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.detail, "there are several markets: give --market, one of one, two");
    EXPECT_EQ(take(records(FILE_OF_TWO, "alpha", "two")).market, MarketName{"two"});
    EXPECT_EQ(take(records(FILE_OF_TWO, "beta")).market, MarketName{"two"}) << "the job's";
    EXPECT_EQ(take(records(FILE_OF_TWO, "gamma", "one")).status, 422);
}

TEST_F(HistoryImportTest, RowsAreValuedByTheMarketsNewestPricesOfThatDay) {
    store.database().exec(
        "INSERT INTO markets VALUES('us', '{}', 2, '');"
        "INSERT INTO price_sets VALUES('us', 2, 'h', 1, 1, '', '', '', '');"
        "INSERT INTO prices(market, symbol, date, price_set, open, close) VALUES"
        " ('us', 'A', '2025-10-02', 1, 110, 1), ('us', 'A', '2025-10-02', 2, 120, 1),"
        " ('us', 'A', '2025-10-01', 1, 7, 7), ('us', 'A', '2025-10-02', 3, 9, 9)");
    EXPECT_EQ(take(records(FILE_OF_TWO)).counts.unpriced, 0);
    EXPECT_EQ(text("SELECT portfolio_value FROM positions WHERE symbol = 'A'"), "1080.0");
}

TEST_F(HistoryImportTest, WhereADateHasNoBarTheCloseBeforeItCounts) {
    store.database().exec(
        "INSERT INTO markets VALUES('us', '{}', 1, '');"
        "INSERT INTO price_sets VALUES('us', 1, 'h', 1, 1, '', '', '', '');"
        "INSERT INTO prices(market, symbol, date, price_set, open, close) VALUES"
        " ('us', 'A', '2025-10-01', 1, 110, 130)");
    EXPECT_EQ(take(records(FILE_OF_TWO)).counts.unpriced, 0);
    EXPECT_EQ(text("SELECT portfolio_value FROM positions WHERE symbol = 'A'"), "1120.0");
}

TEST_F(HistoryImportTest, ValuationAgreesWithTheSharedCases) {
    store.database().exec(
        "INSERT INTO markets VALUES('us', '{}', 1, '');"
        "INSERT INTO price_sets VALUES('us', 1, 'h', 1, 1, '', '', '', '')");
    for (const auto& each : common::tests::VALUED_BARS) {
        const std::string close = each.close ? std::to_string(*each.close) : "NULL";
        store.database().exec(
            "INSERT INTO prices(market, symbol, date, price_set, open, close) VALUES('us', 'A', '" +
            std::string{each.date} + "', 1, " + std::to_string(each.open) + ", " + close + ")");
    }
    ValuationPrices marks{store.database(), MarketName{"us"}, 1};
    for (const auto& [date, value] : common::tests::VALUATIONS) {
        const auto mark = marks(Symbol{"A"}, Stamp::parse(date).value());
        EXPECT_EQ(mark ? mark->text() : "none", value) << date;
    }
}

TEST_F(HistoryImportTest, AModelMayHaveAnyNameAndAJobThatOfAPath) {
    EXPECT_EQ(take(records(FILE_OF_TWO, "openai/gpt-5")).status, UploadAnswer::COMMITTED);
    EXPECT_EQ(take(records(FILE_OF_TWO, "..")).status, UploadAnswer::COMMITTED);
    EXPECT_EQ(take(records(FILE_OF_TWO, "")).status, 422);
    EXPECT_EQ(take(records(FILE_OF_TWO, "alpha ")).status, 422);
    EXPECT_EQ(take(records(FILE_OF_TWO, "alpha", "", "")).status, 422);
    EXPECT_EQ(take(records(FILE_OF_TWO, "alpha", "", "a/b")).status, 422);
}

TEST_F(HistoryImportTest, ALogIsOfTheSameJob) {
    const LogImport log{{JobId{HISTORY_JOB}, ModelName{"alpha"}, {}, ""},
                        Stamp::parse("2025-10-02").value(),
                        {{1, Role::user, "你好", "", "2025-10-30T16:44:07.383082Z"},
                         {2, Role::tool, "5", "get_price_local", ""}},
                        {{"get_price_local", 1, 0.5}}};
    const auto octets = encode_upload(log);
    EXPECT_EQ(take(octets, "key", UploadKind::log).counts.inserted, 2);
    EXPECT_EQ(take(octets, "other", UploadKind::log).counts.present, 2);
    EXPECT_EQ(text("SELECT group_concat(step_number || role || content || timestamp, '|') FROM"
                   " reasoning_logs"),
              "1user你好2025-10-30T16:44:07.383082Z|2tool52025-11-01T12:00:00.000000Z");
    EXPECT_EQ(text("SELECT tool_name || call_count FROM tool_usage"), "get_price_local1");
    take(records(FILE_OF_TWO));
    EXPECT_EQ(text("SELECT count(*) FROM jobs"), "1");
}

}  // namespace
}  // namespace tradepit::writer::tests
