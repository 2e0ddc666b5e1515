#include "query/submission/continuation.h"

#include <gtest/gtest.h>

#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

constexpr const char* D1 = "2025-10-01";
constexpr const char* D2 = "2025-10-02";
constexpr const char* D3 = "2025-10-03";
constexpr const char* D4 = "2025-10-06";

/// A market of four dates. In job j1 the model "idle" has completed the first two, after which it
/// holds 110 AAA.
class Continuation : public Stored, public testing::Test {
protected:
    Continuation() {
        market("us-daily", {D1, D2, D3, D4});
        job({"j1"});
        idle = model("j1", "idle");
        day(idle, {D1});
        day(idle, {D2, 10'100, 9'000, 1.0, {{"buy", "AAA", 100, 10}}, {{"AAA", 110}}});
    }
    static std::string text_of(const std::vector<common::Stamp>& dates) {
        std::string text;
        for (const auto each : dates) text += (text.empty() ? "" : " ") + each.text();
        return text;
    }
    static std::string range(const char* from, const char* upto, const std::string& more) {
        return std::string{R"({"start_date":")"} + from + R"(","end_date":")" + upto + "\"," +
               more + "}";
    }
    static std::string resume(const char* upto, const std::string& more) {
        return std::string{R"({"start_date":null,"end_date":")"} + upto + "\"," + more + "}";
    }
    void end(const char* id, const char* status) {
        sql(std::string{"UPDATE jobs SET status = '"} + status + "' WHERE job_id = '" + id + "'");
    }
    const std::string idle_only = R"("models":["idle"])";
    std::int64_t idle = 0;
};

TEST_F(Continuation, AResumeStartsTheDayAfterTheLastCloseWithItsPortfolio) {
    const auto made = resolved(resume(D4, idle_only));
    EXPECT_EQ(text_of(made.dates), "2025-10-03 2025-10-06");
    EXPECT_EQ(made.origin, common::Origin::resume);
    const auto& model = made.models.at(0);
    EXPECT_EQ(model.first_date.text(), D3);
    EXPECT_EQ(model.predecessor, idle);
    EXPECT_EQ(model.opening.cash.text(), "9000");
    EXPECT_EQ(model.opening.value.text(), "10100");
    ASSERT_EQ(model.opening.holdings.size(), 1U);
    EXPECT_EQ(model.opening.holdings[0].quantity.text(), "110");
}

TEST_F(Continuation, AnEndDateAloneIsAResumeAndAStartDateAloneIsOneDay) {
    for (const char* start : {"", R"("start_date":"",)"}) {
        const auto made =
            resolved(std::string{"{"} + start + R"("end_date":")" + D4 + "\"," + idle_only + "}");
        EXPECT_EQ(made.origin, common::Origin::resume) << start;
        EXPECT_EQ(text_of(made.dates), "2025-10-03 2025-10-06") << start;
    }
    for (const char* end : {"", R"("end_date":null,)", R"("end_date":"",)"}) {
        const auto made =
            resolved(std::string{"{"} + end + R"("start_date":")" + D3 + "\"," + idle_only + "}");
        EXPECT_EQ(text_of(made.dates), D3) << end;
    }
}

TEST_F(Continuation, AResumeEndsWithItsEndDate) {
    EXPECT_EQ(text_of(resolved(resume(D3, idle_only)).dates), D3);
    EXPECT_EQ(text_of(resolved(resume("2025-10-05", idle_only)).dates), D3);
}

