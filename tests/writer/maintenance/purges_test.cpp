#include "writer/maintenance/purges.h"

#include <chrono>

#include <gtest/gtest.h>

#include "tests/writer/store/stored_jobs.h"
#include "writer/maintenance/cleanup.h"
#include "writer/maintenance/foreign_keys_off.h"

namespace tradepit::writer::tests {
namespace {

using std::chrono::milliseconds;

class PurgesTest : public StoredJobs, public ::testing::Test {
protected:
    void hide_all() {
        Cleanup cleanup{store.database(), "2099"};
        while (!cleanup.planned()) cleanup.plan_slice(milliseconds{1});
        const ForeignKeysOff off{store.database()};
        FencedTransaction transaction{store.database(), store.fence()};
        static_cast<void>(cleanup.hide());
        transaction.commit();
    }
    std::int64_t positions() { return number("SELECT COUNT(*) FROM positions"); }
};

TEST_F(PurgesTest, WithoutAnythingLeftThereIsNothingToDo) {
    add({.id = "j"});
    EXPECT_TRUE((Purges{store.database(), store.fence()}.done()));
}

TEST_F(PurgesTest, ASliceWithoutTimeRemovesOnePiece) {
    add({.id = "j", .days = 20});
    hide_all();
    Purges purges{store.database(), store.fence()};
    purges.run_once(milliseconds{0});
    EXPECT_EQ(positions(), 12);
    EXPECT_EQ(number("SELECT COUNT(*) FROM holdings"), 36);
    EXPECT_EQ(number("SELECT SUM(positions) FROM purges"), 12);
}

TEST_F(PurgesTest, GoesOnAfterARestartWhereItStopped) {
    add({.id = "j", .models = 2, .days = 20});
    add({.id = "k"});
    hide_all();
    int slices = 0;
    while (true) {
        // Every slice is run by a new object, as after a restart.
        Purges purges{store.database(), store.fence()};
        if (purges.done()) break;
        purges.run_once(milliseconds{0});
        ++slices;
    }
    EXPECT_GT(slices, 20);
    EXPECT_EQ(tables_with("j"), "");
    EXPECT_EQ(tables_with("k"), "");
    EXPECT_EQ(faults(), "");
}

TEST_F(PurgesTest, WhatIsAddedLaterIsRemovedToo) {
    Purges purges{store.database(), store.fence()};
    EXPECT_TRUE(purges.done());
    add({.id = "j"});
    hide_all();
    purges.added();
    while (!purges.done()) purges.run_once(milliseconds{1});
    EXPECT_EQ(tables_with("j"), "");
}

TEST_F(PurgesTest, AnotherWriterEndsThem) {
    add({.id = "j"});
    hide_all();
    Purges purges{store.database(), store.fence()};
    {
        SQLite::Database other{file, SQLite::OPEN_READWRITE};
        WriterEpoch{other};
    }
    EXPECT_THROW(purges.run_once(milliseconds{1}), Replaced);
    EXPECT_EQ(positions(), 2);
}

TEST_F(PurgesTest, AMillionRowsGoInSlicesThatAreShort) {
    add({.id = "j", .days = 60'000});
    hide_all();
    Purges purges{store.database(), store.fence()};
    while (!purges.done()) purges.run_once(milliseconds{20});
    EXPECT_EQ(tables_with("j"), "");
}

}  // namespace
}  // namespace tradepit::writer::tests
