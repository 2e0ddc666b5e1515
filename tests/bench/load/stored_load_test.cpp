#include "bench/load/stored_load.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "bench/load/large_file.h"
#include "common/process/temporary_folder.h"
#include "writer/store/store.h"

namespace tradepit::bench {
namespace {

/// A file with two jobs of 24 positions. The models of one job are renamed, so that its positions
/// count as those of a feed.
class StoredLoadTest : public ::testing::Test {
protected:
    StoredLoadTest() {
        { const writer::Store made{file, writer::Synchronous::normal}; }
        Progress progress;
        load_large_file(file, {.jobs = 2, .job = {.models = 3, .dates = 4, .day_positions = 2}},
                        progress);
        sql("UPDATE positions SET model = 'feed-' || model WHERE job_id = (SELECT MIN(job_id) "
            "FROM jobs)");
    }
    void sql(const std::string& statement) {
        SQLite::Database{file, SQLite::OPEN_READWRITE}.exec(statement);
    }
    std::vector<std::string> faults(const StoredLoad& expected) {
        return faults_of(file, expected);
    }

    common::TemporaryFolder dir;
    const std::string file = dir.file("results.db");
};

TEST_F(StoredLoadTest, AFileThatHasAllOfItHasNoFault) {
    EXPECT_EQ(faults({24, 24, 24}), std::vector<std::string>{});
    EXPECT_EQ(faults({20, 30, 24}), std::vector<std::string>{});
}

TEST_F(StoredLoadTest, LostPositionsAreCounted) {
    EXPECT_EQ(faults({26, 26, 24}),
              std::vector<std::string>{"results.db: 2 acknowledged positions are lost of 26"});
    EXPECT_EQ(faults({24, 24, 25}),
              std::vector<std::string>{"results.db: 1 positions of jobs that stay are lost of 25"});
}

TEST_F(StoredLoadTest, SurplusPositionsAreCounted) {
    EXPECT_EQ(faults({20, 23, 24}),
              std::vector<std::string>{"results.db: 1 acknowledged positions are too many of 24"});
}

TEST_F(StoredLoadTest, ALostHoldingIsFound) {
    sql("DELETE FROM holdings WHERE id = 7");
    EXPECT_EQ(faults({24, 24, 24}),
              std::vector<std::string>{"results.db: 1 holdings are lost of 240"});
}

TEST_F(StoredLoadTest, ARowWithoutItsParentIsFound) {
    sql("PRAGMA foreign_keys = OFF; DELETE FROM jobs WHERE job_id = (SELECT MIN(job_id) "
        "FROM jobs)");
    const auto found = faults({24, 24, 24});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(found[0].starts_with("results.db: foreign_key_check: a row of ")) << found[0];
}

}  // namespace
}  // namespace tradepit::bench
