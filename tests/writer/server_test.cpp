#include "writer/server.h"

#include <filesystem>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "tests/writer/serving.h"

namespace tradepit::writer::tests {
namespace {

using namespace common;
using std::chrono::milliseconds;

class ServerTest : public Serving {};

TEST_F(ServerTest, AModelDayGoesFromItsSubmissionToItsEnd) {
    submit(job("j1", {D1}, {model("alpha")}));
    EXPECT_EQ(status_of(answer<CommandAnswer>().outcome), 200);
    EXPECT_EQ(answer<Changes>().chains.at(0).chain, 1);
    EXPECT_EQ(sent(PageRequest{1, 0}), Sent::queued);
    EXPECT_EQ(answer<Page>().chains.size(), 1u);
    claim("r1", {D1});
    const Claimed claimed = answer<Claimed>();
    WorkerScript w{{1, D1, claimed.days.at(0).attempt}, 42, claimed.opening};
    const Batch end = w.idle_day();
    EXPECT_EQ(sent(end), Sent::queued);
    EXPECT_EQ(answer<Ack>().upto, 1);
    EXPECT_EQ(number("SELECT COUNT(*) FROM jobs WHERE status = 'completed'"), 1);
    EXPECT_EQ(sent(end), Sent::queued);
    EXPECT_EQ(answer<Ack>().upto, 1);
    claim("r2", {D1});
    EXPECT_EQ(answer<ClaimRefused>().state.ended_days, 1);
    EXPECT_EQ(sent(ChangesRequest{1, 0}), Sent::queued);
    EXPECT_EQ(answer<Changes>().upto, 2);
}

TEST_F(ServerTest, AJobInPartsIsOneJob) {
    submit(job("j1", {D1, D2, D3}, {model("alpha"), model("beta")}), 50);
    EXPECT_EQ(std::get<JobAccepted>(answer<CommandAnswer>().outcome).job, JobId{"j1"});
}

TEST_F(ServerTest, AJobWithoutAPartIsAskedForAgain) {
    EXPECT_EQ(sent(CommandPart{1, "k", 1, 2, {"x"}}), Sent::queued);
    EXPECT_EQ(status_of(answer<CommandAnswer>().outcome), 503);
}

TEST_F(ServerTest, AJobThatCannotBeReadIsRefused) {
    CommandPart part = parts(job("j1", {D1}, {model("alpha")})).front();
    CommandPart bad = part;
    bad.octets = {"x"};
    bad.digest = sha256_hex("x");
    EXPECT_EQ(sent(bad), Sent::queued);
    EXPECT_EQ(status_of(answer<CommandAnswer>().outcome), 400);
    bad = part;
    bad.key = "not its key";
    EXPECT_EQ(sent(bad), Sent::queued);
    EXPECT_EQ(std::get<CommandRefused>(answer<CommandAnswer>().outcome).detail,
              "the command's key is not the parts' key");
    bad = part;
    bad.request_hash = "not its hash";
    EXPECT_EQ(sent(bad), Sent::queued);
    const auto refused = answer<CommandAnswer>();
    EXPECT_EQ(std::get<CommandRefused>(refused.outcome).detail,
              "the command's hash is not the parts' hash");
    EXPECT_EQ(refused.request_hash, "not its hash");
}

TEST_F(ServerTest, ACancelIsCommittedBeforeItsAnswerAndItsRowsFollow) {
    submit(job("j1", {D1, D2, D3}, {model("alpha")}));
    EXPECT_EQ(status_of(answer<CommandAnswer>().outcome), 200);
    claim("r1", {D1});
    WorkerScript w{{1, D1, answer<Claimed>().days.at(0).attempt}, 42, cash_only("10000")};
    ask(CancelJob{"c", "h", JobId{"j1"}});
    EXPECT_EQ(answer<CommandAnswer>(), (CommandAnswer{"c", "h", JobAccepted{JobId{"j1"}}}));
    EXPECT_EQ(number("SELECT cancelled FROM job_settings"), 3);
    EXPECT_EQ(sent(w.idle_day()), Sent::queued);
    EXPECT_EQ(answer<Superseded>().key, w.key());
    EXPECT_EQ(server->counts().superseded, 1u);
    while (number("SELECT COUNT(*) FROM job_details WHERE status = 'cancelled'") < 3)
        server->step(milliseconds{0});
    ask(CancelJob{"d", "h", JobId{"j1"}});
    EXPECT_EQ(std::get<CommandRefused>(answer<CommandAnswer>().outcome).detail,
              "Job j1 is cancelled already");
    ask(CancelJob{"e", "h", JobId{"j2"}});
    EXPECT_EQ(status_of(answer<CommandAnswer>().outcome), 404);
}

TEST_F(ServerTest, DaysThatWereLeftBehindAreTurnedAfterARestart) {
    submit(job("j1", {D1, D2, D3}, {model("alpha")}));
    EXPECT_EQ(status_of(answer<CommandAnswer>().outcome), 200);
    store->database().exec("UPDATE jobs SET status = 'cancelled'");
    start_again({});
    server->step(milliseconds{0});
    EXPECT_EQ(number("SELECT COUNT(*) FROM job_details WHERE status = 'cancelled'"), 3);
}

TEST_F(ServerTest, ARefusalIsKept) {
    ask(RecordRefusal{"k", "h", 422, "[]"});
    EXPECT_EQ(answer<CommandAnswer>(), (CommandAnswer{"k", "h", CommandRefused{422, "[]"}}));
    EXPECT_EQ(number("SELECT COUNT(*) FROM idempotency WHERE key = 'k' AND status = 422"), 1);
}

TEST_F(ServerTest, MaintenanceIsTakenWithoutAnEpochAndAJobIsNot) {
    for (const CommandPart& part : parts_of(RunMaintenance{"v", "h", "vacuum", "{}"}))
        EXPECT_EQ(sent(part), Sent::queued);
    EXPECT_EQ(status_of(answer<CommandAnswer>().outcome), 200);
    for (const CommandPart& part : parts_of(CancelJob{"c", "h", JobId{"j1"}}))
        EXPECT_EQ(sent(part), Sent::queued);
    EXPECT_EQ(answer<StaleEpoch>().epoch, 1);
}

TEST_F(ServerTest, APartOfAnOlderEpochIsStale) {
    EXPECT_EQ(sent(CommandPart{2, "k", 0, 1, {"x"}}), Sent::queued);
    EXPECT_EQ(answer<StaleEpoch>().epoch, 1);
}

TEST_F(ServerTest, AReplayedDayIsClaimedWithItsOrders) {
    Job replay = job("j1", {D1, D2}, {model("alpha")});
    replay.models[0].orders = {{D2, "[2]"}};
    submit(replay);
    EXPECT_EQ(status_of(answer<CommandAnswer>().outcome), 200);
    claim("r1", {D1, D2});
    const Claimed claimed = answer<Claimed>();
    EXPECT_EQ(claimed.days.at(0).orders, "");
    EXPECT_EQ(claimed.days.at(1).orders, "[2]");
}

TEST_F(ServerTest, AClaimWithAsManyOrdersAsThereMayBeFitsIntoAFrame) {
    Job replay = job("j1", {D1, D2, D3}, {model("alpha")});
    for (const Stamp date : replay.dates)
        replay.models[0].orders.push_back({date, std::string(DAY_ORDERS_BYTES_MAX, 'x')});
    submit(replay);
    EXPECT_EQ(status_of(answer<CommandAnswer>().outcome), 200);
    claim("r1", {D1, D2, D3});
    const Claimed claimed = answer<Claimed>();
    EXPECT_EQ(claimed.days.size(), 2u);
    EXPECT_LE(encode(claimed).size(), FRAME_BYTES_MAX);
}

TEST_F(ServerTest, MalformedAndUnexpectedFramesAreCountedAndHarmNothing) {
    EXPECT_EQ(send(peer, "garbage"), Sent::queued);
    EXPECT_EQ(sent(HelloAnswer{1}), Sent::queued);
    EXPECT_EQ(sent(EpochRequest{7}), Sent::queued);
    EXPECT_EQ(answer<EpochGranted>().epoch, 1);
    EXPECT_EQ(server->counts().malformed, 1u);
    EXPECT_EQ(server->counts().unexpected, 1u);
}

TEST_F(ServerTest, ARefusedAttemptIsCounted) {
    submit(job("j1", {D1}, {model("alpha")}));
    claim("r1", {D1});
    WorkerScript w{{1, D1, 1}, 42, cash_only("10000")};
    EXPECT_EQ(answer<Claimed>().days.size(), 1u);
    EXPECT_EQ(sent(w.end(Ending::completed)), Sent::queued);
    EXPECT_EQ(answer<Superseded>().key, w.key());
    EXPECT_EQ(server->counts().refused, 1u);
}

TEST_F(ServerTest, WhatCannotBeCommittedIsNotAnsweredAndGoesThroughWhenItIsSentAgain) {
    const Job submitted = job("j1", {D1}, {model("alpha")});
    auto other = lock();
    submit(submitted);
    while (server->counts().failed_commits == 0 && steady_now() < deadline)
        server->step(milliseconds{5});
    no_answer_has_come();
    other.reset();
    submit(submitted);
    EXPECT_FALSE(answer<CommandAnswer>().repeated);
    EXPECT_EQ(number("SELECT COUNT(*) FROM jobs"), 1);
}

TEST_F(ServerTest, ALockThatPassesSoonCostsNoTurn) {
    auto other = lock();
    submit(job("j1", {D1}, {model("alpha")}));
    while (server->counts().failed_commits == 0 && steady_now() < deadline)
        server->step(milliseconds{5});
    other.reset();
    EXPECT_EQ(status_of(answer<CommandAnswer>().outcome), 200);
    EXPECT_EQ(server->counts().failed_commits, 1u);
}

TEST_F(ServerTest, ALockThatStaysCostsTheTurnAndNothingElse) {
    const Job submitted = job("j1", {D1}, {model("alpha")});
    auto other = lock();
    submit(submitted);
    while (server->counts().failed_commits < 5 && steady_now() < deadline)
        server->step(milliseconds{5});
    other.reset();
    while (server->step(milliseconds{5})) {
    }
    EXPECT_EQ(number("SELECT COUNT(*) FROM jobs"), 0);
    submit(submitted);
    EXPECT_EQ(status_of(answer<CommandAnswer>().outcome), 200);
}

TEST_F(ServerTest, AFullDiskEndsABackupThatTakesItsRoom) {
    auto& database = store->database();
    database.exec("CREATE TABLE filler AS SELECT zeroblob(8 << 20)");
    start_again({.limits = {},
                 .pause_after_failure = milliseconds{1},
                 .maintenance = {.key_days = 0, .slice = Instant{}}});
    const auto file = dir.file("copy.db");
    ask(RunMaintenance{"b", "hash", "backup", R"({"file":")" + file + R"("})"});
    EXPECT_EQ(status_of(answer<CommandAnswer>().outcome), 200);
    const auto pages = number("PRAGMA page_count");
    database.exec("PRAGMA max_page_count = " + std::to_string(pages));
    std::vector<JobModel> many;
    for (int i = 100; i < 400; ++i) many.push_back(model(("m" + std::to_string(i)).c_str()));
    submit(job("j2", {D1}, many));
    while (server->counts().failed_commits == 0 && steady_now() < deadline)
        server->step(milliseconds{5});
    EXPECT_GT(server->counts().failed_commits, 0u);
    EXPECT_FALSE(std::filesystem::exists(file + ".part"));
    database.exec("PRAGMA max_page_count = 1073741823");
    while (number("SELECT COUNT(*) FROM maintenance_tasks WHERE state = 'running'") > 0 &&
           steady_now() < deadline)
        server->step(milliseconds{5});
    EXPECT_EQ(database.execAndGet("SELECT state || result FROM maintenance_tasks").getString(),
              R"(failed{"error":"the disk is full, and the database needs the room"})");
}

TEST_F(ServerTest, ACommandsKeyIsAName) {
    // A longer key is refused as the frame is decoded (tests/common/messages).
    for (const auto& [key, status] : {std::pair{std::string(128, 'k'), 404}, {"a\n", 400}}) {
        ask(CancelJob{key, "h", JobId{"j1"}});
        EXPECT_EQ(status_of(answer<CommandAnswer>().outcome), status) << key;
    }
}

TEST_F(ServerTest, TheModelsOfAJobWithAFaultAreNotLookedUp) {
    submit(job("j1", {D1}, {model("alpha")}));
    EXPECT_EQ(status_of(answer<CommandAnswer>().outcome), 200);
    // A look-up of this series finds a database that is corrupt.
    store->database().exec("UPDATE job_models SET predecessor = 99");
    Job faulty = job("j2", {D2, D1}, {model("alpha")});
    faulty.models[0].predecessor = 1;
    submit(faulty);
    EXPECT_EQ(std::get<CommandRefused>(answer<CommandAnswer>().outcome).detail,
              "dates must ascend: 2025-10-01 follows 2025-10-02");
}

TEST_F(ServerTest, AReloadThatFailsHalfWayIsDoneAgain) {
    submit(job("j1", {D1, D2, D3}, {model("alpha")}));
    EXPECT_EQ(status_of(answer<CommandAnswer>().outcome), 200);
    auto& database = store->database();
    database.exec("UPDATE jobs SET status = 'cancelled'");
    auto other = lock();
    submit(job("j2", {D1}, {model("alpha")}));
    while (server->counts().failed_commits < 5 && steady_now() < deadline)
        server->step(milliseconds{1});
    // The open jobs can be read, and the cancelled ones cannot.
    database.createFunction("fail", 0, false, nullptr,
                            [](sqlite3_context* call, int, sqlite3_value**) {
                                sqlite3_result_error_code(call, SQLITE_IOERR);
                            });
    database.exec(
        "CREATE TEMP VIEW jobs AS SELECT * FROM main.jobs WHERE status <> 'cancelled' OR fail()");
    while (!answer<WriterState>().trouble.starts_with("not read")) {
    }
    stop();
    database.exec("DROP VIEW temp.jobs");
    other.reset();
    while (number("SELECT COUNT(*) FROM job_details WHERE status = 'cancelled'") < 3 &&
           steady_now() < deadline)
        server->step(milliseconds{1});
    EXPECT_EQ(number("SELECT COUNT(*) FROM job_details WHERE status = 'cancelled'"), 3);
}

TEST_F(ServerTest, SaysHowItDoesWhenItIsAsked) {
    EXPECT_EQ(sent(WriterStateRequest{5}), Sent::queued);
    const WriterState state = answer<WriterState>();
    EXPECT_EQ(state.id, 5);
    EXPECT_EQ(state.trouble, "");
}

TEST_F(ServerTest, TellsItsBrokerWhyNothingIsCommittedAndWhenThatIsOver) {
    auto other = lock();
    submit(job("j1", {D1}, {model("alpha")}));
    EXPECT_EQ(answer<WriterState>().trouble, "not committed: database is locked");
    other.reset();
    std::string trouble = "any";
    while (!trouble.empty()) trouble = answer<WriterState>().trouble;
}

TEST_F(ServerTest, TroubleEndsThoughNobodyAsksForAnything) {
    auto other = lock();
    submit(job("j1", {D1}, {model("alpha")}));
    while (server->counts().failed_commits < 10 && steady_now() < deadline)
        server->step(milliseconds{1});
    other.reset();
    std::string trouble = "any";
    while (!trouble.empty()) trouble = answer<WriterState>().trouble;
    EXPECT_EQ(number("SELECT COUNT(*) FROM jobs"), 0) << "the turn was given up";
}

TEST_F(ServerTest, WhileNothingIsCommittedWhatArrivesStaysInItsSocket) {
    auto other = lock();
    submit(job("j1", {D1}, {model("alpha")}));
    while (server->counts().failed_commits < 10 && steady_now() < deadline)
        server->step(milliseconds{1});
    submit(job("j2", {D1}, {model("alpha")}));
    while (server->counts().failed_commits < 20 && steady_now() < deadline)
        server->step(milliseconds{1});
    other.reset();
    EXPECT_EQ(std::get<JobAccepted>(answer<CommandAnswer>().outcome).job, JobId{"j2"})
        << "though it was sent once";
}

TEST_F(ServerTest, APeerThatIsGoneStopsNothing) {
    submit(job("j1", {D1}, {model("alpha")}));
    EXPECT_EQ(status_of(answer<CommandAnswer>().outcome), 200);
    claim("r1", {D1});
    peer.set(zmq::sockopt::linger, 2000);
    peer.close();
    while (number("SELECT COUNT(*) FROM claims") == 0 && steady_now() < deadline)
        server->step(milliseconds{5});
    EXPECT_EQ(number("SELECT COUNT(*) FROM claims"), 1);
}

TEST_F(ServerTest, AStopTakesWhatHasArrivedAndEmptiesTheLog) {
    submit(job("j1", {D1}, {model("alpha")}));
    EXPECT_EQ(status_of(answer<CommandAnswer>().outcome), 200);
    stop();
    EXPECT_EQ(std::filesystem::file_size(dir.file("results.db-wal")), 0u);
}

TEST_F(ServerTest, AStopTakesMoreThanOneTurnOfWhatHasArrived) {
    start_again({.limits = {}, .commit_frames_max = 1});
    four_requests_wait();
    stop();
    EXPECT_EQ(number("SELECT COUNT(*) FROM epochs"), 5);
}

TEST_F(ServerTest, AStopThatIsOutOfTimeBeginsNoFurtherTurn) {
    start_again({.limits = {}, .commit_frames_max = 1, .stop_within = milliseconds{0}});
    four_requests_wait();
    stop();
    EXPECT_EQ(number("SELECT COUNT(*) FROM epochs"), 2);
}

}  // namespace
}  // namespace tradepit::writer::tests
