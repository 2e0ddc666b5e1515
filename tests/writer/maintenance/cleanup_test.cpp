#include "writer/maintenance/cleanup.h"

#include <chrono>

#include <gtest/gtest.h>

#include "tests/writer/store/stored_jobs.h"
#include "tests/writer/worker_script.h"
#include "writer/maintenance/foreign_keys_off.h"
#include "writer/maintenance/purges.h"

namespace tradepit::writer::tests {
namespace {

using std::chrono::milliseconds;

constexpr const char* CUTOFF = "2025-06-01T00:00:00.000000Z";

class CleanupTest : public StoredJobs, public ::testing::Test {
protected:
    Cleanup planned(Cleanup::Limits limits = {}) {
        Cleanup cleanup{store.database(), CUTOFF, limits};
        while (!cleanup.planned()) cleanup.plan_slice(milliseconds{1});
        return cleanup;
    }
    Cleanup::Outcome hide(Cleanup& cleanup) {
        const ForeignKeysOff off{store.database()};
        FencedTransaction transaction{store.database(), store.fence()};
        auto outcome = cleanup.hide();
        transaction.commit();
        return outcome;
    }
    Cleanup::Outcome clean_up(Cleanup::Limits limits = {}) {
        auto cleanup = planned(limits);
        return hide(cleanup);
    }
    void purge() {
        Purges purges{store.database(), store.fence()};
        while (!purges.done()) purges.run_once(milliseconds{1});
    }
    std::string jobs() {
        return one(
            "SELECT COALESCE(group_concat(job_id, ' '), '') FROM "
            "(SELECT job_id FROM jobs ORDER BY job_id)");
    }
};

TEST_F(CleanupTest, TakesWhatEndedBeforeTheCutoffAndCountsIt) {
    add({.id = "old", .models = 2, .days = 3});
    add({.id = "new", .completed_at = CUTOFF});
    const auto outcome = clean_up();
    EXPECT_EQ(outcome.jobs, 1);
    EXPECT_EQ(outcome.positions, 6);
    EXPECT_FALSE(outcome.more);
    EXPECT_EQ(jobs(), "new");
}

TEST_F(CleanupTest, NeverTakesAJobThatIsOpen) {
    add({.id = "pending", .completed_at = "", .status = "pending"});
    // This also holds for an open job with an end time.
    add({.id = "running", .status = "running"});
    EXPECT_EQ(clean_up().jobs, 0);
    EXPECT_EQ(jobs(), "pending running");
    EXPECT_EQ(faults(), "");
}

TEST_F(CleanupTest, LeavesAJobThatAnImportHasAddedToSinceItWasChosen) {
    add({.id = "old"});
    add({.id = "extended"});
    auto cleanup = planned();
    store.database().exec("UPDATE jobs SET completed_at = '" + std::string{CUTOFF} +
                          "' WHERE job_id = 'extended'");
    const auto outcome = hide(cleanup);
    EXPECT_EQ(outcome.jobs, 1);
    EXPECT_EQ(jobs(), "extended");
}

TEST_F(CleanupTest, TakesJobsHoweverTheyEnded) {
    for (const char* status : {"completed", "partial", "failed", "cancelled"})
        add({.id = status, .status = status});
    EXPECT_EQ(clean_up().jobs, 4);
    EXPECT_EQ(jobs(), "");
}

TEST_F(CleanupTest, AHiddenJobIsGoneWhereEveryLookupBegins) {
    add({.id = "old"});
    clean_up();
    EXPECT_EQ(tables_with("old"),
              "attempts claims closings holdings job_details job_orders positions purges "
              "reasoning_logs series_stats tool_usage");
    EXPECT_FALSE(store.job_status(common::JobId{"old"}).has_value());
}

TEST_F(CleanupTest, APurgedJobHasNoRowInAnyTable) {
    add({.id = "before"});
    add({.id = "old", .models = 3, .days = 100});
    add({.id = "after"});
    const auto all = tables_with("old");
    sql("UPDATE jobs SET completed_at = '2025-12-01' WHERE job_id <> 'old'");
    clean_up();
    purge();
    EXPECT_EQ(tables_with("old"), "");
    EXPECT_EQ(tables_with("before"), all);
    EXPECT_EQ(tables_with("after"), all);
    EXPECT_EQ(faults(), "");
}

TEST_F(CleanupTest, AJobThatAnotherOneGoesOnFromStaysAndIsNamed) {
    const auto chain = add({.id = "old"});
    add({.id = "next", .completed_at = "", .status = "running", .predecessor = chain});
    const auto outcome = clean_up();
    EXPECT_EQ(outcome.jobs, 0);
    EXPECT_EQ(outcome.kept_jobs, 1);
    ASSERT_EQ(outcome.kept.size(), 1u);
    EXPECT_EQ(outcome.kept[0].job, "old");
    EXPECT_EQ(outcome.kept[0].successor, "next");
    EXPECT_EQ(jobs(), "next old");
}

TEST_F(CleanupTest, AWholeLineGoesTogetherAndStaysTogether) {
    const auto first = add({.id = "a", .completed_at = "2025-01-01"});
    const auto second = add({.id = "b", .completed_at = "2025-02-01", .predecessor = first});
    add({.id = "c", .completed_at = "2025-03-01", .predecessor = second});
    sql("UPDATE jobs SET completed_at = '2025-12-01' WHERE job_id = 'c'");
    EXPECT_EQ(clean_up().kept_jobs, 2);
    EXPECT_EQ(jobs(), "a b c");
    sql("UPDATE jobs SET completed_at = '2025-03-01' WHERE job_id = 'c'");
    EXPECT_EQ(clean_up().jobs, 3);
    EXPECT_EQ(jobs(), "");
}

TEST_F(CleanupTest, OnlySoManyKeptJobsAreNamed) {
    for (const char* id : {"a", "b", "c"}) {
        const auto chain = add({.id = id});
        add({.id = std::string{"after "} + id, .completed_at = "", .predecessor = chain});
    }
    const auto outcome = clean_up({.named_max = 2});
    EXPECT_EQ(outcome.kept_jobs, 3);
    EXPECT_EQ(outcome.kept.size(), 2u);
}

TEST_F(CleanupTest, AJobThatAnotherCameToGoOnFromMeanwhileStays) {
    const auto first = add({.id = "a", .completed_at = "2025-01-01"});
    const auto second = add({.id = "b", .completed_at = "2025-02-01", .predecessor = first});
    auto cleanup = planned();
    add({.id = "late", .completed_at = "", .predecessor = second});
    const auto outcome = hide(cleanup);
    EXPECT_EQ(outcome.jobs, 0);
    EXPECT_EQ(outcome.kept_jobs, 2);
    EXPECT_EQ(jobs(), "a b late");
}

TEST_F(CleanupTest, MoreChainsThanTheLimitAreLeftForAnotherOne) {
    for (const char* id : {"a", "b", "c"}) add({.id = id, .models = 2});
    const auto at_limit = planned({.chains_max = 6});
    const auto outcome = clean_up({.chains_max = 5});
    EXPECT_EQ(outcome.jobs, 2);
    EXPECT_TRUE(outcome.more);
    const auto rest = clean_up({.chains_max = 5});
    EXPECT_EQ(rest.jobs, 1);
    EXPECT_FALSE(rest.more);
}

TEST_F(CleanupTest, TheLimitIsReachedWithoutMore) {
    for (const char* id : {"a", "b", "c"}) add({.id = id, .models = 2});
    const auto outcome = clean_up({.chains_max = 6});
    EXPECT_EQ(outcome.jobs, 3);
    EXPECT_FALSE(outcome.more);
}

TEST_F(CleanupTest, PositionsBeyondOneStepAreCountedToTheLast) {
    add({.id = "old", .days = 40'001});
    EXPECT_EQ(clean_up().positions, 40'001);
}

TEST_F(CleanupTest, AnIdIsTakenUntilTheLastRowIsGone) {
    add({.id = "old"});
    clean_up();
    EXPECT_TRUE(store.is_taken(common::JobId{"old"}));
    purge();
    EXPECT_FALSE(store.is_taken(common::JobId{"old"}));
}

TEST_F(CleanupTest, NoChangeNumberIsGivenTwice) {
    add({.id = "old", .models = 5});
    EXPECT_EQ(store.load().counters.change, 5);
    clean_up();
    EXPECT_EQ(store.load().counters.change, 5);
    purge();
    EXPECT_EQ(store.load().counters.change, 5);
}

TEST_F(CleanupTest, AChainBeforeAHiddenOneKeepsItsOwnDays) {
    const auto chain = add({.id = "kept", .completed_at = "2025-12-01", .days = 4});
    add({.id = "old", .days = 7});
    clean_up();
    EXPECT_EQ(store.stored_chain(chain)->ended_days, 4);
    purge();
    EXPECT_EQ(store.stored_chain(chain)->ended_days, 4);
}

TEST_F(CleanupTest, ForeignKeysAreOnAgain) {
    add({.id = "old"});
    clean_up();
    EXPECT_EQ(number("PRAGMA foreign_keys"), 1);
    EXPECT_THROW(sql("INSERT INTO series_stats(chain) VALUES(99)"), SQLite::Exception);
}

}  // namespace
}  // namespace tradepit::writer::tests
