#include "query/storage/snapshots.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

#include "common/process/clock.h"
#include "common/process/temporary_folder.h"
#include "common/schema/schema.h"
#include "query/storage/database.h"

namespace tradepit::query {
namespace {

/// SQLite counts the steps of a prepared statement over all its uses, and calls the progress
/// handler after every thousand. So after this many reads it was called during a BEGIN and a
/// ROLLBACK too.
constexpr int OFTEN = 1'000;

class SnapshotsTest : public testing::Test {
protected:
    SnapshotsTest() { make_file("first"); }

    [[nodiscard]] std::string file() const { return (folder_.path() / "results.db").string(); }
    void make_file(const std::string& text) const {
        const auto fresh = file() + ".new";
        {
            SQLite::Database database{fresh, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
            database.exec("CREATE TABLE said (text); INSERT INTO said VALUES('" + text + "')");
            database.exec("PRAGMA application_id = " + std::to_string(common::APPLICATION_ID));
            common::set_schema_version(database, common::SCHEMA_VERSION);
        }
        std::filesystem::rename(fresh, file());
    }
    static std::string said(Reader& reader) {
        auto rows = reader.ask("SELECT text FROM said");
        return rows.next() ? rows.text(0) : "";
    }
    static std::int64_t long_one(Reader& reader) {
        auto rows = reader.ask(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"
            " SELECT max(i) FROM n");
        return rows.next() ? rows.integer(0) : 0;
    }

private:
    common::TemporaryFolder folder_;
};

TEST_F(SnapshotsTest, OneThatIsGivenUpForItsTimeLeavesNothingBehind) {
    Snapshots snapshots{{.database = file()}};
    for (int i = 0; i < OFTEN; ++i) {
        ASSERT_THROW(snapshots.ask(long_one, common::Instant::zero()), ReadTooLong) << i;
        ASSERT_EQ(snapshots.ask(said), "first") << i;
    }
    EXPECT_EQ(snapshots.connections_opened(), 1);
}

TEST_F(SnapshotsTest, OneThatIsGivenUpForAStopLeavesNothingBehind) {
    std::atomic<bool> stopping{false};
    Snapshots snapshots{{.database = file(), .stopping = &stopping}};
    for (int i = 0; i < OFTEN; ++i) {
        stopping = true;
        ASSERT_THROW(snapshots.ask(long_one), Unavailable) << i;
        stopping = false;
        ASSERT_EQ(snapshots.ask(said), "first") << i;
    }
}

TEST_F(SnapshotsTest, AnotherFileIsSeenSoon) {
    Snapshots snapshots{{.database = file()}};
    const auto text = [&] { return snapshots.ask(said); };
    EXPECT_EQ(text(), "first");
    make_file("second");
    const auto deadline = common::steady_now() + std::chrono::seconds{10};
    while (text() == "first" && common::steady_now() < deadline) continue;
    EXPECT_EQ(text(), "second");
    EXPECT_EQ(snapshots.connections_opened(), 2);
}

TEST_F(SnapshotsTest, AnErrorOfTheQuestionIsUnavailable) {
    Snapshots snapshots{{.database = file()}};
    const auto broken = [](Reader&) { throw std::runtime_error("not to be read"); };
    try {
        snapshots.ask(broken);
        FAIL();
    } catch (const Unavailable& error) {
        EXPECT_STREQ(error.what(), "not to be read");
    }
    EXPECT_EQ(snapshots.ask(said), "first");
}

TEST_F(SnapshotsTest, WithoutAFileThereIsNoDatabase) {
    Snapshots snapshots{{.database = file() + ".none"}};
    EXPECT_THROW(snapshots.ask(said), NoDatabase);
}

}  // namespace
}  // namespace tradepit::query
