#include "writer/backup.h"

#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "common/clock.h"
#include "tests/writer/stored_jobs.h"

namespace tradepit::writer::tests {
namespace {

using Overwrite = Backup::Overwrite;

class BackupTest : public StoredJobs, public ::testing::Test {
protected:
    Backup::Ended finish(Overwrite overwrite = Overwrite::no) {
        const Backup backup{file_, target_, overwrite};
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
    std::string fault(const std::string& target, Overwrite overwrite = Overwrite::no) {
        return Backup::fault_of(file_, target, overwrite);
    }
    bool is_alone() {
        for (const char* more : {".part", "-wal", "-shm", "-journal", ".part-wal", ".part-shm"})
            if (std::filesystem::exists(target_ + more)) return false;
        return true;
    }

    const std::string target_ = dir_.file("copy.db");
};

TEST_F(BackupTest, IsOneFileThatHoldsEverything) {
    add({.id = "j", .days = 1'000});
    const auto ended = finish();
    EXPECT_EQ(ended.error, "");
    EXPECT_EQ(ended.bytes, static_cast<std::int64_t>(std::filesystem::file_size(target_)));
    EXPECT_TRUE(is_alone());
    SQLite::Database copy{target_, SQLite::OPEN_READONLY};
    EXPECT_EQ(copy.execAndGet("PRAGMA integrity_check").getString(), "ok");
    EXPECT_EQ(copy.execAndGet("SELECT COUNT(*) FROM positions").getInt(), 1'000);
    EXPECT_EQ(copy.execAndGet("PRAGMA user_version").getString(), one("PRAGMA user_version"));
}

TEST_F(BackupTest, AWriterStartsOnIt) {
    add({.id = "j"});
    finish();
    Store copy{target_, Synchronous::normal};
    EXPECT_TRUE(copy.job_status(common::JobId{"j"}).has_value());
}

TEST_F(BackupTest, IsOneMomentWhateverIsCommittedMeanwhile) {
    add({.id = "j", .days = 3'000});
    const Backup backup{file_, target_, Overwrite::no};
    for (int i = 0; !backup.ended(); ++i) {
        // Two rows that belong together.
        sql("BEGIN; INSERT INTO epochs(nonce, granted_at) VALUES('a" + std::to_string(i) +
            "', 't'); INSERT INTO epochs(nonce, granted_at) VALUES('b" + std::to_string(i) +
            "', 't'); COMMIT");
    }
    EXPECT_EQ(wait(backup).error, "");
    SQLite::Database copy{target_, SQLite::OPEN_READONLY};
    EXPECT_EQ(copy.execAndGet("SELECT COUNT(*) % 2 FROM epochs").getInt(), 0);
    EXPECT_EQ(copy.execAndGet("PRAGMA integrity_check").getString(), "ok");
}

TEST_F(BackupTest, WhatIsThereIsReplacedOnlyWithForce) {
    std::ofstream{target_} << "mine";
    EXPECT_EQ(fault(target_),
              "file: " + target_ + " is there already, and is replaced only with force");
    // It came after it was looked for.
    EXPECT_NE(finish().error, "");
    EXPECT_EQ(std::filesystem::file_size(target_), 4u);
    EXPECT_TRUE(is_alone());
    EXPECT_EQ(fault(target_, Overwrite::yes), "");
    EXPECT_EQ(finish(Overwrite::yes).error, "");
    EXPECT_GT(std::filesystem::file_size(target_), 4u);
}

TEST_F(BackupTest, AForeignPartIsLeftAndNamed) {
    const std::string part = target_ + ".part";
    std::ofstream{part} << "mine";
    for (const auto overwrite : {Overwrite::no, Overwrite::yes}) {
        EXPECT_EQ(fault(target_, overwrite),
                  "file: " + part +
                      ", where the copy would be made, is there already: remove it if nobody "
                      "makes a backup there, or name another file");
        // It came after it was looked for.
        EXPECT_THROW(finish(overwrite), std::system_error);
    }
    EXPECT_EQ(std::filesystem::file_size(part), 4u);
    EXPECT_FALSE(std::filesystem::exists(target_));
    std::filesystem::remove(part);
    EXPECT_EQ(fault(target_), "");
}

TEST_F(BackupTest, ALinkInPlaceOfThePartIsNotFollowed) {
    std::filesystem::create_symlink(dir_.file("elsewhere"), target_ + ".part");
    EXPECT_NE(fault(target_), "");
    EXPECT_THROW(finish(), std::system_error);
    EXPECT_FALSE(std::filesystem::exists(dir_.file("elsewhere")));
}

TEST_F(BackupTest, TargetsThatCannotBeAreNamed) {
    EXPECT_EQ(fault("copy.db"), "file: copy.db is no absolute path");
    EXPECT_EQ(fault("/no/such/copy.db"), "file: there is no folder /no/such");
    EXPECT_EQ(fault(dir_.file("")), "file: " + dir_.file("") + " names a folder");
    for (const char* own : {"", "-wal", "-shm", "-journal", ".lock"})
        EXPECT_EQ(fault(file_ + own, Overwrite::yes),
                  "file: " + file_ + own + " belongs to the database itself");
    std::filesystem::create_symlink(file_, dir_.file("link.db"));
    EXPECT_NE(fault(dir_.file("link.db"), Overwrite::yes), "");
}

TEST_F(BackupTest, OneThatIsGivenUpLeavesNothing) {
    add({.id = "j", .days = 20'000});
    { const Backup backup{file_, target_, Overwrite::no}; }
    EXPECT_FALSE(std::filesystem::exists(target_ + ".part"));
}

TEST_F(BackupTest, ADamagedDatabaseIsNotKeptAsABackup) {
    add({.id = "j", .days = 2'000});
    store_.checkpoint_and_truncate();
    {
        // A page in the middle is written over.
        std::fstream file{file_, std::ios::in | std::ios::out | std::ios::binary};
        file.seekp(40 * 4'096);
        file << std::string(4'096, '\xa5');
    }
    EXPECT_NE(finish().error, "");
    EXPECT_FALSE(std::filesystem::exists(target_));
    EXPECT_TRUE(is_alone());
}

}  // namespace
}  // namespace tradepit::writer::tests
