#include "writer/store/store.h"

#include <memory>

#include <SQLiteCpp/Statement.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "common/limits.h"
#include "common/process/temporary_folder.h"
#include "tests/writer/worker_script.h"
#include "writer/store/migrations.h"

namespace tradepit::writer::tests {
namespace {

using namespace common;

/// A writer without a socket, on a file.
class StoreTest : public ::testing::Test {
protected:
    StoreTest() { start(); }

    void start() {
        intake.reset();
        store.reset();
        store = std::make_unique<Store>(database_file, Synchronous::normal);
        reload();
    }
    void reload() {
        intake = std::make_unique<Intake>(Intake::Limits{.max_attempts = 2}, store->load());
    }
    std::vector<Reply> turn() {
        Commit turn = intake->finish();
        store->commit(turn.operations, NOON);
        intake->committed();
        alarms = turn.alarms;
        return std::move(turn.replies);
    }
    template <class M>
    M only(const std::vector<Reply>& replies) {
        for (const Reply& reply : replies)
            if (const auto* message = std::get_if<M>(&reply.message)) return *message;
        throw std::runtime_error("no such reply");
    }
    void prepare(const Job& submitted) {
        intake->take("broker", EpochRequest{7});
        intake->take("broker", std::make_shared<const Job>(submitted), std::nullopt, false);
        turn();
    }
    std::vector<Reply> claim(const std::string& request, std::vector<Stamp> dates,
                             std::int64_t chain = 1) {
        intake->take("broker", Claim{1, request, chain, std::move(dates), WorkerName{"w1"}, 42},
                     intake->knows(chain) ? std::nullopt : store->stored_chain(chain), NOON);
        return turn();
    }
    std::vector<Reply> send(const Batch& batch) {
        intake->take("worker", batch,
                     intake->needs_stored_attempt(batch.key) ? store->stored_attempt(batch.key)
                                                             : std::nullopt,
                     NOON);
        return turn();
    }
    static WorkerScript attempt(Stamp date, std::int32_t number,
                                Close opening = cash_only("10000")) {
        return {{1, date, number}, 42, std::move(opening)};
    }
    /// All rows of a query, with columns separated by '|' and NULL as "NULL".
    std::vector<std::string> rows(const std::string& sql) {
        SQLite::Statement query{store->database(), sql};
        std::vector<std::string> all;
        while (query.executeStep()) {
            std::string line;
            for (int i = 0; i < query.getColumnCount(); ++i) {
                const SQLite::Column column = query.getColumn(i);
                line += (i > 0 ? "|" : "") + (column.isNull() ? "NULL" : column.getString());
            }
            all.push_back(line);
        }
        return all;
    }
    void expect_sound() {
        EXPECT_EQ(rows("PRAGMA integrity_check"), std::vector<std::string>{"ok"});
        EXPECT_TRUE(rows("PRAGMA foreign_key_check").empty());
    }
    using Lines = std::vector<std::string>;

