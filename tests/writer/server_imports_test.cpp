// The writer's server: files that are imported, beside commands.
#include <filesystem>

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

#include "tests/writer/serving.h"

namespace tradepit::writer::tests {
namespace {

using namespace common;
using std::chrono::milliseconds;

class ServerImports : public Serving {};

TEST_F(ServerImports, AnImportThatFindsTheDiskFullEndsABackupThatTakesItsRoom) {
    auto& database = store->database();
    database.exec("CREATE TABLE filler AS SELECT zeroblob(8 << 20)");
    start_again({.limits = {},
                 .pause_after_failure = milliseconds{1},
                 .maintenance = {.key_days = 0, .slice = Instant{}}});
    const auto file = dir.file("copy.db");
    ask(RunMaintenance{"b", "hash", "backup", R"({"file":")" + file + R"("})"});
    EXPECT_EQ(status_of(answer<CommandAnswer>().outcome), 200);
    database.exec("PRAGMA max_page_count = " + std::to_string(number("PRAGMA page_count")));
    upload(prices(5'000));
    const auto refused = answer<UploadAnswer>();
    EXPECT_EQ(refused.status, UploadAnswer::SEND_AGAIN);
    EXPECT_EQ(refused.detail, "the import was not stored: database or disk is full");
    database.exec("PRAGMA max_page_count = 1073741823");
    while (number("SELECT COUNT(*) FROM maintenance_tasks WHERE state = 'running'") > 0 &&
           steady_now() < deadline)
        server->step(milliseconds{5});
    EXPECT_EQ(database.execAndGet("SELECT state || result FROM maintenance_tasks").getString(),
              R"(failed{"error":"the disk is full, and the database needs the room"})");
}

TEST_F(ServerImports, AnImportIsAnsweredOnceItIsCommitted) {
    upload(prices(2));
    EXPECT_EQ(number("SELECT COUNT(*) FROM prices"), 0) << "it waits in the socket";
    const auto answer = this->answer<UploadAnswer>();
    EXPECT_EQ(answer.status, UploadAnswer::COMMITTED) << answer.detail;
    SQLite::Database other{dir.file("results.db"), SQLite::OPEN_READONLY};
    EXPECT_EQ(other.execAndGet("SELECT COUNT(*) FROM prices").getInt(), 2);
}

TEST_F(ServerImports, AnImportWaitsWhileNothingIsCommitted) {
    auto other = lock();
    submit(job("j1", {D1}, {model("alpha")}));
    while (server->counts().failed_commits == 0 && steady_now() < deadline)
        server->step(milliseconds{1});
    upload(prices(2));
    while (server->counts().failed_commits < 20 && steady_now() < deadline)
        server->step(milliseconds{1});
    no_answer_has_come();
    other.reset();
    EXPECT_EQ(answer<UploadAnswer>().status, UploadAnswer::COMMITTED) << "though it was sent once";
}

TEST_F(ServerImports, AnImportIsForgottenWithATurnThatIsGivenUp) {
    connect_directly();
    auto other = lock();
    submit(job("j1", {D1}, {model("alpha")}));
    upload(prices(2));
    while (server->counts().failed_commits < 10 && steady_now() < deadline)
        server->step(milliseconds{1});
    other.reset();
    EXPECT_EQ(sent(EpochRequest{7}), Sent::queued);
    EXPECT_EQ(answer<EpochGranted>().epoch, 1);
    no_answer_has_come();
    EXPECT_EQ(number("SELECT COUNT(*) FROM prices"), 0);
    upload(prices(2));
    EXPECT_EQ(answer<UploadAnswer>().status, UploadAnswer::COMMITTED);
}

TEST_F(ServerImports, AJobAndAnImportUnderOneKeyInOneTurnAreTheJob) {
    connect_directly();
    Job submitted = job("j1", {D1}, {model("alpha")});
    submitted.key = "shared";
    upload(prices(2), "shared");
    submit(submitted);
    const auto imported = answer<UploadAnswer>();
    EXPECT_EQ(imported.status, 409);
    EXPECT_EQ(imported.detail, key_misused_detail("shared"));
    EXPECT_EQ(number("SELECT COUNT(*) FROM prices"), 0);
    EXPECT_EQ(number("SELECT COUNT(*) FROM jobs"), 1);
}

TEST_F(ServerImports, ACommandUnderTheKeyOfAnImportIsRefused) {
    upload(prices(2), "shared");
    EXPECT_EQ(answer<UploadAnswer>().status, UploadAnswer::COMMITTED);
    ask(CancelJob{"shared", "h", JobId{"j1"}});
    EXPECT_EQ(std::get<CommandRefused>(answer<CommandAnswer>().outcome).detail,
              key_misused_detail("shared"));
}

}  // namespace
}  // namespace tradepit::writer::tests
