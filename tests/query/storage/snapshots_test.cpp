#include "query/storage/snapshots.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

#include "common/process/clock.h"
#include "common/schema/schema.h"
#include "query/storage/database.h"
#include "tests/common/temporary_folder.h"

namespace tradepit::query {
namespace {

/// SQLite counts a prepared statement's steps over all its uses, and looks at the time each
/// thousandth of them: a BEGIN and a ROLLBACK come to it, too.
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
    static Answered said(Reader& reader) {
        auto rows = reader.ask("SELECT text FROM said");
        return Reply{rows.next() ? 200 : 404, rows.text(0), 0};
    }
    static Answered long_one(Reader& reader) {
        auto rows = reader.ask(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000)"
            " SELECT max(i) FROM n");
        return Reply{rows.next() ? 200 : 404, {}, 0};
    }
    static int status(const Answered& answered) { return std::get<Reply>(answered).status; }

private:
    TemporaryFolder folder_;
};

TEST_F(SnapshotsTest, OneThatIsGivenUpForItsTimeLeavesNothingBehind) {
    Snapshots snapshots{{.database = file(), .read_time = common::Instant::zero()}};
    for (int i = 0; i < OFTEN; ++i) {
        ASSERT_EQ(status(snapshots.ask(long_one, TimeLimit::read_time)), 503) << i;
        ASSERT_EQ(status(snapshots.ask(said)), 200) << i;
    }
    EXPECT_EQ(snapshots.opened(), 1);
}

TEST_F(SnapshotsTest, OneThatIsGivenUpForAStopLeavesNothingBehind) {
    std::atomic<bool> stopping{false};
    Snapshots snapshots{{.database = file(), .stopping = &stopping}};
    for (int i = 0; i < OFTEN; ++i) {
        stopping = true;
        ASSERT_EQ(status(snapshots.ask(long_one)), 503) << i;
        stopping = false;
        ASSERT_EQ(status(snapshots.ask(said)), 200) << i;
    }
}

TEST_F(SnapshotsTest, AnotherFileIsSeenSoon) {
    Snapshots snapshots{{.database = file()}};
    const auto text = [&] { return std::get<Reply>(snapshots.ask(said)).body; };
    EXPECT_EQ(text(), "first");
    make_file("second");
    const auto deadline = common::steady_now() + std::chrono::seconds{10};
    while (text() == "first" && common::steady_now() < deadline) continue;
    EXPECT_EQ(text(), "second");
    EXPECT_EQ(snapshots.opened(), 2);
}

}  // namespace
}  // namespace tradepit::query
