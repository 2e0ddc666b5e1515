#include "query/lookups/status.h"

#include <utility>

#include <gtest/gtest.h>

#include "common/process/temporary_folder.h"
#include "common/records/record_tree.h"
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
        "waiting":{"broker":3},
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
    const auto counts = Json::parse(R"({"total_model_days":3,"completed":1,"failed":0,"pending":0,
        "running":0,"skipped":0,"cancelled":2,"current":[]})");
    EXPECT_EQ(get("/jobs").body["jobs"][0]["progress"], counts);
    for (const auto& item : counts.items())
        EXPECT_EQ(body["progress"][item.key()], item.value()) << item.key();
    EXPECT_EQ(body["details"][0]["status"], "completed");
    EXPECT_EQ(body["details"][0]["completed_at"], nullptr);
    for (const std::size_t at : {1U, 2U}) {
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
    EXPECT_EQ(body["order"], "model");
    EXPECT_EQ(body["priority"], 0);
    EXPECT_EQ(body["dual_write"], false);
    EXPECT_EQ(body["files_complete"], nullptr);
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

TEST_F(Status, OfAnEndedJobTheBrokerIsNotAsked) {
    job({"j", "completed"});
    model("j", "a");
    open_day("j", "a", "2025-10-01", "completed");
    count("j");
    const auto body = get("/simulate/status/j").body;
    EXPECT_FALSE(asked);
    EXPECT_EQ(body["progress"]["waiting"], Json::object());
    EXPECT_EQ(body["next_days"], Json::array());
    EXPECT_FALSE(body["details"][0].contains("waiting_for"));
}

TEST_F(Status, TheBrokerIsAskedAboutTheChainsOnThePage) {
    job({"j", "running"});
    std::vector<std::int64_t> chains;
    for (const auto* name : {"a", "b", "c"}) {
        chains.push_back(model("j", name));
        for (const auto* date : {"2025-10-01", "2025-10-02"}) open_day("j", name, date, "pending");
    }
    get("/simulate/status/j");
    EXPECT_EQ(asked->job, common::JobId{"j"});
    EXPECT_EQ(asked->chains, chains);
    get("/simulate/status/j?limit=2");
    EXPECT_EQ(asked->chains, (std::vector{chains[0], chains[1]}));
    get("/simulate/status/j?limit=2&cursor=2025-10-01,b");
    EXPECT_EQ(asked->chains, (std::vector{chains[0], chains[2]}));
    get("/simulate/status/j?cursor=2025-10-02,c");
    EXPECT_EQ(asked->chains, (std::vector{chains[0]})) << "an empty page still has counts";
    get("/simulate/current?limit=1");
    EXPECT_EQ(asked->chains, (std::vector{chains[0]}));
}

TEST_F(Status, EveryOpenDaySaysWhatItWaitsFor) {
    job({"j", "running"});
    const auto chain = model("j", "a");
    for (const auto* day : {"1", "2", "3", "4"})
        open_day("j", "a", std::string{"2025-10-0"} + day, *day == '1' ? "completed" : "pending");
    count("j");
    sql("INSERT INTO attempts (chain, date, attempt, claim, state, error) VALUES (" +
        std::to_string(chain) + ", '2025-10-02', 5, 1, 'failed', 'no luck')");
    broker.waits = common::Waits{.job = common::JobId{"j"},
                                 .live = true,
                                 .all_chains_known = true,
                                 .max_attempts = 3,
                                 .slots = {},
                                 .counts = {{common::Awaited::retry, 1}},
                                 .chains = {{.chain = chain,
                                             .date = *common::Stamp::parse("2025-10-02"),
                                             .awaited = common::Awaited::retry,
                                             .attempt = 5,
                                             .attempts_spent = 1,
                                             .worker = {},
                                             .model = {},
                                             .model_date = {}}}};
    const auto body = get("/simulate/status/j").body;
    EXPECT_FALSE(body["details"][0].contains("waiting_for")) << "it has ended";
    const auto& next_day = body["details"][1]["waiting_for"];
    EXPECT_EQ(next_day["reason"], "retry");
    EXPECT_EQ(next_day["detail"], "attempt 1 of 3 failed: no luck");
    EXPECT_TRUE(next_day.contains("until"));
    for (const std::size_t index : {2U, 3U})
        EXPECT_EQ(body["details"][index]["waiting_for"]["reason"], "previous_day");
    EXPECT_EQ(body["progress"]["waiting"], Json::parse(R"({"retry":1,"previous_day":2})"));
    ASSERT_EQ(body["next_days"].size(), 1U);
    EXPECT_EQ(body["next_days"][0]["model"], "a");
    EXPECT_EQ(body["next_days"][0]["date"], "2025-10-02");
}

TEST_F(Status, AWordAboutAnotherJobIsNotTakenForThisOne) {
    job({"j", "running"});
    model("j", "a");
    common::Waits other{
        .job = common::JobId{"older"}, .live = true, .slots = {}, .counts = {}, .chains = {}};
    broker.waits = std::move(other);
    const auto request = api().resolve(
        {.method = "GET", .path = "/simulate/current", .parameters = {}, .key = {}, .body = {}});
    const auto answered = api().answer(request, &broker);
    ASSERT_TRUE(std::holds_alternative<common::WaitsRequest>(answered));
    EXPECT_EQ(std::get<common::WaitsRequest>(answered).job, common::JobId{"j"});
}

TEST_F(Status, ASilentBrokerIsWhatTheOpenDaysWaitFor) {
    job({"j", "pending"});
    open_day("j", "a", "2025-10-01", "pending");
    broker = {.waits = {}, .silent_ms = 4'000};
    const auto answer = get("/simulate/status/j");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body["details"][0]["waiting_for"]["detail"],
              "the broker has been silent for 4.0 s");
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

TEST(StatusOfFiles, AreCompleteWhenTheJobHasEndedAndIsMarked) {
    const common::TemporaryFolder records;
    DatabaseApi::Settings settings;
    settings.dual_write_dir = records.path().string();
    Stored stored{std::move(settings)};
    stored.job({.id = "j", .status = "running"});
    stored.sql("UPDATE job_settings SET dual_write = 1");
    stored.model("j", "a");
    stored.count("j");
    const auto told = [&] { return stored.get("/simulate/status/j?limit=1").body; };
    stored.sql("UPDATE jobs SET status = 'completed'");
    EXPECT_EQ(told()["files_complete"], false);
    common::write_over(records.path() / ".complete" / "j", "");
    EXPECT_EQ(told()["files_complete"], true);
    EXPECT_EQ(stored.get("/simulate/current").body["files_complete"], true);
    stored.job({.id = "newer"});
    stored.count("newer");
    EXPECT_EQ(stored.get("/simulate/current").body["files_complete"], nullptr);
    EXPECT_EQ(told()["files_complete"], true);
}

}  // namespace
}  // namespace tradepit::query
