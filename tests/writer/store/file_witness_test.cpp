#include "writer/store/file_witness.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include "common/process/temporary_folder.h"

namespace tradepit::writer::tests {
namespace {

namespace fs = std::filesystem;

/// A database whose log holds 10 frames, none of them copied yet.
SeenFiles files() {
    const LogIndex index{
        .frames = 10, .attempted = 0, .backfilled = 0, .page_bytes = 4'096, .salt = {1}};
    return {.main = SeenFile{{1, 1}, 8'192, 100},
            .log = SeenFile{{1, 2}, index.log_bytes(), 200},
            .shared = SeenFile{{1, 3}, 32'768, 200},
            .index = index,
            .log_salt = index.salt};
}

struct Case {
    const char* name;
    std::function<void(SeenFiles& noted, SeenFiles& found)> change;
    Place place;
};

void expect_places(const std::vector<Case>& cases) {
    for (const Case& each : cases) {
        auto noted = files();
        auto found = files();
        each.change(noted, found);
        EXPECT_EQ(place_of(noted, found), each.place) << each.name;
    }
}

TEST(Place, FollowsFromWhatTheNamesLeadTo) {
    expect_places({
        {"nothing", [](SeenFiles&, SeenFiles&) {}, Place::same},
        {"the file is gone", [](SeenFiles&, SeenFiles& found) { found.main.reset(); }, Place::gone},
        {"the folder is gone", [](SeenFiles&, SeenFiles& found) { found = {}; }, Place::gone},
        {"another inode", [](SeenFiles&, SeenFiles& found) { found.main->id.inode = 9; },
         Place::replaced},
        {"another device", [](SeenFiles&, SeenFiles& found) { found.main->id.device = 9; },
         Place::replaced},
        {"file and log replaced",
         [](SeenFiles&, SeenFiles& found) {
             found.main->id.inode = 9;
             found.log.reset();
         },
         Place::replaced},
        {"no log", [](SeenFiles&, SeenFiles& found) { found.log.reset(); }, Place::log_lost},
        {"another log", [](SeenFiles&, SeenFiles& found) { found.log->id.inode = 9; },
         Place::log_lost},
        {"no shared memory", [](SeenFiles&, SeenFiles& found) { found.shared.reset(); },
         Place::shared_lost},
        {"another shared memory", [](SeenFiles&, SeenFiles& found) { found.shared->id.inode = 9; },
         Place::shared_lost},
        {"a shorter file", [](SeenFiles&, SeenFiles& found) { found.main->bytes = 4'096; },
         Place::changed},
        {"a longer file", [](SeenFiles&, SeenFiles& found) { found.main->bytes = 12'288; },
         Place::changed},
        {"written in place", [](SeenFiles&, SeenFiles& found) { ++found.main->modified_ns; },
         Place::changed},
    });
}

TEST(Place, OfAFileIsTheSameAfterWhatSqliteDoes) {
    expect_places({
        {"own commits",
         [](SeenFiles&, SeenFiles& found) {
             found.index->frames = 12;
             found.log->bytes = found.index->log_bytes();
         },
         Place::same},
        {"the log is one octet short", [](SeenFiles&, SeenFiles& found) { --found.log->bytes; },
         Place::log_cut},
        {"the log was emptied", [](SeenFiles&, SeenFiles& found) { found.log->bytes = 0; },
         Place::log_cut},
        {"a hole at the start of the log",
         [](SeenFiles&, SeenFiles& found) { found.log_salt = {}; }, Place::log_cut},
        {"an empty log that is not begun anew yet",
         [](SeenFiles&, SeenFiles& found) {
             found.index->frames = 0;
             found.index->salt = {2};
             found.log->bytes = 0;
         },
         Place::same},
    });
}

TEST(Place, OfAFileIsTheSameAfterACheckpointOfAnotherProgram) {
    expect_places({
        {"a checkpoint of another program",
         [](SeenFiles&, SeenFiles& found) {
             ++found.main->modified_ns;
             found.index->attempted = found.index->backfilled = 10;
         },
         Place::same},
        {"such a checkpoint that is under way",
         [](SeenFiles&, SeenFiles& found) {
             ++found.main->modified_ns;
             found.index->attempted = 10;
         },
         Place::same},
        {"one that was under way before",
         [](SeenFiles& noted, SeenFiles& found) {
             noted.index->attempted = found.index->attempted = found.index->backfilled = 10;
             ++found.main->modified_ns;
         },
         Place::same},
        {"one that has also emptied the log",
         [](SeenFiles&, SeenFiles& found) {
             ++found.main->modified_ns;
             found.index->frames = 0;
             found.index->salt = {2};
             found.log->bytes = 0;
         },
         Place::same},
        {"written while a commit began the copied log anew",
         [](SeenFiles& noted, SeenFiles& found) {
             noted.index->attempted = noted.index->backfilled = 10;
             found.index->frames = 1;
             found.index->salt = found.log_salt = {2};
             ++found.main->modified_ns;
         },
         Place::changed},
        {"the index cannot be read",
         [](SeenFiles&, SeenFiles& found) {
             found.index.reset();
             found.main->bytes = 1;
             found.log->bytes = 0;
         },
         Place::same},
    });
}

/// A database as a writer has it open, with a witness that was made after the first commit.
class Witnessed : public ::testing::Test {
protected:
    Witnessed() {
        database.exec("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0");
        database.exec("CREATE TABLE numbers (n)");
        witness.emplace(database);
        commit();
    }
    void commit() { database.exec("INSERT INTO numbers VALUES (randomblob(3000))"); }
    void checkpoint() {
        ASSERT_EQ(sqlite3_wal_checkpoint_v2(database.getHandle(), nullptr,
                                            SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr),
                  SQLITE_OK);
        witness->note_own_write();
    }
    [[nodiscard]] int numbers(const std::string& file) const {
        SQLite::Database other{file, SQLite::OPEN_READWRITE};
        return other.execAndGet("SELECT COUNT(*) FROM numbers").getInt();
    }
    /// The text of the Misplaced that the next look throws.
    std::string misplaced() {
        try {
            witness->check();
        } catch (const Misplaced& error) {
            return error.what();
        }
        return "not misplaced";
    }
    void write_over(const std::string& name, const std::string& text) const {
        std::ofstream{name, std::ios::binary} << text;
    }

    common::TemporaryFolder folder;
    const std::string database_file = folder.file("r.db");
    SQLite::Database database{database_file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    std::optional<FileWitness> witness;
};

TEST_F(Witnessed, OwnCommitsAndCheckpointsChangeNothing) {
    for (int i = 0; i < 20; ++i) {
        commit();
        EXPECT_NO_THROW(witness->check());
        if (i % 3 == 0) checkpoint();
        EXPECT_NO_THROW(witness->check());
    }
}

TEST_F(Witnessed, ReadersBackupsAndCheckpointsOfOthersChangeNothing) {
    {
        SQLite::Database other{database_file, SQLite::OPEN_READWRITE};
        EXPECT_EQ(other.execAndGet("SELECT COUNT(*) FROM numbers").getInt(), 1);
        other.exec("VACUUM INTO '" + folder.file("copy.db") + "'");
        EXPECT_NO_THROW(witness->check());
        other.exec("INSERT INTO numbers VALUES (1); PRAGMA wal_checkpoint(PASSIVE)");
        EXPECT_NO_THROW(witness->check());
        other.exec("INSERT INTO numbers VALUES (2)");
        EXPECT_NO_THROW(witness->check());
        other.exec("PRAGMA wal_checkpoint(TRUNCATE)");
        EXPECT_NO_THROW(witness->check());
    }
    EXPECT_NO_THROW(witness->check());
    commit();
    EXPECT_NO_THROW(witness->check());
}

TEST_F(Witnessed, NewModesTimesAndNamesChangeNothing) {
    checkpoint();
    fs::permissions(database_file, fs::perms::owner_all);
    EXPECT_NO_THROW(witness->check());
    fs::last_write_time(database_file,
                        fs::last_write_time(database_file) + std::chrono::seconds{1});
    EXPECT_NO_THROW(witness->check());
    fs::create_hard_link(database_file, folder.file("other.db"));
    EXPECT_NO_THROW(witness->check());
}

TEST_F(Witnessed, AFileThatWasMovedOverTheDatabaseIsSeenAndItsLogSetAside) {
    database.exec("VACUUM INTO '" + folder.file("backup.db") + "'");
    commit();
    fs::rename(folder.file("backup.db"), database_file);
    const auto text = misplaced();
    EXPECT_NE(text.find(database_file + " is another file"), std::string::npos) << text;
    EXPECT_NE(text.find(database_file + "-wal.replaced"), std::string::npos) << text;
    EXPECT_FALSE(fs::exists(database_file + "-wal"));
    EXPECT_FALSE(fs::exists(database_file + "-shm"));
    EXPECT_TRUE(fs::exists(database_file + "-wal.replaced"));
    EXPECT_EQ(numbers(database_file), 1) << "the backup as it was";
}

TEST_F(Witnessed, AFileThatIsGoneIsSeen) {
    fs::rename(database_file, folder.file("elsewhere.db"));
    const auto text = misplaced();
    EXPECT_NE(text.find(database_file + " is gone"), std::string::npos) << text;
}

TEST_F(Witnessed, AFileThatWasCopiedOverIsSeenAndNotWrittenToAtTheEnd) {
    database.exec("VACUUM INTO '" + folder.file("backup.db") + "'");
    for (int i = 0; i < 10; ++i) commit();
    checkpoint();
    commit();
    fs::copy_file(folder.file("backup.db"), database_file, fs::copy_options::overwrite_existing);
    const auto text = misplaced();
    EXPECT_NE(text.find("was written by another program"), std::string::npos) << text;
    witness.reset();
    { const SQLite::Database closed = std::move(database); }
    EXPECT_EQ(numbers(database_file), 1) << "the backup as it was";
}

TEST_F(Witnessed, ADeletedLogIsCopiedIntoTheDatabase) {
    commit();
    fs::remove(database_file + "-wal");
    commit();
    EXPECT_THROW(witness->check(), LogDetached);
    EXPECT_EQ(fs::file_size(database_file) > 9'000U, true);
    witness.reset();
    { const SQLite::Database closed = std::move(database); }
    fs::remove(database_file + "-shm");
    EXPECT_EQ(numbers(database_file), 3) << "with the commit that only the deleted log had";
}

TEST_F(Witnessed, ACutLogIsSeenAlsoAfterACommitBehindTheHole) {
    for (int i = 0; i < 5; ++i) commit();
    write_over(database_file + "-wal", "");
    commit();
    const auto text = misplaced();
    EXPECT_NE(text.find(database_file + "-wal was cut or written over"), std::string::npos) << text;
}

TEST_F(Witnessed, DeletedSharedMemoryIsSeenAndCostsNothing) {
    commit();
    fs::remove(database_file + "-shm");
    EXPECT_THROW(witness->check(), LogDetached);
    witness.reset();
    { const SQLite::Database closed = std::move(database); }
    EXPECT_EQ(numbers(database_file), 2);
}

TEST_F(Witnessed, ANameThatCannotBeLookedAtMayPass) {
    fs::rename(database_file, folder.file("kept"));
    fs::create_symlink("r.db", database_file);
    EXPECT_THROW(witness->check(), SQLite::Exception);
    fs::remove(database_file);
    fs::rename(folder.file("kept"), database_file);
    EXPECT_NO_THROW(witness->check());
}

}  // namespace
}  // namespace tradepit::writer::tests
