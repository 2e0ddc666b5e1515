#include "query/api/database_api.h"

#include <gtest/gtest.h>

#include "common/schema/schema.h"
#include "query/api/resolve.h"
#include "query/api/routes.h"
#include "query/storage/database.h"
#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

using Json = nlohmann::json;

class DatabaseApiTest : public Stored, public testing::Test {};

TEST_F(DatabaseApiTest, AnUnknownPathIsNotFound) {
    for (const auto* path : {"/nothing", "/jobs/", "/jobs/a/b/digest", "/results/"}) {
        const auto answer = get(path);
        EXPECT_EQ(answer.status, 404) << path;
        EXPECT_EQ(answer.detail(), "Not Found") << path;
    }
}

TEST_F(DatabaseApiTest, UnknownParametersAreNamed) {
    const auto answer = get("/jobs?limt=3");
    EXPECT_EQ(answer.status, 422);
    EXPECT_EQ(answer.body["detail"][0]["loc"], Json({"query", "limt"}));
    EXPECT_EQ(answer.body["detail"][0]["msg"],
              "There is no such parameter; known: limit cursor status market label format");
    EXPECT_EQ(get("/markets?x=1").status, 422);
    EXPECT_EQ(get("/leaderboard?min_sharpe=1").status, 200);
    EXPECT_EQ(get("/leaderboard?min_=1").status, 422);
}

TEST_F(DatabaseApiTest, AnUnknownMarketIsAnsweredWithTheKnownOnes) {
    market("us-daily", {"2025-10-01"});
    for (const auto* path : {"/leaderboard?market=zz", "/portfolio/timeseries?model=a&market=zz",
                             "/results?date=2025-10-01&market=zz", "/results?model=a&market=zz",
                             "/positions?model=a&market=zz", "/jobs?market=zz"}) {
        const auto answer = get(path);
        EXPECT_EQ(answer.status, 400) << path;
        EXPECT_EQ(answer.detail(), R"(Unknown market "zz"; known: us-daily)") << path;
    }
}

TEST_F(DatabaseApiTest, AnEmptyChoiceIsNotOffered) {
    const auto text = get("/jobs?status=x").body["detail"][0]["msg"].get<std::string>();
    EXPECT_TRUE(text.starts_with("Input should be 'pending', 'running'")) << text;
}