    common::TemporaryFolder dir;
    std::string database_file = dir.file("results.db");
    std::unique_ptr<Store> store;
    std::unique_ptr<Intake> intake;
    std::vector<std::string> alarms;
    const Close bought{money("9500"), money("10000"), {held("AAPL", "5")}};
    const std::vector<Event> buying = {
        opening_row(cash_only("10000")),
        trade(1, Action::buy, "AAPL", "5", "100", "9500", "10000", {held("AAPL", "5")})};
};

TEST_F(StoreTest, SettingsAreThoseThatTheDesignNames) {
    EXPECT_EQ(rows("PRAGMA journal_mode"), Lines{"wal"});
    EXPECT_EQ(rows("PRAGMA auto_vacuum"), Lines{"2"});
    EXPECT_EQ(rows("PRAGMA foreign_keys"), Lines{"1"});
    EXPECT_EQ(rows("PRAGMA trusted_schema"), Lines{"0"});
    EXPECT_EQ(rows("PRAGMA user_version"), Lines{std::to_string(common::SCHEMA_VERSION)});
    EXPECT_EQ(rows("PRAGMA busy_timeout"), Lines{"0"});
    int defensive = 0;
    sqlite3_db_config(store->database().getHandle(), SQLITE_DBCONFIG_DEFENSIVE, -1, &defensive);
    EXPECT_EQ(defensive, 1);
}

TEST_F(StoreTest, SynchronousIsWhatWasAskedFor) {
    EXPECT_EQ(rows("PRAGMA synchronous"), Lines{"1"});
    store.reset();
    store = std::make_unique<Store>(database_file, Synchronous::full);
    EXPECT_EQ(rows("PRAGMA synchronous"), Lines{"2"});
}

TEST_F(StoreTest, ASecondWriterIsRefusedAndTheFirstUnharmed) {
    try {
        const Store second{database_file, Synchronous::normal};
        FAIL() << "a second writer has the file";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string{error.what()}.find("another writer has it (process "),
                  std::string::npos);
    }
    prepare(job("j1", {D1}, {model("alpha")}));
}

TEST_F(StoreTest, AFileOfANewerSchemaIsRefused) {
    const auto newer = std::to_string(common::SCHEMA_VERSION + 1);
    store->database().exec("PRAGMA user_version = " + newer);
    store.reset();
    EXPECT_THROW(Store(database_file, Synchronous::normal), std::runtime_error);
}

TEST_F(StoreTest, AFileOfSomebodyElseIsRefused) {
    const std::string other = dir.file("other.db");
    SQLite::Database{other, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE}.exec("CREATE TABLE t(x)");
    EXPECT_THROW(Store(other, Synchronous::normal), std::runtime_error);
}

TEST_F(StoreTest, AFolderThatIsNotThereIsRefused) {
    EXPECT_THROW(Store(dir.file("no/results.db"), Synchronous::normal), std::runtime_error);
}

TEST_F(StoreTest, AJobIsStoredWithItsModelsDaysAndOrders) {
    Job submitted = job("j1", {D1, D2}, {model("alpha"), model("beta", D2)});
    submitted.skipped = {{D1, "no prices"}};
    submitted.models[0].orders = {{D2, "[1]"}};
    submitted.models[0].opening.holdings = {held("A\"B", "0.5"), held("C", "3")};
    submitted.warnings = {"careful"};
    submitted.settings.dual_write = true;
    prepare(submitted);
    EXPECT_EQ(rows("SELECT job_id, status, date_range, models, created_at FROM jobs"),
              Lines{"j1|pending|[\"2025-10-01\",\"2025-10-02\"]|[\"alpha\",\"beta\"]|"
                    "2025-11-03T12:00:00.000000Z"});
    EXPECT_EQ(rows("SELECT id, date, model, status, error FROM job_details"),
              (Lines{"1|2025-10-01|alpha|skipped|no prices", "2|2025-10-02|alpha|pending|NULL",
                     "3|2025-10-02|beta|pending|NULL"}));
    EXPECT_EQ(rows("SELECT total, skipped, dual_write, warnings FROM job_settings"),
              Lines{"3|1|1|[\"careful\"]"});
    EXPECT_EQ(rows("SELECT chain, first_detail, opening_holdings FROM job_models"),
              (Lines{"1|1|{\"A\\\"B\":0.5,\"C\":3}", "2|3|{}"}));
    EXPECT_EQ(store->orders(1, D2), "[1]");
    EXPECT_EQ(store->orders(1, D1), "");
    start();
    const auto replies = claim("r1", {D2});
    EXPECT_EQ(only<Claimed>(replies).opening, submitted.models[0].opening);
    expect_sound();
}

TEST_F(StoreTest, ADayIsStoredAsTheSpecificationHasIt) {
    prepare(job("j1", {D1}, {model("alpha")}));
    claim("r1", {D1});
    auto w = attempt(D1, 1);
    send(w.end(Ending::completed,
               {buying[0], buying[1], Reasoning{1, Role::user, "Pl", "", true},
                Reasoning{1, Role::user, "ease", "", false},
                Reasoning{2, Role::tool, "{}", "buy", false}, ToolUsage{"buy", 1, 0.25}}));
    EXPECT_TRUE(alarms.empty());
    EXPECT_EQ(rows("SELECT id, action_id, action_type, symbol, amount, price, cash, "
                   "portfolio_value, daily_profit, daily_return_pct, cumulative_profit, "
                   "cumulative_return_pct, created_at FROM positions"),
              (Lines{"1|0|no_trade|NULL|NULL|NULL|10000.0|10000.0|0.0|0.0|0.0|0.0|"
                     "2025-11-03T12:00:00.000000Z",
                     "2|1|buy|AAPL|5|100.0|9500.0|10000.0|0.0|0.0|0.0|0.0|"
                     "2025-11-03T12:00:00.000000Z"}));
    EXPECT_EQ(rows("SELECT position_id, symbol, quantity FROM holdings"), Lines{"2|AAPL|5"});
    EXPECT_EQ(rows("SELECT step_number, role, content, tool_name FROM reasoning_logs"),
              (Lines{"1|user|Please|NULL", "2|tool|{}|buy"}));
    EXPECT_EQ(rows("SELECT tool_name, call_count, total_duration_seconds FROM tool_usage"),
              Lines{"buy|1|0.25"});
    EXPECT_EQ(rows("SELECT status, started_at, completed_at, duration_seconds FROM job_details"),
              Lines{"completed|2025-11-03T11:59:58.500000Z|2025-11-03T12:00:00.000000Z|1.5"});
    EXPECT_EQ(rows("SELECT status, started_at, completed_at, total_duration_seconds, error "
                   "FROM jobs"),
              Lines{"completed|2025-11-03T12:00:00.000000Z|2025-11-03T12:00:00.000000Z|0.0|NULL"});
    EXPECT_EQ(rows("SELECT date, position_id, cash, portfolio_value, trades FROM closings"),
              Lines{"2025-10-01|2|9500.0|10000.0|1"});
    EXPECT_EQ(rows("SELECT days, trades_to_date, peak_value, returns FROM series_stats"),
              Lines{"1|1|10000.0|0"});
    expect_sound();
}

TEST_F(StoreTest, AStreamedChunkGoesOnWithItsStepInALaterBatch) {
    prepare(job("j1", {D1}, {model("alpha")}));
    claim("r1", {D1});
    auto w = attempt(D1, 1);
    send(w.batch({buying[0], Reasoning{1, Role::assistant, "a", "", true}}));
    send(w.batch({Reasoning{1, Role::assistant, "b", "", false}}));
    EXPECT_EQ(rows("SELECT content FROM reasoning_logs"), Lines{"ab"});
}

TEST_F(StoreTest, ChunksOfOneBatchAreJoinedInTheirOrder) {
    prepare(job("j1", {D1}, {model("alpha")}));
    claim("r1", {D1});
    auto w = attempt(D1, 1);
    const auto chunk = [](int step, const char* text) {
        return Reasoning{step, Role::assistant, text, "", true};
    };
    send(w.batch({buying[0], chunk(1, "a"), chunk(1, "b")}));
    send(w.batch({chunk(1, "c"), chunk(1, "d"), buying[1], chunk(1, "e"), chunk(2, "f"),
                  chunk(2, "g"), chunk(2, "h")}));
    EXPECT_EQ(rows("SELECT content FROM reasoning_logs"), (Lines{"abcde", "fgh"}));
}

TEST_F(StoreTest, ARestartKnowsHowLongTheLastStepIs) {
    prepare(job("j1", {D1}, {model("alpha")}));
    claim("r1", {D1});
    auto w = attempt(D1, 1);
    std::string text;  // two bytes a character: the limit counts bytes
    for (std::size_t i = 0; i < REASONING_CHUNK_BYTES_MAX / 2; ++i) text += "é";
    const Reasoning chunk{1, Role::assistant, text, "", true};
    for (std::size_t bytes = 0; bytes < STEP_BYTES_MAX; bytes += text.size())
        send(w.batch({chunk}));
    EXPECT_TRUE(alarms.empty());
    start();
    send(w.batch({Reasoning{1, Role::assistant, "x", "", false}}));
    EXPECT_EQ(alarms.size(), 1u);
}

TEST_F(StoreTest, ARestartKnowsHowLongOrdersAre) {
    Job replay = job("j1", {D1, D2, D3}, {model("alpha"), model("beta")});
    const std::string text(DAY_ORDERS_BYTES_MAX, 'x');
    replay.models[0].orders = {{D1, text}, {D2, text}, {D3, "[]"}};
    prepare(replay);
    start();
    EXPECT_EQ(only<Claimed>(claim("r1", {D1, D2, D3})).days.size(), 2u);
    EXPECT_FALSE(intake->may_have_orders(2));
    EXPECT_EQ(only<Claimed>(claim("r2", {D1, D2, D3}, 2)).days.size(), 3u);
}

TEST_F(StoreTest, ARestartInTheMiddleOfAnAttemptGoesOn) {
    prepare(job("j1", {D1, D2}, {model("alpha")}));
    claim("r1", {D1, D2});
    auto w = attempt(D1, 1);
    send(w.batch({buying[0], Reasoning{1, Role::user, "x", "", false}, ToolUsage{"buy", 1, 0}}));
    start();
    send(w.batch({buying[1]}));
    start();
    const auto repeat = claim("r1", {D1, D2});
    EXPECT_EQ(only<Claimed>(repeat).days.size(), 2u);
    const Batch end = w.end(Ending::completed, {Reasoning{2, Role::user, "y", "", false}});
    send(end);
    EXPECT_TRUE(alarms.empty()) << alarms.at(0);
    start();
    EXPECT_EQ(only<Ack>(send(end)).upto, 3);
    auto next = attempt(D2, 1, bought);
    send(next.end(Ending::completed, {opening_row(bought)}));
    EXPECT_TRUE(alarms.empty()) << alarms.at(0);
    EXPECT_EQ(rows("SELECT status FROM jobs"), Lines{"completed"});
    EXPECT_EQ(rows("SELECT state, last_batch, events FROM attempts"),
              (Lines{"completed|3|5", "completed|1|1"}));
    expect_sound();
}

TEST_F(StoreTest, ARestartKnowsWhatAnAttemptAlreadyUsed) {
    prepare(job("j1", {D1}, {model("alpha")}));
    claim("r1", {D1});
    auto w = attempt(D1, 1);
    send(w.batch({buying[0], ToolUsage{"buy", 1, 0}}));
    start();
    send(w.batch({ToolUsage{"buy", 1, 0}}));
    EXPECT_EQ(alarms.size(), 1u);
    EXPECT_TRUE(rows("SELECT 1 FROM positions UNION ALL SELECT 1 FROM tool_usage").empty());
}

TEST_F(StoreTest, ARestartKeepsTheFiguresOfADayThatStreams) {
    prepare(job("j1", {D1, D2}, {model("alpha")}));
    claim("r1", {D1, D2});
    auto later = attempt(D2, 1);
    send(later.batch({buying[0]}));
    EXPECT_EQ(rows("SELECT daily_profit FROM positions"), Lines{"NULL"});
    start();
    send(attempt(D1, 1).idle_day());
    send(later.end(Ending::completed));
    EXPECT_EQ(rows("SELECT daily_profit FROM positions"), (Lines{"0.0", "0.0"}));
}

TEST_F(StoreTest, ARestartKnowsRequestsBudgetsErrorsAndSkippedDays) {
    Job submitted = job("j1", {D1, D2, D3}, {model("alpha")});
    submitted.skipped = {{D1, "no prices"}};
    prepare(submitted);
    claim("r1", {D2});
    send(attempt(D2, 1).end(Ending::failed_transient, {}, "429"));
    start();
    EXPECT_TRUE(std::holds_alternative<ClaimRefused>(claim("r1", {D2}).at(0).message));
    claim("r2", {D2});
    send(attempt(D2, 2).batch({}));
    start();
    const auto ended = only<ClaimRefused>(claim("r3", {D2}));
    EXPECT_EQ(ended.state.ended_days, 2);
    EXPECT_EQ(rows("SELECT status, error FROM job_details"),
              (Lines{"skipped|no prices", "failed|429", "pending|NULL"}));
    expect_sound();
}

TEST_F(StoreTest, ARestartGoesOnWithSeriesStatsExactly) {
    prepare(job("j1", {D1, D2, D3}, {model("alpha")}));
    claim("r1", {D1, D2, D3});
    Close rich = bought;
    send(attempt(D1, 1).end(Ending::completed, buying));
    rich.value = money("10010.1");
    send(attempt(D2, 1, bought).end(Ending::completed, {opening_row(rich)}));
    start();
    Close poor = rich;
    poor.value = money("9009.09");
    send(attempt(D3, 1, rich).end(Ending::completed, {opening_row(poor)}));
    EXPECT_EQ(
        rows(
            "SELECT days, peak_value, max_drawdown_pct, returns, trades_to_date FROM series_stats"),
        Lines{"3|10010.1|10.0|2|1"});
}

TEST_F(StoreTest, AnUnfinishedAttemptThatIsSupersededLeavesNoRows) {
    prepare(job("j1", {D1}, {model("alpha")}));
    claim("r1", {D1});
    auto w = attempt(D1, 1);
    send(w.batch(
        {buying[0], buying[1], Reasoning{1, Role::user, "x", "", false}, ToolUsage{"buy", 1, 0}}));
    start();
    claim("r2", {D1});
    EXPECT_TRUE(rows("SELECT 1 FROM positions UNION ALL SELECT 1 FROM holdings UNION ALL "
                     "SELECT 1 FROM reasoning_logs UNION ALL SELECT 1 FROM tool_usage")
                    .empty());
    EXPECT_EQ(rows("SELECT attempt, state FROM attempts"), (Lines{"1|superseded", "2|open"}));
}

TEST_F(StoreTest, ACommitThatFailsLeavesNothing) {
    prepare(job("j1", {D1}, {model("alpha")}));
    claim("r1", {D1});
    store->database().exec(
        "CREATE TRIGGER full BEFORE INSERT ON closings BEGIN SELECT RAISE(ABORT, 'full'); END");
    const Batch whole = attempt(D1, 1).idle_day();
    EXPECT_THROW(send(whole), SQLite::Exception);
    EXPECT_TRUE(rows("SELECT 1 FROM positions").empty());
    EXPECT_EQ(rows("SELECT last_batch FROM attempts"), Lines{"0"});
    store->database().exec("DROP TRIGGER full");
    reload();
    EXPECT_EQ(only<Ack>(send(whole)).upto, 1);
    expect_sound();
}

TEST_F(StoreTest, ALockedFileMayPassAndACorruptOneDoesNot) {
    EXPECT_TRUE(may_pass(SQLite::Exception("x", SQLITE_BUSY)));
    EXPECT_TRUE(may_pass(SQLite::Exception("x", SQLITE_FULL)));
    EXPECT_TRUE(may_pass(SQLite::Exception("x", SQLITE_IOERR_WRITE)));
    EXPECT_FALSE(may_pass(SQLite::Exception("x", SQLITE_CORRUPT)));
    EXPECT_FALSE(may_pass(SQLite::Exception("x", SQLITE_CONSTRAINT)));
}

TEST_F(StoreTest, ALockOfAnotherProcessIsAnErrorAtOnce) {
    SQLite::Database other{database_file, SQLite::OPEN_READWRITE};
    other.exec("BEGIN IMMEDIATE");
    intake->take("broker", EpochRequest{7});
    const Commit blocked = intake->finish();
    try {
        store->commit(blocked.operations, NOON);
        FAIL() << "committed beside another writer";
    } catch (const SQLite::Exception& error) {
        EXPECT_TRUE(may_pass(error));
    }
    other.exec("ROLLBACK");
    store->commit(blocked.operations, NOON);
    EXPECT_EQ(rows("SELECT epoch FROM epochs"), Lines{"1"});
}

TEST_F(StoreTest, WhatEndedIsAnsweredFromTheFile) {
    prepare(job("j1", {D1, D2}, {model("alpha")}));
    claim("r1", {D1, D2});
    send(attempt(D1, 1).idle_day());
    send(attempt(D2, 1).idle_day());
    const ChainState ended{.chain = 1, .ended_days = 2, .cancelled = false, .attempts = {}};
    EXPECT_EQ(store->stored_chain(1), ended);
    EXPECT_EQ(store->stored_chain(9), std::nullopt);
    const auto changes = store->stored_changes(0);
    ASSERT_EQ(changes.size(), 1u);
    EXPECT_EQ(changes[0].number, 3);
    EXPECT_EQ(changes[0].chain, 1);
    EXPECT_TRUE(store->stored_changes(3).empty());
    EXPECT_EQ(store->job_status(JobId{"j1"}), JobStatus::completed);
    EXPECT_FALSE(store->job_status(JobId{"j2"}));
    EXPECT_EQ(store->stored_answer("key of j1")->outcome, CommandOutcome{JobAccepted{JobId{"j1"}}});
    EXPECT_FALSE(store->stored_answer("no key"));
    EXPECT_FALSE(store->stored_attempt({1, D1, 2}));
    EXPECT_EQ(store->stored_attempt({1, D1, 1})->nonce, 42u);
    EXPECT_EQ(only<ClaimRefused>(claim("r2", {D1})).state, ended);
}

TEST_F(StoreTest, ALateBatchThatComesTwiceInOneTurnCountsOnce) {
    prepare(job("j1", {D1}, {model("alpha")}));
    claim("r1", {D1});
    auto w = attempt(D1, 1);
    claim("r2", {D1});
    send(attempt(D1, 2).idle_day());
    const Batch late = w.batch({opening_row(cash_only("10000"))});
    for (int i = 0; i < 2; ++i) intake->take("worker", late, store->stored_attempt(late.key), NOON);
    turn();
    EXPECT_EQ(rows("SELECT late_events, last_batch FROM attempts WHERE attempt = 1"), Lines{"1|1"});
    send(late);
    EXPECT_EQ(rows("SELECT late_events FROM attempts WHERE attempt = 1"), Lines{"1"});
}

TEST_F(StoreTest, PastChangesEndAtTheirLimit) {
    std::vector<JobModel> models;
    for (int i = 0; i <= STORED_CHANGES_MAX; ++i)
        models.push_back(model(("m" + std::to_string(1'000 + i)).c_str()));
    prepare(job("j1", {D1}, models));
    EXPECT_EQ(store->stored_changes(1).size(), std::size_t{STORED_CHANGES_MAX});
    const auto first = store->stored_changes(0);
    ASSERT_EQ(first.size(), std::size_t{STORED_CHANGES_MAX}) << "of one change more";
    EXPECT_EQ(store->stored_changes(first.back().number).size(), 1u);
}

TEST_F(StoreTest, APastChainCountsItsOwnDaysAlone) {
    prepare(job("j1", {D1, D2, D3}, {model("alpha"), model("beta", D2)}));
    EXPECT_EQ(store->stored_chain(1)->ended_days, 3);
    EXPECT_EQ(store->stored_chain(2)->ended_days, 2);
    store->database().exec("DELETE FROM jobs");
    EXPECT_EQ(store->stored_chain(1), std::nullopt);
    prepare(job("j2", {D1}, {model("alpha")}));
    EXPECT_EQ(store->stored_chain(3)->ended_days, 1);
}

TEST_F(StoreTest, NumbersAreNeverGivenTwice) {
    prepare(job("j1", {D1}, {model("alpha")}));
    claim("r1", {D1});
    auto w = attempt(D1, 1);
    send(w.batch({buying[0]}));
    send(w.end(Ending::failed_permanent, {}, "x"));
    start();
    const Counters counters = store->load().counters;
    EXPECT_EQ(counters.position, 1);
    EXPECT_EQ(counters.chain, 1);
    EXPECT_EQ(counters.epoch, 1);
    EXPECT_EQ(counters.detail, 1);
    EXPECT_EQ(counters.change, 2);
}

TEST_F(StoreTest, ACheckpointBringsTheLogIntoTheFile) {
    prepare(job("j1", {D1}, {model("alpha")}));
    EXPECT_GT(store->log_pages(), 0);
    store->checkpoint();
    EXPECT_EQ(store->log_pages(), 0);
    store->checkpoint_and_truncate();
    EXPECT_EQ(std::filesystem::file_size(database_file + "-wal"), 0u);
}

}  // namespace
}  // namespace tradepit::writer::tests
