#include "writer/writer_epoch.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "tests/writer/temp_dir.h"
#include "writer/store.h"

namespace tradepit::writer::tests {
namespace {

TEST(WriterEpoch, CountsTheStarts) {
    const TempDir dir;
    SQLite::Database database{dir.file("a.db"), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    EXPECT_EQ(WriterEpoch{database}.number(), 1);
    EXPECT_EQ(WriterEpoch{database}.number(), 2);
}

TEST(WriterEpoch, OfAnEarlierStartIsReplaced) {
    const TempDir dir;
    SQLite::Database database{dir.file("a.db"), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    WriterEpoch first{database};
    EXPECT_NO_THROW(first.check());
    WriterEpoch second{database};
    EXPECT_NO_THROW(second.check());
    EXPECT_THROW(first.check(), Replaced);
}

TEST(WriterEpoch, IsCheckedInEveryTransactionOfTheStore) {
    const TempDir dir;
    Store store{dir.file("a.db"), Synchronous::normal};
    store.commit({RecordEpoch{.epoch = 1, .nonce = 7}}, {});
    {
        // Another writer that the lock did not keep away.
        SQLite::Database other{dir.file("a.db"), SQLite::OPEN_READWRITE};
        EXPECT_EQ(WriterEpoch{other}.number(), 2);
    }
    EXPECT_THROW(store.commit({RecordEpoch{.epoch = 2, .nonce = 8}}, {}), Replaced);
    EXPECT_THROW(store.try_to_commit(), Replaced);
    EXPECT_EQ(store.database().execAndGet("SELECT COUNT(*) FROM epochs").getInt(), 1);
}

}  // namespace
}  // namespace tradepit::writer::tests