TEST_F(DatabaseApiTest, AReadHasALimitOfTimeThatADigestHasNot) {
    market("us-daily", {"2025-10-01"});
    job({"j"});
    for (int i = 0; i < 1'000; ++i) open_day("j", "m" + std::to_string(i), "2025-10-01", "pending");
    DatabaseApi hasty{{.database = (folder() / "results.db").string(),
                       .config_dir = {},
                       .read_time = common::Instant{0}}};
    const auto ask = [&](const char* path) {
        return std::get<Reply>(answer(hasty, {"GET", path, {}, "", ""}));
    };
    const auto late = ask("/jobs/j");
    EXPECT_EQ(late.status, 503);
    EXPECT_NE(late.text().find("READ_TIME_MAX"), std::string::npos) << late.text();
    EXPECT_EQ(ask("/jobs/j/digest").status, 200);
}

TEST_F(DatabaseApiTest, AReadThatIsNotQuickIsLeftToAnotherUnlessItIsAPageOfAnExport) {
    market("us-daily", {"2025-10-01"});
    job({"j"});
    for (int i = 0; i < 1'000; ++i) day(model("j", "m" + std::to_string(i)), {"2025-10-01"});
    DatabaseApi quick{{.database = (folder() / "results.db").string(),
                       .config_dir = {},
                       .quick_read_time = common::Instant{0}}};
    EXPECT_TRUE(std::holds_alternative<ReadLater>(answer(quick, {"GET", "/jobs/j", {}, "", ""})));
    EXPECT_TRUE(std::holds_alternative<ReadLater>(
        answer(quick, {"GET", "/leaderboard", {{"format", "csv"}}, "", ""})));
    for (const auto& request :
         {Request{"GET", "/positions", {{"job_id", "j"}, {"format", "csv"}}, "", ""},
          Request{"GET", "/jobs/j/digest", {}, "", ""}})
        EXPECT_EQ(std::get<Reply>(answer(quick, request)).status, 200) << request.path;
}

TEST_F(DatabaseApiTest, AStopGivesUpWhatIsBeingRead) {
    job({"j"});
    for (int i = 0; i < 1'000; ++i) open_day("j", "m" + std::to_string(i), "2025-10-01", "pending");
    const std::atomic<bool> stopping{true};
    DatabaseApi ending{
        {.database = (folder() / "results.db").string(), .config_dir = {}, .stopping = &stopping}};
    const auto reply = std::get<Reply>(answer(ending, {"GET", "/jobs/j/digest", {}, "", ""}));
    EXPECT_EQ(reply.status, 503);
    EXPECT_NE(reply.text().find("being stopped"), std::string::npos) << reply.text();
}

TEST_F(DatabaseApiTest, AWrongMethodIsNotAllowed) {
    EXPECT_EQ(post("/results", "{}").status, 405);
    EXPECT_EQ(get("/simulate/trigger").status, 405);
    EXPECT_EQ(get("/simulate/trigger").detail(), "Method Not Allowed");
}

TEST_F(DatabaseApiTest, ASubmissionIsAnsweredWithItsJob) {
    market("us-daily", {"2025-10-01", "2025-10-02"});
    const auto answer = post("/simulate/trigger", R"({"models":["mock"]})");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body["status"], "pending");
    EXPECT_EQ(answer.body["total_model_days"], 2);
    EXPECT_EQ(answer.body["message"], "Simulation job created with 2 model-days");
    EXPECT_EQ(answer.body["warnings"], Json::array());
    EXPECT_EQ(answer.body["job_id"].get<std::string>().size(), 36);
}

TEST_F(DatabaseApiTest, ARepeatUnderItsKeyGetsTheSameAnswer) {
    market("us-daily", {"2025-10-01"});
    const auto body = R"({"models":["mock"]})";
    auto answered = answer({"POST", "/simulate/trigger", {}, "k", body});
    const auto first = std::get<common::Job>(std::get<common::Command>(answered));
    EXPECT_EQ(first.key, "k");
    job({first.job.value()});
    sql("UPDATE job_settings SET total = 1");
    sql("INSERT INTO idempotency VALUES ('k', '" + first.request_hash + "', 200, '" +
        common::stored(common::JobAccepted{first.job}).answer + "', 't')");
    sql("DELETE FROM markets");
    const auto again = answer({"POST", "/simulate/trigger", {}, "k", body});
    ASSERT_TRUE(std::holds_alternative<Reply>(again));
    EXPECT_EQ(std::get<Reply>(again),
              api().reply_to_command(first, {"k", "h", common::JobAccepted{first.job}}));
    const auto misused = post("/simulate/trigger", "{}", "k");
    EXPECT_EQ(misused.status, 409);
    EXPECT_EQ(misused.detail(), common::key_misused_detail("k"));
}

TEST_F(DatabaseApiTest, ARepeatAfterACleanupGetsTheJobsIdFromTheDatabaseAndFromTheWriter) {
    market("us-daily", {"2025-10-01"});
    const auto body = R"({"models":["mock"]})";
    auto answered = answer({"POST", "/simulate/trigger", {}, "k", body});
    const auto first = std::get<common::Job>(std::get<common::Command>(answered));
    sql("INSERT INTO idempotency VALUES ('k', '" + first.request_hash + "', 200, '" +
        common::stored(common::JobAccepted{first.job}).answer + "', 't')");
    const auto again = std::get<Reply>(answer({"POST", "/simulate/trigger", {}, "k", body}));
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(Json::parse(again.text())["job_id"], first.job.value());
    EXPECT_EQ(Json::parse(again.text())["total_model_days"], 0);
    EXPECT_EQ(api().reply_to_command(
                  first, {"k", first.request_hash, common::JobAccepted{first.job}, true}),
              again);
}

TEST_F(DatabaseApiTest, ARepeatThatOnlyTheWriterSawIsAnsweredAsTheFirst) {
    market("us-daily", {"2025-10-01"});
    const auto job_made = resolved(R"({"models":["mock"]})");
    job({"first"});
    sql("UPDATE job_settings SET total = 7");
    const auto reply = api().reply_to_command(
        job_made, {"k", "h", common::JobAccepted{common::JobId{"first"}}, true});
    const auto body = Json::parse(reply.text());
    EXPECT_EQ(body["job_id"], "first");
    EXPECT_EQ(body["total_model_days"], 7);
}

TEST_F(DatabaseApiTest, TheWritersRefusalIsPassedOn) {
    const auto busy = api().reply_to_command(
        common::Job{}, {"k", "h", common::CommandRefused{503, "parts are missing"}});
    EXPECT_EQ(busy.status, 503);
    EXPECT_GT(busy.retry_after_s, 0);
    const auto full =
        api().reply_to_command(common::Job{}, {"k", "h", common::CommandRefused{507, "too large"}});
    EXPECT_EQ(full.status, 507);
    EXPECT_EQ(full.text(), R"({"detail":"too large"})");
}

TEST_F(DatabaseApiTest, ARefusalUnderAKeyIsTheSameLaterThoughTheRequestWouldBeGranted) {
    const auto* body = R"({"models":["mock"]})";
    const auto first = post_text("/simulate/trigger", body, "k");
    market("us-daily", {"2025-10-01"});
    EXPECT_EQ(post("/simulate/trigger", body, "other key").status, 200);
    EXPECT_EQ(post_text("/simulate/trigger", body, "k"), first);
    EXPECT_EQ(post("/simulate/trigger", "{}", "k").status, 409);
}

TEST_F(DatabaseApiTest, AListOfFaultsUnderAKeyIsTheSameByteForByte) {
    const auto* body = R"({"models": 7, "label": "\u00e9\ud83d\ude00", "cash": 1e-7})";
    const auto first = post("/simulate/trigger", body, "k");
    EXPECT_EQ(first.status, 422);
    EXPECT_EQ(first.body["detail"].size(), 2U);
    EXPECT_EQ(post_text("/simulate/trigger", body, "k"), post_text("/simulate/trigger", body, ""));
}

TEST_F(DatabaseApiTest, WithoutAKeyARefusalIsNotForTheWriter) {
    const auto answered = answer({"POST", "/simulate/trigger", {}, "", "{"});
    EXPECT_EQ(std::get<Reply>(answered).status, 422);
}

TEST_F(DatabaseApiTest, ADatabaseThatIsAwayIsNoRefusal) {
    DatabaseApi away{{.database = "/nonexistent/results.db", .config_dir = {}}};
    const auto answered = answer(away, {"POST", "/simulate/trigger", {}, "k", "{}"});
    EXPECT_EQ(std::get<Reply>(answered).status, 503);
}

TEST_F(DatabaseApiTest, MoreFaultsThanCanBeToldAreOne) {
    std::string body = "{";
    while (body.size() < REFUSAL_BYTES_MAX)
        body += (body.size() > 1 ? ",\"" : "\"") + std::to_string(body.size()) + "\":0";
    const auto answer = post("/simulate/trigger", body + "}", "k");
    EXPECT_EQ(answer.status, 400);
    EXPECT_NE(answer.detail().find("REFUSAL_BYTES_MAX"), std::string::npos);
}

TEST_F(DatabaseApiTest, ARefusalHasTheSameBytesAsTheWriterKeptIt) {
    for (const auto& reply : {refused(400, "a \"quoted\" text"),
                              Reply{.status = 422, .body = R"({"detail":[{"msg":"x"}]})"}})
        EXPECT_EQ(refused_with(reply.status, detail_of(reply)), reply);
}

TEST_F(DatabaseApiTest, ACancelIsForTheWriter) {
    const auto answered = answer({"POST", "/simulate/cancel/j", {}, "k", ""});
    const auto cancel = std::get<common::CancelJob>(std::get<common::Command>(answered));
    EXPECT_EQ(cancel.job, common::JobId{"j"});
    EXPECT_EQ(cancel.key, "k");
    const auto other = std::get<common::CancelJob>(
        std::get<common::Command>(answer({"POST", "/simulate/cancel/other", {}, "", "{}"})));
    EXPECT_EQ(other.key.size(), 36U);
    EXPECT_NE(other.request_hash, cancel.request_hash);
}

TEST_F(DatabaseApiTest, ACancelIsAnsweredWithTheCounts) {
    job({"j", "cancelled"});
    sql("UPDATE job_settings SET total = 5, completed = 1, cancelled = 4");
    const auto answer = post("/simulate/cancel/j", "", "k");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body["status"], "cancelled");
    EXPECT_EQ(answer.body["completed"], 1);
    EXPECT_EQ(answer.body["cancelled"], 4);
    EXPECT_EQ(answer.body["message"], "Simulation job cancelled: 4 of 5 model-days will not run");
}

TEST_F(DatabaseApiTest, ACancelWithABodyOrALongIdIsRefused) {
    EXPECT_EQ(post("/simulate/cancel/j", R"({"reason":"x"})").status, 422);
    EXPECT_EQ(post("/simulate/cancel/" + std::string(129, 'j'), "").status, 404);
    EXPECT_EQ(get("/simulate/cancel/j").status, 405);
    EXPECT_EQ(get("/simulate/retry/j").status, 405);
    EXPECT_EQ(find_route(all_routes(), "GET", "/simulate/cancel/j").allowed, "POST");
    EXPECT_EQ(post("/simulate/cancel/", "").status, 404);
}

TEST_F(DatabaseApiTest, AKeyHasALimit) {
    EXPECT_EQ(post("/simulate/trigger", "{}", std::string(129, 'k')).status, 400);
}

TEST_F(DatabaseApiTest, MarketsAreListed) {
    market("us-daily", {"2025-10-01", "2025-10-02"});
    const auto answer = get("/markets");
    ASSERT_EQ(answer.body["markets"].size(), 1);
    EXPECT_EQ(answer.body["markets"][0]["market"], "us-daily");
    EXPECT_EQ(answer.body["markets"][0]["last_date"], "2025-10-02");
    EXPECT_EQ(answer.body["markets"][0]["rules"]["periods_per_year"], 252);
}

TEST_F(DatabaseApiTest, HealthIsTheDatabaseAndEveryProcess) {
    const ProcessHealth well[] = {{"broker", true, ""}};
    auto reply = api().health(well);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(Json::parse(reply.text())["database"], "connected");
    const ProcessHealth ill[] = {{"broker", true, ""}, {"writer", false, "silent for 3 s"}};
    reply = api().health(ill);
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(Json::parse(reply.text())["status"], "unhealthy");
    EXPECT_EQ(Json::parse(reply.text())["processes"]["writer"]["detail"], "silent for 3 s");
}

TEST(DatabaseApiWithoutDatabase, AnswersLaterAndOpensByItself) {
    const common::TemporaryFolder folder;
    const auto path = (folder.path() / "results.db").string();
    DatabaseApi api{{path, folder.path().string()}};
    const auto status = [&] {
        return std::get<Reply>(Stored::answer(api, {"GET", "/jobs", {}, {}, {}})).status;
    };
    EXPECT_EQ(status(), 503);
    EXPECT_EQ(api.health({}).status, 503);
    SQLite::Database database{path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    database.exec("PRAGMA journal_mode=WAL");
    EXPECT_EQ(status(), 503) << "there is no schema yet";
    database.exec(
        "CREATE TABLE jobs (job_id, status, models, created_at, started_at, completed_at);"
        "CREATE TABLE job_settings (job_number, job_id, label, market, total, completed,"
        " failed, skipped, cancelled); CREATE TABLE job_details (job_id, date, model, status);"
        "CREATE INDEX idx_job_details_status ON job_details(status)");
    database.exec("PRAGMA application_id = " + std::to_string(common::APPLICATION_ID));
    common::set_schema_version(database, common::SCHEMA_VERSION);
    EXPECT_EQ(status(), 200);
}

TEST_F(DatabaseApiTest, AFileOfALaterSchemaIsNotRead) {
    const auto later = std::to_string(common::SCHEMA_VERSION + 1);
    sql("PRAGMA user_version = " + later);
    EXPECT_EQ(get("/jobs").status, 503);
    EXPECT_EQ(get("/jobs").detail(), (folder() / "results.db").string() + " has schema " + later +
                                         " of a later build of tradepit, and this program wants "
                                         "schema " +
                                         std::to_string(common::SCHEMA_VERSION) +
                                         ": run that build");
}

TEST_F(DatabaseApiTest, AFileOfAnEarlierBuildIsNotRead) {
    sql("PRAGMA application_id = 0; PRAGMA user_version = 4");
    EXPECT_EQ(get("/jobs").status, 503);
    EXPECT_NE(get("/jobs").detail().find("schema 4 of an earlier build of tradepit"),
              std::string::npos);
}

TEST_F(DatabaseApiTest, TheConnectionCannotWrite) {
    auto database = *open_database((folder() / "results.db").string());
    EXPECT_THROW(database.exec("DELETE FROM jobs"), SQLite::Exception);
}

}  // namespace
}  // namespace tradepit::query
