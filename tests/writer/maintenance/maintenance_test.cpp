#include "writer/maintenance/maintenance.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include "common/process/clock.h"
#include "tests/writer/store/stored_jobs.h"
#include "tests/writer/worker_script.h"
#include "writer/maintenance/backup.h"

namespace tradepit::writer::tests {
namespace {

using namespace common;
using nlohmann::json;

class MaintenanceTest : public StoredJobs, public ::testing::Test {
protected:
    void start(Maintenance::Settings settings = {}) {
        maintenance.reset();
        maintenance = std::make_unique<Maintenance>(store, settings, NOON, complaints);
    }
    static RunMaintenance cleanup(const char* key, std::int64_t days = 90) {
        return {key, "hash", "cleanup", json{{"days", days}}.dump()};
    }
    static RunMaintenance vacuum(const char* key, bool full = false) {
        return {key, "hash", "vacuum", json{{"full", full}}.dump()};
    }
    RunMaintenance backup(const char* key) { return backup(key, dir.file("copy.db")); }
    static RunMaintenance backup(const char* key, const std::string& file) {
        return {key, "hash", "backup", json{{"file", file}}.dump()};
    }
    struct Said {
        std::int32_t status = 0;
        std::string detail;  ///< why it was refused, or the document of what was done
        bool repeated = false;
    };
    Said ask(const RunMaintenance& request) {
        auto reply = maintenance->take("peer", request, NOON);
        while (!reply) {
            auto replies = maintenance->run_once(NOON);
            if (!replies.empty()) reply = std::move(replies.front());
        }
        auto answer = std::get<CommandAnswer>(reply->message);
        // Query recognises the answer to its request by this hash.
        EXPECT_EQ(answer.request_hash, request.request_hash);
        const auto* done = std::get_if<MaintenanceAccepted>(&answer.outcome);
        return {.status = status_of(answer.outcome),
                .detail = done != nullptr ? done->document
                                          : std::get<CommandRefused>(answer.outcome).detail,
                .repeated = answer.repeated};
    }
    /// Runs slices until the newest task has ended. @return its result, with its state.
    json end() {
        const auto deadline = steady_now() + std::chrono::seconds{20};
        while (one("SELECT state FROM maintenance_tasks ORDER BY task DESC LIMIT 1") == "running" ||
               maintenance->is_due()) {
            maintenance->run_once(NOON);
            if (steady_now() > deadline) throw std::runtime_error("the task does not end");
        }
        auto result =
            json::parse(one("SELECT result FROM maintenance_tasks ORDER BY task DESC LIMIT 1"));
        result["state"] = one("SELECT state FROM maintenance_tasks ORDER BY task DESC LIMIT 1");
        return result;
    }
    void free_pages() {
        sql("CREATE TABLE filler(x); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
            "FROM n WHERE i < 500) INSERT INTO filler SELECT zeroblob(4000) FROM n; "
            "DROP TABLE filler");
    }

