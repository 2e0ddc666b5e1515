// What a running writer does when its database is not where it was, or not its alone.
#include <filesystem>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "tests/writer/serving.h"

namespace tradepit::writer::tests {
namespace {

using namespace common;
using std::chrono::milliseconds;
namespace fs = std::filesystem;

class ServerPlace : public Serving {
protected:
    ServerPlace() { connect_directly(); }
    [[nodiscard]] std::string file() const { return dir.file("results.db"); }
    /// Puts a copy of the database, as it is now, in its place.
    void replace_by_a_copy() {
        store->database().exec("VACUUM INTO '" + dir.file("copy.db") + "'");
        fs::rename(dir.file("copy.db"), file());
    }
    void turn() { server->step(milliseconds{0}); }
};

TEST_F(ServerPlace, NothingIsAcknowledgedIntoAFileThatWasReplaced) {
    replace_by_a_copy();
    submit(job("j1", {D1}, {model("alpha")}));
    EXPECT_THROW(turn(), Misplaced);
    EXPECT_FALSE(receive(peer));
    SQLite::Database now{file(), SQLite::OPEN_READONLY};
    EXPECT_EQ(now.execAndGet("SELECT COUNT(*) FROM jobs").getInt(), 0);
}

TEST_F(ServerPlace, AnIdleWriterNoticesAtItsNextTurn) {
    EXPECT_NO_THROW(turn());
    fs::rename(file(), dir.file("elsewhere.db"));
    EXPECT_THROW(turn(), Misplaced);
}

TEST_F(ServerPlace, WhileItsNameCannotBeLookedAtNothingIsAnswered) {
    fs::rename(file(), dir.file("kept"));
    fs::create_symlink("results.db", file());
    EXPECT_EQ(sent(EpochRequest{9}), Sent::queued);
    for (int i = 0; i < 5; ++i) turn();
    no_answer_has_come();
    fs::remove(file());
    fs::rename(dir.file("kept"), file());
    EXPECT_EQ(answer<EpochGranted>().epoch, 2);
}

TEST_F(ServerPlace, WhatAnotherProgramWroteIsReadBeforeTheNextDecision) {
    {
        SQLite::Database other{file(), SQLite::OPEN_READWRITE};
        other.exec(
            "INSERT INTO epochs VALUES (6, '00000000000000ff', '2025-10-01T00:00:00.000000Z')");
    }
    EXPECT_EQ(sent(EpochRequest{9}), Sent::queued);
    EXPECT_EQ(answer<EpochGranted>().epoch, 7);
}

TEST_F(ServerPlace, AReadOfAnotherProgramIsNoWrite) {
    SQLite::Database other{file(), SQLite::OPEN_READWRITE};
    EXPECT_EQ(other.execAndGet("SELECT COUNT(*) FROM jobs").getInt(), 0);
    EXPECT_FALSE(store->was_written_by_others());
    other.exec("INSERT INTO epochs VALUES (6, '00000000000000ff', '')");
    EXPECT_TRUE(store->was_written_by_others());
    EXPECT_FALSE(store->was_written_by_others()) << "it is said once";
    store->probe_commit();
    store->checkpoint();
    EXPECT_FALSE(store->was_written_by_others()) << "the writer's own";
}

TEST_F(ServerPlace, ALockFileThatWasRemovedIsThereAgainAndLocked) {
    fs::remove(file() + ".lock");
    store->check_place(steady_now() + LOCK_KEPT_EVERY);
    EXPECT_TRUE(fs::exists(file() + ".lock"));
    EXPECT_THROW(DatabaseLock{file()}, std::runtime_error);
}

}  // namespace
}  // namespace tradepit::writer::tests
