#include "bench/load/large_file.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "common/process/temporary_folder.h"
#include "writer/store/store.h"

namespace tradepit::bench {
namespace {

/// A file that the writer made, with two jobs of three models over four dates.
class LargeFile : public ::testing::Test {
protected:
    LargeFile() {
        { const writer::Store made{file, writer::Synchronous::normal}; }
        Progress progress;
        load_large_file(file, SIZE, progress);
    }
    std::string text(const std::string& sql) {
        SQLite::Database database{file, SQLite::OPEN_READONLY};
        return database.execAndGet(sql).getString();
    }

    static constexpr LargeFileSize SIZE{.jobs = 2,
                                        .job = {.models = 3, .dates = 4, .day_positions = 2}};
    common::TemporaryFolder dir;
    std::string file = dir.file("results.db");
};

TEST_F(LargeFile, HasARowForAllThatACompletedJobHas) {
    EXPECT_EQ(SIZE.positions(), 48U);
    EXPECT_EQ(text("SELECT COUNT(*) FROM positions"), "48");
    EXPECT_EQ(text("SELECT COUNT(*) FROM holdings"), "240");
    EXPECT_EQ(text("SELECT COUNT(*) FROM closings"), "24");
    EXPECT_EQ(text("SELECT COUNT(*) FROM series_stats"), "6");
    EXPECT_EQ(text("SELECT COUNT(*) FROM attempts WHERE state = 'completed'"), "24");
    EXPECT_EQ(text("SELECT SUM(total) || ' ' || SUM(completed) FROM job_settings"), "24 24");
}

TEST_F(LargeFile, IsSoundAndHasEveryIndexOfTheSchema) {
    EXPECT_EQ(text("PRAGMA integrity_check"), "ok");
    EXPECT_EQ(text("SELECT COUNT(*) FROM pragma_foreign_key_check"), "0");
    { const writer::Store made{dir.file("other.db"), writer::Synchronous::normal}; }
    SQLite::Database other{dir.file("other.db"), SQLite::OPEN_READONLY};
    const std::string names =
        "SELECT group_concat(name) FROM (SELECT name FROM sqlite_schema ORDER BY name)";
    EXPECT_EQ(text(names), other.execAndGet(names).getString());
}

TEST_F(LargeFile, HasFreePagesWhereTheyAreAskedFor) {
    EXPECT_EQ(text("SELECT freelist_count FROM pragma_freelist_count"), "0");
    { const writer::Store made{dir.file("free.db"), writer::Synchronous::normal}; }
    LargeFileSize size = SIZE;
    size.free_bytes = 1 << 20;
    Progress progress;
    load_large_file(dir.file("free.db"), size, progress);
    SQLite::Database database{dir.file("free.db"), SQLite::OPEN_READONLY};
    EXPECT_GE(database.execAndGet("PRAGMA freelist_count").getInt(), 2 * 256);
    EXPECT_EQ(database.execAndGet("PRAGMA integrity_check").getString(), "ok");
}

TEST_F(LargeFile, ItsOldJobsEndedAYearBeforeTheOthers) {
    { const writer::Store made{dir.file("old.db"), writer::Synchronous::normal}; }
    LargeFileSize size = SIZE;
    size.old_jobs = 1;
    Progress progress;
    load_large_file(dir.file("old.db"), size, progress);
    SQLite::Database database{dir.file("old.db"), SQLite::OPEN_READONLY};
    EXPECT_EQ(database
                  .execAndGet("SELECT CAST(ROUND(julianday(MAX(completed_at)) - "
                              "julianday(MIN(completed_at))) AS INTEGER) FROM jobs")
                  .getInt(),
              OLD_JOBS_DAYS);
}

TEST_F(LargeFile, ItsChainsNameTheirModelDays) {
    EXPECT_EQ(text("SELECT COUNT(*) FROM job_models m JOIN job_details d ON d.id = m.first_detail"
                   " WHERE d.job_id = m.job_id AND d.model = m.model AND d.date = m.first_date"),
              "6");
    EXPECT_EQ(text("SELECT COUNT(*) FROM closings c JOIN positions p ON p.id = c.position_id"
                   " WHERE p.date = c.date AND p.action_id = 1 AND p.cash = c.cash"),
              "24");
}

}  // namespace
}  // namespace tradepit::bench
