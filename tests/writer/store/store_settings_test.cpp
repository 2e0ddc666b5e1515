// The settings of the writer's connection and file, as SQLite reports them.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "common/process/temporary_folder.h"
#include "writer/store/store.h"

namespace tradepit::writer::tests {
namespace {

class StoreSettings : public ::testing::Test {
protected:
    std::string pragma(const std::string& name) {
        return store->database().execAndGet("PRAGMA " + name).getString();
    }
    /// Writes until the log has at least so many pages.
    void fill_log(int pages) {
        store->database().exec("CREATE TABLE IF NOT EXISTS filler (octets BLOB)");
        while (store->log_pages() < pages)
            store->database().exec("INSERT INTO filler VALUES (randomblob(4000000))");
    }
    [[nodiscard]] std::uintmax_t log_bytes() const {
        return std::filesystem::file_size(temporary.file("results.db-wal"));
    }

    common::TemporaryFolder temporary;
    std::unique_ptr<Store> store =
        std::make_unique<Store>(temporary.file("results.db"), Synchronous::full);
};

TEST_F(StoreSettings, AreThoseThatArePromised) {
    EXPECT_EQ(pragma("journal_mode"), "wal");
    EXPECT_EQ(pragma("synchronous"), "2") << "FULL";
    EXPECT_EQ(pragma("foreign_keys"), "1");
    EXPECT_EQ(pragma("trusted_schema"), "0");
    EXPECT_EQ(pragma("mmap_size"), "0");
    EXPECT_EQ(pragma("busy_timeout"), "0") << "the server's loop tries again itself";
    EXPECT_EQ(pragma("wal_autocheckpoint"), "0") << "its place is taken by the store's own";
    EXPECT_EQ(pragma("auto_vacuum"), "2") << "incremental";
    int defensive = 0;
    EXPECT_EQ(
        sqlite3_db_config(store->database().getHandle(), SQLITE_DBCONFIG_DEFENSIVE, -1, &defensive),
        SQLITE_OK);
    EXPECT_EQ(defensive, 1);
}

TEST_F(StoreSettings, SynchronousNormalIsNormal) {
    store.reset();
    store = std::make_unique<Store>(temporary.file("results.db"), Synchronous::normal);
    EXPECT_EQ(pragma("synchronous"), "1");
}

TEST_F(StoreSettings, ACheckpointLeavesTheLogsFileAsItIs) {
    fill_log(5'000);
    const auto before = log_bytes();
    store->checkpoint();
    EXPECT_EQ(log_bytes(), before);
    EXPECT_EQ(store->log_pages(), 0);
}

TEST_F(StoreSettings, AtRestALargeLogIsEmptiedAndASmallOneKept) {
    fill_log(100);
    store->checkpoint_when_idle();
    EXPECT_GT(log_bytes(), 0U);
    fill_log(5'000);
    store->checkpoint_when_idle();
    EXPECT_EQ(log_bytes(), 0U);
}

TEST_F(StoreSettings, ALargeLogThatSomebodyReadsIsEmptiedLater) {
    fill_log(5'000);
    {
        SQLite::Database reader{temporary.file("results.db"), SQLite::OPEN_READONLY};
        reader.exec("BEGIN");
        reader.execAndGet("SELECT COUNT(*) FROM filler");
        store->checkpoint_when_idle();
        EXPECT_GT(log_bytes(), 0U);
    }
    store->checkpoint_when_idle();
    EXPECT_EQ(log_bytes(), 0U);
}

/// The octets of a file.
std::string octets_of(const std::string& file) {
    std::ifstream stream{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

TEST(StoreOfAnotherProgram, IsRefusedAndNoByteOfItIsChanged) {
    const common::TemporaryFolder dir;
    const auto notes = dir.file("notes.sqlite");
    for (const char* sql : {"CREATE TABLE notes(text)", "PRAGMA user_version = 7"}) {
        SQLite::Database{notes, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE}.exec(sql);
        const auto before = octets_of(notes);
        EXPECT_THROW((Store{notes, Synchronous::full}), std::runtime_error);
        EXPECT_EQ(octets_of(notes), before) << sql;
    }
}

TEST(StoreOfAnotherProgram, KeepsItsWriteAheadLog) {
    const common::TemporaryFolder dir;
    const auto notes = dir.file("notes.sqlite");
    SQLite::Database other{notes, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    other.exec("PRAGMA journal_mode = WAL; CREATE TABLE notes(text)");
    // What a program leaves behind that was killed.
    const auto killed = dir.file("killed.sqlite");
    for (const char* suffix : {"", "-wal"})
        std::filesystem::copy_file(notes + suffix, killed + suffix);
    const auto before = octets_of(killed) + octets_of(killed + "-wal");
    EXPECT_THROW((Store{killed, Synchronous::full}), std::runtime_error);
    EXPECT_EQ(octets_of(killed) + octets_of(killed + "-wal"), before);
}

}  // namespace
}  // namespace tradepit::writer::tests