    Complaints complaints;
    std::unique_ptr<Maintenance> maintenance = std::make_unique<Maintenance>(
        store, Maintenance::Settings{.key_days = 0}, NOON, complaints);
};

TEST_F(MaintenanceTest, ACleanupIsAnsweredWithWhatItDeleted) {
    add({.id = "old", .models = 2, .days = 3});
    const auto answer = ask(cleanup("k"));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(json::parse(answer.detail),
              json::parse(R"({"cutoff_date":"2025-08-05T12:00:00.000000Z","jobs_deleted":1,
              "positions_deleted":6,"jobs_kept":0,"kept":[],"more":false})"));
    end();
    EXPECT_EQ(tables_with("old"), "");
    EXPECT_EQ(faults(), "");
}

TEST_F(MaintenanceTest, ACleanupIsDoneOnceUnderItsKey) {
    add({.id = "old"});
    const auto first = ask(cleanup("k"));
    add({.id = "older"});
    const auto again = ask(cleanup("k"));
    EXPECT_EQ(again.detail, first.detail);
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(one("SELECT job_id FROM jobs"), "older");
    auto other = cleanup("k", 1);
    other.request_hash = "another";
    EXPECT_EQ(ask(other).status, 409);
}

TEST_F(MaintenanceTest, ARepeatDuringTheCleanupIsAnsweredWithIt) {
    add({.id = "old"});
    EXPECT_FALSE(maintenance->take("first", cleanup("k"), NOON).has_value());
    EXPECT_FALSE(maintenance->take("second", cleanup("k"), NOON).has_value());
    std::vector<Reply> replies;
    while (replies.empty()) replies = maintenance->run_once(NOON);
    ASSERT_EQ(replies.size(), 1u);
    EXPECT_EQ(replies[0].peer, "second");
    EXPECT_EQ(number("SELECT COUNT(*) FROM maintenance_tasks"), 1);
}

TEST_F(MaintenanceTest, AKeyThatAJobTookMeanwhileIsNotTheCleanups) {
    add({.id = "old"});
    EXPECT_FALSE(maintenance->take("peer", cleanup("k"), NOON).has_value());
    sql("INSERT INTO idempotency VALUES('k', 'h', 200, 'job', 't')");
    std::vector<Reply> replies;
    while (replies.empty()) replies = maintenance->run_once(NOON);
    EXPECT_EQ(status_of(std::get<CommandAnswer>(replies[0].message).outcome), 409);
    EXPECT_EQ(one("SELECT job_id FROM jobs"), "old");
}

TEST_F(MaintenanceTest, DaysOutOfRangeAreRefused) {
    EXPECT_EQ(ask(cleanup("a", 36'500)).status, 200);
    const auto answer = ask(cleanup("b", 36'501));
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.detail, "days: it is above the maximum 36500");
    EXPECT_EQ(ask(cleanup("c", -1)).status, 400);
}

TEST_F(MaintenanceTest, AnUnknownTaskIsRefused) {
    const auto answer = ask({"k", "hash", "spring", "{}"});
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.detail, "there is no maintenance task \"spring\"");
}

TEST_F(MaintenanceTest, ArgumentsThatTheTaskDoesNotHaveAreRefused) {
    for (const char* arguments : {R"({"days":1})", R"({"full":1})", "[]", "{"})
        EXPECT_EQ(ask({arguments, "hash", "vacuum", arguments}).status, 400) << arguments;
}

TEST_F(MaintenanceTest, OneAtATimeAndTheRefusalIsKept) {
    free_pages();
    EXPECT_EQ(ask(vacuum("v")).status, 200);
    const auto refused = ask(backup("b"));
    EXPECT_EQ(refused.status, 409);
    EXPECT_EQ(refused.detail, "a vacuum is under way: one at a time");
    EXPECT_EQ(end()["state"], "done");
    EXPECT_EQ(ask(backup("b")).status, 409);
    EXPECT_EQ(ask(backup("c")).status, 200);
    end();
}

TEST_F(MaintenanceTest, AVacuumGivesFreePagesBack) {
    free_pages();
    EXPECT_GT(number("PRAGMA freelist_count"), 400);
    const auto answer = ask(vacuum("v"));
    EXPECT_EQ(json::parse(answer.detail),
              json::parse(R"({"task":1,"kind":"vacuum","state":"running"})"));
    EXPECT_GT(end()["pages_freed"], 400);
    EXPECT_EQ(number("PRAGMA freelist_count"), 0);
    EXPECT_EQ(faults(), "");
}

TEST_F(MaintenanceTest, TheProgressOfAVacuumHasThePagesThatWereFreedAfterItBegan) {
    EXPECT_EQ(ask(vacuum("v")).status, 200);
    free_pages();
    end();
    EXPECT_GT(number("SELECT done FROM maintenance_tasks"), 0);
    EXPECT_EQ(number("SELECT total - done FROM maintenance_tasks"), 0);
}

TEST_F(MaintenanceTest, AFullVacuumIsRefusedWhileAJobIsOpen) {
    add({.id = "open", .completed_at = "", .status = "pending"});
    const auto answer = ask(vacuum("v", true));
    EXPECT_EQ(answer.status, 409);
    EXPECT_TRUE(answer.detail.starts_with("Job open is open: ")) << answer.detail;
    sql("UPDATE jobs SET status = 'cancelled'");
    free_pages();
    EXPECT_EQ(ask(vacuum("w", true)).status, 200);
    EXPECT_EQ(end()["state"], "done");
    EXPECT_EQ(number("PRAGMA freelist_count"), 0);
    EXPECT_EQ(number("PRAGMA auto_vacuum"), 2);
    EXPECT_EQ(faults(), "");
}

TEST_F(MaintenanceTest, ABackupIsACopyThatIsWhole) {
    add({.id = "j", .days = 50});
    EXPECT_EQ(ask(backup("b")).status, 200);
    EXPECT_EQ(end()["state"], "done");
    SQLite::Database copy{dir.file("copy.db"), SQLite::OPEN_READONLY};
    EXPECT_EQ(copy.execAndGet("PRAGMA integrity_check").getString(), "ok");
    EXPECT_EQ(copy.execAndGet("SELECT COUNT(*) FROM positions").getInt(), 50);
    const auto refused = ask(backup("c"));
    EXPECT_EQ(refused.status, 400);
    EXPECT_NE(refused.detail.find("is there already"), std::string::npos);
}

TEST_F(MaintenanceTest, WhatAKilledWriterWasAtHasFailed) {
    sql("INSERT INTO maintenance_tasks(kind, state, options, started_at) VALUES('backup', "
        "'running', "
        "'{\"file\":\"" +
        dir.file("copy.db") + "\"}', 't')");
    const auto part = Backup::part_of(dir.file("copy.db"));
    // SQLite leaves the last three beside a copy that is being checked.
    for (const char* beside : {"", "-wal", "-shm", "-journal"}) std::ofstream{part + beside} << "-";
    start();
    for (const char* beside : {"", "-wal", "-shm", "-journal"})
        EXPECT_FALSE(std::filesystem::exists(part + beside)) << beside;
    EXPECT_EQ(one("SELECT state || result FROM maintenance_tasks"),
              R"(failed{"error":"the writer was stopped"})");
}

TEST_F(MaintenanceTest, AForeignPartIsRefusedAndThenLeftByTheNextWriter) {
    std::ofstream{Backup::part_of(dir.file("copy.db"))} << "half";
    const auto refused = ask(backup("b"));
    EXPECT_EQ(refused.status, 400);
    EXPECT_NE(refused.detail.find("copy.db.part"), std::string::npos) << refused.detail;
    start();
    EXPECT_EQ(std::filesystem::file_size(Backup::part_of(dir.file("copy.db"))), 4u);
    EXPECT_EQ(number("SELECT COUNT(*) FROM maintenance_tasks"), 0);
}

TEST_F(MaintenanceTest, ABackupWhosePartCannotBeMadeIsRefused) {
    // The file's name has the greatest length that is allowed, so the part's name is too long.
    const auto request = backup("b", dir.file(std::string(255, 'x').c_str()));
    EXPECT_EQ(ask(request).status, 400);
    EXPECT_EQ(number("SELECT COUNT(*) FROM maintenance_tasks"), 0);
}

TEST_F(MaintenanceTest, ACopyDoesNotSayThatItIsBeingMade) {
    EXPECT_EQ(ask(backup("b")).status, 200);
    EXPECT_EQ(end()["state"], "done");
    SQLite::Database copy{dir.file("copy.db"), SQLite::OPEN_READONLY};
    EXPECT_EQ(copy.execAndGet("SELECT COUNT(*) FROM maintenance_tasks").getInt(), 1);
    EXPECT_EQ(copy.execAndGet("SELECT state || result FROM maintenance_tasks").getString(),
              one("SELECT state || result FROM maintenance_tasks"));
    EXPECT_EQ(copy.execAndGet("SELECT done = total FROM maintenance_tasks").getInt(), 1);
    EXPECT_EQ(number("SELECT done = total FROM maintenance_tasks"), 1);
}

TEST_F(MaintenanceTest, ABackupIsGivenUpForTheRoomThatItTakes) {
    add({.id = "j", .days = 3'000});
    start({.key_days = 0, .slice = Instant{}});
    EXPECT_EQ(ask(backup("b")).status, 200);
    maintenance->run_once(NOON);
    maintenance->make_room();
    EXPECT_FALSE(std::filesystem::exists(Backup::part_of(dir.file("copy.db"))));
    const auto ended = end();
    EXPECT_EQ(ended["state"], "failed");
    EXPECT_EQ(ended["error"], "the disk is full, and the database needs the room");
}

TEST_F(MaintenanceTest, ABackupOnAnotherDiskTakesNoRoomOfTheDatabases) {
    struct stat here {};
    struct stat there {};
    ASSERT_EQ(::stat(dir.file("").c_str(), &here), 0);
    if (::stat("/dev/shm", &there) != 0 || here.st_dev == there.st_dev)
        GTEST_SKIP() << "/dev/shm is no other file system";
    const common::TemporaryFolder elsewhere{"/dev/shm"};
    add({.id = "j", .days = 3'000});
    start({.key_days = 0, .slice = Instant{}});
    EXPECT_EQ(ask(backup("b", elsewhere.file("copy.db"))).status, 200);
    maintenance->run_once(NOON);
    maintenance->make_room();
    EXPECT_EQ(end()["state"], "done");
}

TEST_F(MaintenanceTest, OldJobsGoByThemselvesWhereThatIsSet) {
    add({.id = "old"});
    add({.id = "new", .completed_at = "2025-11-01T00:00:00.000000Z"});
    EXPECT_FALSE(maintenance->is_due());
    start({.retention_days = 30, .key_days = 0, .cleanup_chains_max = 1});
    add({.id = "older"});
    while (maintenance->is_due()) EXPECT_TRUE(maintenance->run_once(NOON).empty());
    EXPECT_EQ(tables_with("old"), "");
    EXPECT_EQ(tables_with("older"), "");
    EXPECT_EQ(one("SELECT job_id FROM jobs"), "new");
}

TEST_F(MaintenanceTest, ACleanupOnScheduleWhoseBeginningFailedIsBegunAgain) {
    add({.id = "old"});
    start({.retention_days = 30, .key_days = 0});
    sql("ALTER TABLE purges RENAME TO gone");
    EXPECT_THROW(maintenance->run_once(NOON), SQLite::Exception);
    sql("ALTER TABLE gone RENAME TO purges");
    while (maintenance->is_due()) maintenance->run_once(NOON);
    EXPECT_EQ(tables_with("old"), "");
    EXPECT_FALSE(maintenance->is_due()) << "the next one is a day away";
}

TEST_F(MaintenanceTest, OldKeysAreForgottenAndYoungOnesAreNot) {
    sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) "
        "INSERT INTO idempotency SELECT 'k' || i, 'h', 200, 'j', '2025-10-04T11:59:59.000000Z' "
        "FROM n");
    sql("INSERT INTO idempotency VALUES('young', 'h', 200, 'j', '2025-10-04T12:00:00.000000Z')");
    start({.key_days = 30});
    while (maintenance->is_due()) maintenance->run_once(NOON);
    EXPECT_EQ(one("SELECT group_concat(key) FROM idempotency"), "young");
}

TEST_F(MaintenanceTest, AnotherWriterEndsIt) {
    add({.id = "old"});
    {
        SQLite::Database other{file, SQLite::OPEN_READWRITE};
        WriterEpoch{other};
    }
    EXPECT_THROW(ask(cleanup("k")), Replaced);
    EXPECT_THROW(ask(vacuum("v")), Replaced);
    EXPECT_EQ(one("SELECT job_id FROM jobs"), "old");
    EXPECT_EQ(number("PRAGMA foreign_keys"), 1);
}

}  // namespace
}  // namespace tradepit::writer::tests
