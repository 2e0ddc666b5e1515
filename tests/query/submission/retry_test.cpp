#include "query/submission/retry.h"

#include <gtest/gtest.h>

#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

using Json = nlohmann::json;

common::Stamp date(const char* text) { return common::Stamp::parse(text).value(); }
std::string text_of(const std::vector<common::Stamp>& dates) {
    std::string text;
    for (const auto& each : dates) text += (text.empty() ? "" : " ") + each.text();
    return text;
}

/// A job of four dates and three models. The second day of "a" and the last day of "b" have failed,
/// "c" is complete, and the third date is skipped.
class Retry : public Stored, public testing::Test {
protected:
    static constexpr const char* PATH = "/simulate/retry/j1";

    Retry() {
        market("us-daily", {D1, D2, D3, D4});
        job({"j1", "partial", "us-daily", true, "autumn"});
        sql(R"(UPDATE jobs SET date_range = ')" + Json({D1, D2, D3, D4}).dump() + "'");
        sql("UPDATE job_settings SET priority = 3, dual_write = 1, price_set = 7, price_hash = "
            "'old prices',"
            " day_order = 'date'");
        a = model("j1", "a");
        sql(R"(UPDATE job_models SET agent = '{"kind":"replay"}', needs = 'wait',)"
            " lease_days_max = 9");
        day(a, {D1, 10'100, 9'000, 1.0, {{"buy", "AAA", 100, 10}}, {{"AAA", 110}, {"BB", 0.5}}});
        open_day("j1", "a", D2, "failed");
        skip("a");
        day(a, {D4, 10'300});
        b = model("j1", "b");
        for (const auto* each : {D1, D2}) day(b, {each, 10'000});
        skip("b");
        open_day("j1", "b", D4, "failed");
        const auto c = model("j1", "c");
        for (const auto* each : {D1, D2}) day(c, {each, 10'000});
        skip("c");
        day(c, {D4, 10'000});
        for (const auto* each : {D1, D2, D4})
            sql("INSERT INTO job_orders VALUES (" + std::to_string(a) + ", '" + each + "', '[" +
                each + "]')");
    }
    void skip(const char* model) {
        open_day("j1", model, D3, "skipped");
        sql("UPDATE job_details SET error = 'no prices' WHERE status = 'skipped'");
    }

    static constexpr const char* D1 = "2025-10-01";
    static constexpr const char* D2 = "2025-10-02";
    static constexpr const char* D3 = "2025-10-03";
    static constexpr const char* D4 = "2025-10-04";
    std::int64_t a = 0;
    std::int64_t b = 0;
};

TEST_F(Retry, EachModelRunsFromItsFirstFailedDateOn) {
    const auto made = retried("j1");
    EXPECT_EQ(text_of(made.dates), "2025-10-02 2025-10-03 2025-10-04");
    ASSERT_EQ(made.models.size(), 2U);
    EXPECT_EQ(made.models[0].model.value(), "a");
    EXPECT_EQ(made.models[0].first_date, date(D2));
    EXPECT_EQ(made.models[0].predecessor, a);
    EXPECT_EQ(made.models[1].model.value(), "b");
    EXPECT_EQ(made.models[1].first_date, date(D4));
    EXPECT_EQ(made.models[1].predecessor, b);
}

TEST_F(Retry, AModelWithoutFailedDaysIsLeftOutAndNamed) {
    EXPECT_EQ(
        retried("j1").warnings,
        std::vector<std::string>{"Model c is left out: none of its days failed or was cancelled"});
}

TEST_F(Retry, WhatWasSkippedStaysSkipped) {
    const auto made = retried("j1");
    ASSERT_EQ(made.skipped.size(), 1U);
    EXPECT_EQ(made.skipped[0].date, date(D3));
    EXPECT_EQ(made.skipped[0].reason, "no prices");
}

TEST_F(Retry, AModelStartsFromItsLastCloseBefore) {
    const auto opening = retried("j1").models.at(0).opening;
    EXPECT_EQ(opening.cash.text(), "9000");
    EXPECT_EQ(opening.value.text(), "10100");
    ASSERT_EQ(opening.holdings.size(), 2U);
    EXPECT_EQ(opening.holdings[0].symbol.value(), "AAA");
    EXPECT_EQ(opening.holdings[1].quantity.text(), "0.5");
}

TEST_F(Retry, AModelWithoutACloseBeforeStartsAsItDid) {
    sql("UPDATE job_details SET status = 'failed' WHERE model = 'a' AND date = '2025-10-01'");
    sql(R"(UPDATE job_models SET opening_cash = 5000, opening_value = 5040,
        opening_holdings = '{"AAA":4}')");
    const auto model = retried("j1").models.at(0);
    EXPECT_EQ(model.first_date, date(D1));
    EXPECT_EQ(model.opening.cash.text(), "5000");
    EXPECT_EQ(model.opening.value.text(), "5040");
    EXPECT_EQ(model.opening.holdings.at(0).quantity.text(), "4");
}

TEST_F(Retry, SettingsPricesAndOrdersAreThoseOfTheJob) {
    sql("UPDATE job_settings SET day_order = 'date' WHERE job_id = 'j1'");
    const auto made = retried("j1");
    EXPECT_EQ(made.settings.label, "autumn");
    EXPECT_EQ(made.settings.priority, 3);
    EXPECT_TRUE(made.settings.dual_write);
    EXPECT_EQ(made.price_set, 7);
    EXPECT_EQ(made.price_hash, "old prices");
    EXPECT_EQ(made.settings.order, common::Order::date);
    EXPECT_TRUE(made.read_by_default);
    const auto& model = made.models.at(0);
    EXPECT_EQ(model.agent, R"({"kind":"replay"})");
    EXPECT_EQ(model.needs, common::need(common::WAIT));
    EXPECT_EQ(model.lease_days_max, 9);
    ASSERT_EQ(model.orders.size(), 2U);
    EXPECT_EQ(model.orders[0].orders, "[2025-10-02]");
}

TEST_F(Retry, OpenRowsOfACancelledJobAreCancelled) {
    sql("UPDATE jobs SET status = 'cancelled'");
    sql("UPDATE job_details SET status = 'pending' WHERE model = 'c' AND date = '2025-10-04'");
    EXPECT_EQ(retried("j1").models.size(), 3U);
}

TEST_F(Retry, AnImportedJobHasNothingToRunAgain) {
    sql("UPDATE jobs SET config_path = '(imported)'");
    const auto told = post(PATH, "");
    EXPECT_EQ(told.status, 409);
    EXPECT_NE(told.body["detail"].get<std::string>().find("was imported"), std::string::npos);
}

TEST_F(Retry, IsAnsweredAsASubmission) {
    const auto answer = post(PATH, "");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body["total_model_days"], 4);
    EXPECT_EQ(answer.body["status"], "pending");
}

TEST_F(Retry, AnUnknownJobIsNotFound) {
    const auto answer = post("/simulate/retry/none", "");
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.detail(), "Job none not found");
}

TEST_F(Retry, AnOpenJobIsRefused) {
    sql("UPDATE jobs SET status = 'running'");
    const auto answer = post(PATH, "");
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.detail(),
              "Job j1 has not ended: it is running; cancel it, or wait for its end");
}

TEST_F(Retry, AJobThatAnotherGoesOnFromIsRefused) {
    job({"j2", "cancelled"});
    model("j2", "b");
    sql("UPDATE job_models SET predecessor = " + std::to_string(b) + " WHERE job_id = 'j2'");
    const auto answer = post(PATH, "");
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.detail(), "Job j1 was retried or resumed already: job j2 goes on from it");
}

TEST_F(Retry, AJobWithNothingToRunAgainIsRefused) {
    sql("UPDATE job_details SET status = 'completed' WHERE status = 'failed'");
    const auto answer = post(PATH, "");
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.detail(), "Job j1 has no failed or cancelled model-day");
}

TEST_F(Retry, ABodyMaySayNothing) {
    EXPECT_EQ(post(PATH, "{}").status, 200);
    const auto answer = post(PATH, R"({"models":["a"]})");
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.body["detail"][0]["loc"], Json({"body", "models"}));
    EXPECT_EQ(post(PATH, "[]").status, 422);
    EXPECT_EQ(post(PATH, "{").status, 422);
}

/// Job j2 continues from chain "b" and runs it again from the second date on.
class Retried : public Retry {
protected:
    Retried() {
        job({"j2"});
        again = model("j2", "b", D2);
        sql("UPDATE job_models SET predecessor = " + std::to_string(b) + " WHERE job_id = 'j2'");
        day(again, {D2, 11'000});
        day(again, {D4, 12'000});
    }
    Json values(const char* path) {
        auto list = Json::array();
        const auto answer = get(path);
        for (const auto& point : answer.body["timeseries"])
            list.push_back(point["portfolio_value"]);
        return list;
    }
    std::int64_t again = 0;
};

TEST_F(Retried, ASeriesHasThePredecessorsDaysUpToItsOwn) {
    EXPECT_EQ(values("/portfolio/timeseries?model=b"), Json({10'000, 11'000, 12'000}));
    EXPECT_EQ(values("/portfolio/timeseries?model=b&job_id=j2"), Json({11'000, 12'000}));
    EXPECT_EQ(values("/portfolio/timeseries?model=b&job_id=j1"), Json({10'000, 10'000}));
}

TEST_F(Retried, PositionsOfAModelAreThoseOfItsSeries) {
    std::string days;
    const auto answer = get("/positions?model=b");
    for (const auto& row : answer.body["results"])
        days += row["date"].get<std::string>() + row["job_id"].get<std::string>() + " ";
    EXPECT_EQ(days, "2025-10-01j1 2025-10-02j2 2025-10-04j2 ");
}

TEST_F(Retried, TheBoardOfADateCountsTheSeriesUpToIt) {
    const auto board = [&](const std::string& date) {
        return get("/leaderboard?model=b&date=" + date).body["leaderboard"].at(0);
    };
    EXPECT_EQ(board(D1)["portfolio_value"], 10'000);
    EXPECT_EQ(board(D1)["days"], 1);
    EXPECT_EQ(board(D2)["portfolio_value"], 11'000);
    EXPECT_EQ(board(D4)["days"], 3);
    EXPECT_EQ(board(D4)["job_id"], "j2");
}

TEST_F(Retried, ADateOfACancelledJobThatWasGoneOnFromIsStillAnswered) {
    const auto value = [&](const std::string& date) {
        return get("/results?model=b&date=" + date)
            .body["results"][0]["daily_pnl"]["portfolio_value"];
    };
    sql("UPDATE jobs SET status = 'cancelled' WHERE job_id = 'j1'");
    EXPECT_EQ(value(D1), 10'000);
    EXPECT_EQ(value(D2), 11'000);
    sql("UPDATE job_models SET predecessor = NULL");
    EXPECT_EQ(get(std::string{"/results?model=b&date="} + D1).status, 404);
}

TEST_F(Retried, ItsDigestIsOfItsOwnDays) {
    const auto before = get("/jobs/j2/digest").body["digest"];
    sql("DELETE FROM positions WHERE job_id = 'j1'");
    EXPECT_EQ(get("/jobs/j2/digest").body["digest"], before);
}

}  // namespace
}  // namespace tradepit::query