TEST_F(Continuation, LastIsTheLatestDateThenTheNewestJob) {
    job({"j2"});
    day(model("j2", "idle"), {D1, 20'000});
    EXPECT_EQ(resolved(resume(D4, idle_only)).models.at(0).predecessor, idle);
    job({"j3", "cancelled"});
    const auto newest = model("j3", "idle");
    day(newest, {D2, 30'000});
    EXPECT_EQ(resolved(resume(D4, idle_only)).models.at(0).predecessor, newest)
        << "what a cancelled job completed stays";
}

TEST_F(Continuation, EachModelIsResumedFromItsOwnCloseAndANewOneStartsFresh) {
    day(model("j1", "random"), {D1});
    const auto made = resolved(
        resume(D4, R"("models":["idle","random","momentum"],"initial_cash":500,"order":"date")"));
    EXPECT_EQ(text_of(made.dates), "2025-10-01 2025-10-02 2025-10-03 2025-10-06");
    ASSERT_EQ(made.models.size(), 3U);
    EXPECT_EQ(made.models[0].first_date.text(), D3);
    EXPECT_EQ(made.models[1].model.value(), "momentum");
    EXPECT_EQ(made.models[1].first_date.text(), D1);
    EXPECT_EQ(made.models[1].predecessor, 0);
    EXPECT_EQ(made.models[1].opening.cash.text(), "500");
    EXPECT_EQ(made.models[2].first_date.text(), D2);
    EXPECT_EQ(made.models[2].opening.cash.text(), "10000") << "the close's, not the request's";
    EXPECT_EQ(made.settings.order, common::Order::date);
}

TEST_F(Continuation, AModelThatStartsFreshStartsWithItsConfigsFirstDate) {
    const std::string config = R"("config":{"models":[{"signature":"mock"}],
        "date_range":{"init_date":"2025-10-03","end_date":"2025-10-03"}})";
    EXPECT_EQ(text_of(resolved(resume(D4, config)).dates), "2025-10-03 2025-10-06");
    const auto answer = post("/simulate/trigger", resume(D2, config));
    EXPECT_EQ(answer.status, 400);
}

TEST_F(Continuation, AModelAtTheEndIsLeftOutWithAWarningAndAllOfThemAreA400) {
    const auto made = resolved(resume(D2, R"("models":["idle","random"])"));
    ASSERT_EQ(made.models.size(), 1U);
    EXPECT_EQ(made.warnings,
              std::vector<std::string>{
                  "Model idle is left out: it has completed 2025-10-02, and the market has no later"
                  " date up to 2025-10-02"});
    EXPECT_EQ(refusal(resume(D2, idle_only)),
              "No model has a date left up to end_date 2025-10-02: a resume (start_date null) "
              "starts after the"
              " last completed model-day");
}

TEST_F(Continuation, AResumeThatEndsBeforeTheMarketBeginsIsRefused) {
    EXPECT_EQ(refusal(resume("2000-01-01", R"("models":["random"])")),
              "No model has a date left up to end_date 2000-01-01: a resume (start_date null) "
              "starts after"
              " the last completed model-day");
}

TEST_F(Continuation, AResumeIsRefusedWhileAnOpenJobRunsTheModel) {
    job({"j2", "running"});
    model("j2", "idle");
    const auto answer = post("/simulate/trigger", resume(D4, idle_only));
    EXPECT_EQ(answer.status, 409);
    EXPECT_EQ(answer.detail(),
              "Model idle is run by the open job j2; a resume (start_date null) waits for its end");
    EXPECT_EQ(post("/simulate/trigger", resume(D4, R"("models":["random"])")).status, 200);
}

TEST_F(Continuation, AJobThatIsReadByDefaultTakesNothingFromOneThatIsReadOnlyWhenNamed) {
    job({"j2", "completed", "us-daily", false});
    const auto hidden = model("j2", "idle");
    day(hidden, {D3});
    EXPECT_EQ(resolved(resume(D4, idle_only)).models.at(0).predecessor, idle);
    EXPECT_EQ(resolved(resume(D4, R"("models":["idle","mock"])")).models.at(0).predecessor, hidden);
}

TEST_F(Continuation, AnotherMarketsClosesAreNotThisOnes) {
    market("crypto", {D3, D4});
    EXPECT_EQ(resolved(resume(D4, idle_only + R"(,"market":"crypto")")).models.at(0).predecessor,
              0);
}

TEST_F(Continuation, ARangeGoesOnFromTheCloseBeforeItsFirstOpenDate) {
    const auto made = resolved(range(D1, D4, idle_only));
    EXPECT_EQ(text_of(made.dates), "2025-10-03 2025-10-06");
    EXPECT_EQ(made.origin, common::Origin::trigger);
    EXPECT_EQ(made.models.at(0).predecessor, idle);
    EXPECT_EQ(made.models.at(0).opening.value.text(), "10100");
    EXPECT_EQ(made.warnings,
              std::vector<std::string>{"Model idle goes on from its close of 2025-10-02 in job j1;"
                                       " dates left out as completed: 2"});
}

TEST_F(Continuation, WhatIsCompletedAfterAnOpenDateRunsAgainSinceItFollowsFromIt) {
    job({"j2"});
    day(model("j2", "idle"), {D4});
    EXPECT_EQ(
        resolved(range(D1, D4, idle_only)).warnings.at(0),
        "Model idle goes on from its close of 2025-10-02 in job j1; dates left out as completed:"
        " 2; completed later ones that run again: 1");
    const auto made = resolved(range(D3, D4, idle_only));
    EXPECT_EQ(made.models.at(0).predecessor, 0);
    EXPECT_EQ(made.warnings.at(0),
              "Model idle runs all 2 dates, 1 of them completed before: its portfolio starts with"
              " the first");
}

TEST_F(Continuation, ModelsOfARangeStartWhereEachHasTo) {
    const auto made = resolved(range(D1, D4, R"("models":["idle","random"])"));
    EXPECT_EQ(made.dates.size(), 4U);
    EXPECT_EQ(made.models.at(0).first_date.text(), D3);
    EXPECT_EQ(made.models.at(1).first_date.text(), D1);
    EXPECT_EQ(post("/simulate/trigger", range(D1, D4, R"("models":["idle","random"])"))
                  .body["total_model_days"],
              6);
}

TEST_F(Continuation, OpenAndCancelledJobsHaveCompletedNothingForARange) {
    for (const auto* status : {"running", "cancelled"}) {
        end("j1", status);
        const auto made = resolved(range(D1, D4, idle_only));
        EXPECT_EQ(made.dates.size(), 4U) << status;
        EXPECT_EQ(made.models.at(0).predecessor, 0) << status;
    }
}

TEST_F(Continuation, ReplaceExistingRunsEverythingAgain) {
    const auto made = resolved(range(D1, D4, idle_only + R"(,"replace_existing":true)"));
    EXPECT_EQ(made.dates.size(), 4U);
    EXPECT_EQ(made.models.at(0).predecessor, 0);
    EXPECT_TRUE(made.warnings.empty());
}

TEST_F(Continuation, ListedDatesRunWhateverIsCompleted) {
    const auto made = resolved(R"({"date_range":["2025-10-01","2025-10-02"],"models":["idle"]})");
    EXPECT_EQ(made.dates.size(), 2U);
    EXPECT_EQ(made.models.at(0).predecessor, 0);
}

TEST_F(Continuation, AnEndInTheFutureIsRefusedUnlessTheMarketHasPricesThere) {
    const std::string text = refusal(range(D1, "2199-01-01", R"("models":["random"])"));
    EXPECT_NE(text.find("end_date 2199-01-01 is in the future: today is "), text.npos) << text;
    EXPECT_NE(text.find("has prices from 2025-10-01 to 2025-10-06"), text.npos) << text;
    EXPECT_EQ(post("/simulate/trigger", resume("2199-01-01", idle_only)).status, 400);
    market("made-up", {"2198-12-31", "2199-01-01"});
    EXPECT_EQ(post("/simulate/trigger",
                   range(D1, "2199-01-01", R"("models":["random"],"market":"made-up")"))
                  .status,
              200);
}

}  // namespace
}  // namespace tradepit::query
