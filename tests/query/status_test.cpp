#include "query/status.h"

#include <gtest/gtest.h>

#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

using Json = nlohmann::json;

class Status : public Stored, public testing::Test {};

TEST_F(Status, CountsExcludeEachOtherAndAddUp) {
    job({"j", "running"});
    const char* statuses[] = {"completed", "completed", "failed",  "skipped",
                              "cancelled", "running",   "pending", "pending"};
    int date = 0;
    for (const auto* status : statuses) {
        open_day("j", "a", "2025-10-0" + std::to_string(++date), status);
    }
    count("j");
    EXPECT_EQ(get("/simulate/status/j").body["progress"], Json::parse(R"({"total_model_days":8,
        "completed":2,"failed":1,"pending":2,"running":1,"skipped":1,"cancelled":1,
        "current":[{"date":"2025-10-06","model":"a"}]})"));
}

TEST_F(Status, OpenDaysOfACancelledJobAreCancelledWhateverTheirRowsSay) {
    job({"j", "cancelled"});
    sql("UPDATE jobs SET completed_at = 'the end'");
    open_day("j", "a", "2025-10-01", "completed");
    open_day("j", "a", "2025-10-02", "running");
    open_day("j", "a", "2025-10-03", "pending");
    sql("UPDATE job_settings SET total = 3, completed = 1, cancelled = 2");
    const auto body = get("/simulate/status/j").body;
    EXPECT_EQ(body["details"][0]["status"], "completed");
    EXPECT_EQ(body["details"][0]["completed_at"], nullptr);
    for (const int at : {1, 2}) {
        EXPECT_EQ(body["details"][at]["status"], "cancelled");
        EXPECT_EQ(body["details"][at]["completed_at"], "the end");
    }
    const auto digest = get("/jobs/j/digest").body["digest"];
    sql("UPDATE job_details SET status = 'cancelled' WHERE status <> 'completed'");
    EXPECT_EQ(get("/jobs/j/digest").body["digest"], digest);
    EXPECT_EQ(get("/simulate/status/j").body["details"][2]["status"], "cancelled");
}

TEST_F(Status, HasTheFieldsOfTheOriginal) {
    job({.id = "j", .label = "first"});
    open_day("j", "a", "2025-10-01", "failed");
    sql("UPDATE job_details SET error = 'no luck', duration_seconds = 1.5");
    count("j");
    const auto body = get("/simulate/status/j").body;
    EXPECT_EQ(body["job_id"], "j");
    EXPECT_EQ(body["label"], "first");
    EXPECT_EQ(body["status"], "completed");
    EXPECT_EQ(body["date_range"], Json::parse(R"(["2025-10-01"])"));
    EXPECT_EQ(body["models"], Json::parse(R"(["a"])"));
    EXPECT_EQ(body["error"], nullptr);
    EXPECT_EQ(body["warnings"], Json::array());
    EXPECT_EQ(body["details"], Json::parse(R"([{"date":"2025-10-01","model":"a",
        "status":"failed","error":"no luck","started_at":null,"completed_at":null,
        "duration_seconds":1.5}])"));
    for (const auto* field :
         {"created_at", "started_at", "completed_at", "total_duration_seconds"}) {
        EXPECT_TRUE(body.contains(field)) << field;
    }
}

TEST_F(Status, AThousandDetailsAreInlineAndMoreByCursor) {
    job({"j"});
    sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
        " INSERT INTO job_details (job_id, date, model, status)"
        " SELECT 'j', '2025-10-01', printf('m%05d', i), 'pending' FROM n");
    auto answer = get("/simulate/status/j");
    EXPECT_EQ(answer.body["details"].size(), 1000);
    EXPECT_TRUE(answer.body["next_cursor"].is_null());
    open_day("j", "z", "2025-10-01", "pending");
    answer = get("/simulate/status/j");
    EXPECT_EQ(answer.body["details"].size(), 1000);
    answer = get("/simulate/status/j?cursor=" + answer.body["next_cursor"].get<std::string>());
    ASSERT_EQ(answer.body["details"].size(), 1);
    EXPECT_EQ(answer.body["details"][0]["model"], "z");
}

TEST_F(Status, OfAnUnknownJobIsNotFound) {
    const auto answer = get("/simulate/status/nope");
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.detail(), "Job nope not found");
}

TEST_F(Status, CurrentIsTheNewestJob) {
    EXPECT_EQ(get("/simulate/current").status, 404);
    EXPECT_EQ(get("/simulate/current").detail(), "No simulation jobs found");
    job({"older"});
    job({"newer"});
    EXPECT_EQ(get("/simulate/current").body["job_id"], "newer");
}

TEST_F(Status, JobsAreListedNewestFirstByPage) {
    for (const auto* id : {"j1", "j2", "j3"}) job({id});
    auto answer = get("/jobs?limit=2");
    EXPECT_EQ(answer.body["count"], 2);
    EXPECT_EQ(answer.body["jobs"][0]["job_id"], "j3");
    answer = get("/jobs?limit=2&cursor=" + answer.body["next_cursor"].get<std::string>());
    ASSERT_EQ(answer.body["count"], 1);
    EXPECT_EQ(answer.body["jobs"][0]["job_id"], "j1");
    EXPECT_TRUE(answer.body["next_cursor"].is_null());
}

TEST_F(Status, JobsAreSelectedByStatusLabelAndMarket) {
    market("crypto-daily", {"2025-10-01"});
    job({"j1", "running"});
    job({.id = "j2", .label = "mine"});
    job({.id = "j3", .market = "crypto-daily"});
    EXPECT_EQ(get("/jobs?status=running").body["jobs"][0]["job_id"], "j1");
    EXPECT_EQ(get("/jobs?label=mine").body["jobs"][0]["job_id"], "j2");
    EXPECT_EQ(get("/jobs?market=crypto-daily").body["jobs"][0]["job_id"], "j3");
    EXPECT_EQ(get("/jobs?status=lost").status, 422);
}

}  // namespace
}  // namespace tradepit::query
