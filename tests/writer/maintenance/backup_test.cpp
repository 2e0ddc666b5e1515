#include "writer/maintenance/backup.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "common/process/clock.h"
#include "tests/writer/store/stored_jobs.h"

namespace tradepit::writer::tests {
namespace {

using Overwrite = Backup::Overwrite;

/// While this object lives, the process cannot make a file longer than the limit.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) : handler_{std::signal(SIGXFSZ, SIG_IGN)} {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit before_{};
    void (*handler_)(int);
};

class BackupTest : public StoredJobs, public ::testing::Test {
protected:
    Backup::Ended finish(Overwrite overwrite = Overwrite::no) {
        Backup backup{store.database(), target, overwrite};
        return finish(backup, [] {});
    }
    /// Runs the backup in the smallest slices, and calls `between` after each of them.
    template <class Between>
    static Backup::Ended finish(Backup& backup, Between between) {
        while (backup.is_copying()) {
            backup.copy_once(common::Instant{});
            between();
        }
        if (!backup.ended()) backup.finish([](SQLite::Database&) {});
        return wait(backup);
    }
    static Backup::Ended wait(const Backup& backup) {
        const auto deadline = common::steady_now() + std::chrono::seconds{20};
        while (common::steady_now() < deadline) {
            if (auto ended = backup.ended()) return *ended;
            std::this_thread::yield();
        }
        throw std::runtime_error("the backup does not end");
    }
    std::string in_copy(const char* query) {
        return SQLite::Database{target, SQLite::OPEN_READONLY}.execAndGet(query).getString();
    }
    std::string fault(const std::string& path, Overwrite overwrite = Overwrite::no) {
        return Backup::fault_of(file, path, overwrite);
    }
    bool is_alone() {
        for (const char* more :
             {".part", ".part-wal", ".part-shm", ".part-journal", "-wal", "-shm", "-journal"})
            if (std::filesystem::exists(target + more)) return false;
        return true;
    }

