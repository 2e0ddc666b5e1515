#include "writer/maintenance/cancelled_days.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "common/process/temporary_folder.h"
#include "tests/common/schema/stored_rows.h"
#include "writer/store/store.h"

namespace tradepit::writer::tests {
namespace {

/// Jobs with rows as the writer stores them: the rows of each job are consecutive.
class CancelledDaysTest : public ::testing::Test {
protected:
    void add_job(const std::string& job, const char* status, int days) {
        const auto quoted = "'" + job + "'";
        common::StoredRows rows{store.database()};
        rows.add({.id = job, .status = status, .completed_at = "the end", .model_days = days});
        rows.add({.job = job, .model = "a", .days = days});
        sql("WITH RECURSIVE day(n) AS (VALUES(1) UNION ALL SELECT n + 1 FROM day WHERE n < " +
            std::to_string(days) +
            ") INSERT INTO job_details(job_id, date, model, status) SELECT " + quoted +
            ", printf('%07d', n), 'a', 'pending' FROM day");
    }
    void sql(const std::string& statement) { store.database().exec(statement); }
    int count(const std::string& where) {
        return store.database()
            .execAndGet("SELECT COUNT(*) FROM job_details WHERE " + where)
            .getInt();
    }
    /// Runs slices until nothing is left. @return how many.
    static int finish(CancelledDays& days) {
        int rounds = 0;
        for (; !days.done(); ++rounds) days.run_once();
        return rounds;
    }

    common::TemporaryFolder dir;
    Store store{dir.file("results.db"), Synchronous::normal};
};

TEST_F(CancelledDaysTest, AJobSubmittedMeanwhileIsLeftAlone) {
    add_job("j", "cancelled", 7);
    CancelledDays days{store.database(), store.fence(), 3};
    EXPECT_EQ(days.run_once(), 3U);
    add_job("later", "pending", 5);
    finish(days);
    EXPECT_EQ(count("job_id = 'later' AND status = 'pending'"), 5);
    EXPECT_EQ(count("job_id = 'j' AND status = 'cancelled'"), 7);
}

TEST_F(CancelledDaysTest, TurnsOneSliceARound) {
    add_job("j", "cancelled", 7);
    CancelledDays days{store.database(), store.fence(), 3};
    EXPECT_EQ(days.run_once(), 3U);
    EXPECT_EQ(count("status = 'cancelled' AND completed_at = 'the end'"), 3);
    EXPECT_EQ(days.run_once(), 3U);
    EXPECT_EQ(days.run_once(), 1U);
    EXPECT_EQ(days.run_once(), 0U);
    EXPECT_TRUE(days.done());
    EXPECT_EQ(count("status = 'pending'"), 0);
}

TEST_F(CancelledDaysTest, LeavesOtherJobsAndEndedDaysAlone) {
    add_job("before", "running", 3);
    add_job("j", "cancelled", 4);
    add_job("after", "pending", 3);
    sql("UPDATE job_details SET status = 'completed' WHERE job_id = 'j' AND date = '0000001'");
    sql("UPDATE job_details SET status = 'skipped' WHERE job_id = 'j' AND date = '0000003'");
    CancelledDays days{store.database(), store.fence()};
    finish(days);
    EXPECT_EQ(count("job_id = 'j' AND status = 'cancelled'"), 2);
    EXPECT_EQ(count("job_id = 'j' AND status IN ('completed', 'skipped')"), 2);
    EXPECT_EQ(count("job_id <> 'j' AND status = 'pending'"), 6);
}

TEST_F(CancelledDaysTest, GoesOnAfterARestartWhereItStopped) {
    add_job("j", "cancelled", 7);
    add_job("k", "cancelled", 2);
    {
        CancelledDays days{store.database(), store.fence(), 4};
        days.run_once();
    }
    CancelledDays days{store.database(), store.fence(), 4};
    finish(days);
    EXPECT_EQ(count("status = 'cancelled'"), 9);
    EXPECT_TRUE((CancelledDays{store.database(), store.fence()}.done()));
}

TEST_F(CancelledDaysTest, AReloadThatFailsInItsSecondQueryChangesNothing) {
    add_job("j", "cancelled", 2);
    CancelledDays days{store.database(), store.fence()};
    sql("ALTER TABLE job_models RENAME TO gone");
    EXPECT_THROW(days.reload(), SQLite::Exception);
    sql("ALTER TABLE gone RENAME TO job_models");
    EXPECT_FALSE(days.done());
    finish(days);
    EXPECT_EQ(count("status = 'cancelled'"), 2);
}

TEST_F(CancelledDaysTest, AJobThatIsCancelledLaterIsAdded) {
    add_job("j", "pending", 2);
    CancelledDays days{store.database(), store.fence()};
    EXPECT_TRUE(days.done());
    sql("UPDATE jobs SET status = 'cancelled'");
    days.add(common::JobId{"j"});
    finish(days);
    EXPECT_EQ(count("status = 'cancelled'"), 2);
}

TEST_F(CancelledDaysTest, AMillionDaysAreTurnedInSlices) {
    add_job("j", "cancelled", 1'000'000);
    CancelledDays days{store.database(), store.fence()};
    EXPECT_EQ(finish(days), 1'001);
    EXPECT_EQ(count("status = 'cancelled'"), 1'000'000);
}

}  // namespace
}  // namespace tradepit::writer::tests