    const std::string target = dir.file("copy.db");
};

TEST_F(BackupTest, IsOneFileThatHoldsEverything) {
    add({.id = "j", .days = 1'000});
    const auto ended = finish();
    EXPECT_EQ(ended.error, "");
    EXPECT_EQ(ended.bytes, static_cast<std::int64_t>(std::filesystem::file_size(target)));
    EXPECT_TRUE(is_alone());
    EXPECT_EQ(in_copy("PRAGMA integrity_check"), "ok");
    EXPECT_EQ(in_copy("SELECT COUNT(*) FROM positions"), "1000");
    EXPECT_EQ(in_copy("PRAGMA user_version"), one("PRAGMA user_version"));
}

TEST_F(BackupTest, AWriterStartsOnIt) {
    add({.id = "j"});
    finish();
    Store copy{target, Synchronous::normal};
    EXPECT_TRUE(copy.job_status(common::JobId{"j"}).has_value());
}

TEST_F(BackupTest, IsTheMomentOfItsLastSliceWhateverIsCommittedMeanwhile) {
    add({.id = "j", .days = 3'000});
    Backup backup{store.database(), target, Overwrite::no};
    int pairs = 0;
    int held = 0;
    const auto ended = finish(backup, [&] {
        held = pairs;
        // Changes pages that are copied already and adds new ones. The two rows belong together.
        const auto name = std::to_string(++pairs);
        sql("BEGIN; INSERT INTO epochs(nonce, granted_at) VALUES('a" + name +
            "', 't'); INSERT INTO epochs(nonce, granted_at) VALUES('b" + name + "', 't'); COMMIT");
    });
    EXPECT_EQ(ended.error, "");
    EXPECT_GT(held, 10);
    EXPECT_EQ(in_copy("SELECT COUNT(*) FROM epochs WHERE nonce GLOB 'a[0-9]*'"),
              std::to_string(held));
    EXPECT_EQ(in_copy("SELECT COUNT(*) FROM epochs WHERE nonce GLOB 'b[0-9]*'"),
              std::to_string(held));
    EXPECT_EQ(in_copy("PRAGMA integrity_check"), "ok");
}

TEST_F(BackupTest, WhatIsRolledBackMeanwhileIsNotInIt) {
    add({.id = "j", .days = 3'000});
    Backup backup{store.database(), target, Overwrite::no};
    int rollbacks = 0;
    // The change is larger than the connection's cache, so it reaches the log and, for a moment,
    // the copy.
    sql("PRAGMA cache_size = 10");
    const auto ended = finish(backup, [&] {
        const auto before = backup.progress().pages;
        if (++rollbacks > 3) return;
        sql("BEGIN; UPDATE positions SET cash = cash + 1; ROLLBACK");
        backup.copy_once(common::Instant{});
        EXPECT_LE(backup.progress().pages, before) << "it begins anew";
    });
    EXPECT_EQ(ended.error, "");
    EXPECT_GT(rollbacks, 3);
    EXPECT_EQ(in_copy("SELECT SUM(cash) FROM positions"), one("SELECT SUM(cash) FROM positions"));
    EXPECT_EQ(in_copy("PRAGMA integrity_check"), "ok");
}

TEST_F(BackupTest, ItBeginsAnewOnlySoOften) {
    add({.id = "j", .days = 3'000});
    const auto ended_after = [&](int restarts) {
        Backup backup{store.database(), target, Overwrite::yes};
        int done = 0;
        return finish(backup, [&] {
            if (!backup.is_copying() || done == restarts) return;
            ++done;
            sql("BEGIN; UPDATE positions SET cash = cash + 1; ROLLBACK");
        });
    };
    EXPECT_EQ(ended_after(Backup::RESTARTS_MAX).error, "");
    EXPECT_NE(ended_after(Backup::RESTARTS_MAX + 1).error.find("RESTARTS_MAX"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(target + ".part"));
}

TEST_F(BackupTest, ATargetThatTakesNoMoreEndsItAndNotTheWriter) {
    add({.id = "j", .days = 3'000});
    store.checkpoint_and_truncate();
    Backup backup{store.database(), target, Overwrite::no};
    {
        const FileSizeLimit limit{1 << 20};
        while (backup.is_copying()) {
            backup.copy_once(common::Instant{});
            sql("INSERT INTO epochs(nonce, granted_at) VALUES(hex(randomblob(8)), 't')");
        }
    }
    ASSERT_TRUE(backup.ended());
    EXPECT_NE(backup.ended()->error.find(target + ".part"), std::string::npos)
        << backup.ended()->error;
    EXPECT_TRUE(is_alone());
    EXPECT_EQ(one("PRAGMA integrity_check"), "ok");
}

TEST_F(BackupTest, WhatItTakesCanBeNeededForSomethingElse) {
    add({.id = "j", .days = 3'000});
    Backup backup{store.database(), target, Overwrite::no};
    backup.copy_once(common::Instant{});
    backup.give_up("no room");
    EXPECT_EQ(backup.ended()->error, "no room");
    EXPECT_FALSE(backup.is_copying());
    EXPECT_TRUE(is_alone());
}

TEST_F(BackupTest, OneThatIsBeingCheckedIsGivenUpTooAndReplacesNothing) {
    add({.id = "j"});
    std::ofstream{target} << "mine";
    Backup backup{store.database(), target, Overwrite::yes};
    while (backup.is_copying()) backup.copy_once(common::Instant{});
    backup.finish([&](SQLite::Database&) { backup.give_up("no room"); });
    EXPECT_EQ(wait(backup).error, "no room");
    EXPECT_EQ(std::filesystem::file_size(target), 4u);
    EXPECT_TRUE(is_alone());
}

TEST_F(BackupTest, TheLogIsEmptiedMeanwhile) {
    add({.id = "j", .days = 3'000});
    Backup backup{store.database(), target, Overwrite::no};
    int emptied = 0;
    const auto ended = finish(backup, [&] {
        sql("INSERT INTO epochs(nonce, granted_at) VALUES(hex(randomblob(8)), 't')");
        store.checkpoint_and_truncate();
        if (std::filesystem::file_size(file + "-wal") == 0) ++emptied;
    });
    EXPECT_EQ(ended.error, "");
    EXPECT_GT(emptied, 10);
}

TEST_F(BackupTest, WhatIsOnlyTrueOfTheSourceIsChangedInTheCopyAlone) {
    add({.id = "j"});
    Backup backup{store.database(), target, Overwrite::no};
    while (backup.is_copying()) backup.copy_once(common::Instant{});
    backup.finish([](SQLite::Database& copy) { copy.exec("UPDATE positions SET cash = 7"); });
    EXPECT_EQ(wait(backup).error, "");
    EXPECT_EQ(in_copy("SELECT COUNT(*) FROM positions WHERE cash <> 7"), "0");
    EXPECT_EQ(one("SELECT COUNT(*) FROM positions WHERE cash = 7"), "0");
}

TEST_F(BackupTest, WhatIsThereIsReplacedOnlyWithForce) {
    std::ofstream{target} << "mine";
    EXPECT_EQ(fault(target),
              "file: " + target + " is there already, and is replaced only with force");
    // As if the file had appeared after the check.
    EXPECT_NE(finish().error, "");
    EXPECT_EQ(std::filesystem::file_size(target), 4u);
    EXPECT_TRUE(is_alone());
    EXPECT_EQ(fault(target, Overwrite::yes), "");
    EXPECT_EQ(finish(Overwrite::yes).error, "");
    EXPECT_GT(std::filesystem::file_size(target), 4u);
}

TEST_F(BackupTest, AForeignPartIsLeftAndNamed) {
    const std::string part = target + ".part";
    std::ofstream{part} << "mine";
    for (const auto overwrite : {Overwrite::no, Overwrite::yes}) {
        EXPECT_EQ(fault(target, overwrite),
                  "file: " + part +
                      ", where the copy would be made, is there already: remove it if nobody "
                      "makes a backup there, or name another file");
        // As if the file had appeared after the check.
        EXPECT_THROW(finish(overwrite), std::system_error);
    }
    EXPECT_EQ(std::filesystem::file_size(part), 4u);
    EXPECT_FALSE(std::filesystem::exists(target));
    std::filesystem::remove(part);
    EXPECT_EQ(fault(target), "");
}

TEST_F(BackupTest, ALinkInPlaceOfThePartIsNotFollowed) {
    std::filesystem::create_symlink(dir.file("elsewhere"), target + ".part");
    EXPECT_NE(fault(target), "");
    EXPECT_THROW(finish(), std::system_error);
    EXPECT_FALSE(std::filesystem::exists(dir.file("elsewhere")));
}

TEST_F(BackupTest, TargetsThatCannotBeAreNamed) {
    EXPECT_EQ(fault("copy.db"), "file: copy.db is no absolute path");
    EXPECT_EQ(fault("/no/such/copy.db"), "file: there is no folder /no/such");
    EXPECT_EQ(fault(dir.file("")), "file: " + dir.file("") + " names a folder");
    for (const char* own : {"", "-wal", "-shm", "-journal", ".lock"})
        EXPECT_EQ(fault(file + own, Overwrite::yes),
                  "file: " + file + own + " belongs to the database itself");
    std::filesystem::create_symlink(file, dir.file("link.db"));
    EXPECT_NE(fault(dir.file("link.db"), Overwrite::yes), "");
}

TEST_F(BackupTest, OneThatIsGivenUpLeavesNothing) {
    add({.id = "j", .days = 20'000});
    const auto part = target + ".part";
    {
        Backup backup{store.database(), target, Overwrite::no};
        backup.copy_once(common::Instant{});
        EXPECT_TRUE(std::filesystem::exists(part));
    }
    EXPECT_FALSE(std::filesystem::exists(part));
    {
        Backup backup{store.database(), target, Overwrite::no};
        while (backup.is_copying()) backup.copy_once(std::chrono::seconds{1});
        backup.finish([](SQLite::Database&) {});
    }
    EXPECT_FALSE(std::filesystem::exists(part));
}

TEST_F(BackupTest, ADamagedDatabaseIsNotKeptAsABackup) {
    add({.id = "j", .days = 2'000});
    store.checkpoint_and_truncate();
    {
        // Overwrites a page in the middle.
        std::fstream pages{file, std::ios::in | std::ios::out | std::ios::binary};
        pages.seekp(std::streamoff{40} * 4'096);
        pages << std::string(4'096, '\xa5');
    }
    sql("PRAGMA shrink_memory");  // the connection must not use its cached page
    EXPECT_NE(finish().error, "");
    EXPECT_FALSE(std::filesystem::exists(target));
    EXPECT_TRUE(is_alone());
}

}  // namespace
}  // namespace tradepit::writer::tests
