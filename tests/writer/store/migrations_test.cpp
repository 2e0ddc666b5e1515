#include "writer/store/migrations.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <SQLiteCpp/Statement.h>
#include <gtest/gtest.h>

#include "tests/writer/temp_dir.h"

namespace tradepit::writer::tests {
namespace {

class Migrations : public ::testing::Test {
protected:
    /// The file as a program of schema 2 left it.
    void make_schema_2() {
        SQLite::Database database = open(file_);
        migrate(database, file_);
        database.exec(
            "DROP TABLE purges; DROP TABLE last_change; DROP TABLE chores;"
            "DROP INDEX idx_job_models_market;"
            "DROP INDEX idx_jobs_completed_at; DROP INDEX idx_job_models_predecessor;"
            "DROP INDEX idx_inbox_chain; DROP INDEX idx_idempotency_created_at;"
            "DROP INDEX idx_job_settings_dual_write;"
            "ALTER TABLE job_settings DROP COLUMN dual_write;"
            "ALTER TABLE closings DROP COLUMN days;"
            "ALTER TABLE closings DROP COLUMN trades_to_date;"
            "ALTER TABLE closings DROP COLUMN peak_value;"
            "ALTER TABLE closings DROP COLUMN max_drawdown_pct;"
            "ALTER TABLE closings DROP COLUMN returns;"
            "ALTER TABLE closings DROP COLUMN returns_mean;"
            "ALTER TABLE closings DROP COLUMN returns_m2;"
            "ALTER TABLE closings DROP COLUMN first_return;"
            "ALTER TABLE standings DROP COLUMN first_return;"
            "INSERT INTO idempotency VALUES('k', 'h', 200, 'j', 't');"
            "PRAGMA user_version = 2");
    }
    /// The file as a program of schema 1 left it, with one attempt.
    void make_schema_1() {
        make_schema_2();
        SQLite::Database database = open(file_);
        database.exec(
            "ALTER TABLE attempts DROP COLUMN late_events;"
            "PRAGMA foreign_keys = OFF;"
            "INSERT INTO attempts(chain, date, attempt, claim, state)"
            " VALUES(1, '2025-10-01', 1, 1, 'completed');"
            "PRAGMA user_version = 1");
    }
    static SQLite::Database open(const std::string& file) {
        return SQLite::Database{file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    }
    /// Tables with their columns and references, and indexes, as SQLite understood them.
    static std::string shape(SQLite::Database& database) {
        std::string text;
        for (const char* sql :
             {"SELECT m.name, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk FROM sqlite_schema "
              "m"
              " JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY 1, c.cid",
              "SELECT m.name, f.\"table\", f.\"from\", f.on_delete, '', '' FROM sqlite_schema m"
              " JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' ORDER BY 1, 2, 3",
              "SELECT tbl_name, name, sql, '', '', '' FROM sqlite_schema WHERE type = 'index'"
              " ORDER BY 1, 2"}) {
            SQLite::Statement query{database, sql};
            while (query.executeStep())
                for (int i = 0; i < 6; ++i)
                    text += query.getColumn(i).getString() + (i == 5 ? "\n" : "|");
        }
        return text;
    }
    static std::string one(SQLite::Database& database, const std::string& sql) {
        return database.execAndGet(sql).getString();
    }

    TempDir dir_;
    const std::string file_ = dir_.file("results.db");
    const std::string copy_ = file_ + ".schema-1";
};

TEST_F(Migrations, AnOlderFileIsBroughtForwardWithWhatItHolds) {
    make_schema_1();
    SQLite::Database database = open(file_);
    migrate(database, file_);
    EXPECT_EQ(one(database, "PRAGMA user_version"), std::to_string(SCHEMA_VERSION));
    EXPECT_EQ(one(database, "SELECT state || late_events FROM attempts"), "completed0");
}

TEST_F(Migrations, WhatIsBroughtForwardHasTheShapeOfANewFile) {
    SQLite::Database made = open(dir_.file("new.db"));
    migrate(made, dir_.file("new.db"));
    for (const bool oldest : {true, false}) {
        std::filesystem::remove(file_);
        oldest ? make_schema_1() : make_schema_2();
        SQLite::Database database = open(file_);
        migrate(database, file_);
        EXPECT_EQ(shape(database), shape(made)) << (oldest ? "from 1" : "from 2");
        EXPECT_EQ(one(database, "SELECT answer FROM idempotency"), "j");
        EXPECT_TRUE(std::filesystem::exists(file_ + (oldest ? ".schema-1" : ".schema-2")));
    }
}

TEST_F(Migrations, ANewerFileIsRefusedAsItIs) {
    SQLite::Database database = open(file_);
    migrate(database, file_);
    database.exec("PRAGMA user_version = " + std::to_string(SCHEMA_VERSION + 1));
    EXPECT_THROW(migrate(database, file_), std::runtime_error);
    EXPECT_EQ(one(database, "PRAGMA user_version"), std::to_string(SCHEMA_VERSION + 1));
}

TEST_F(Migrations, ACopyStaysAsItWas) {
    make_schema_1();
    SQLite::Database database = open(file_);
    migrate(database, file_);
    SQLite::Database copy = open(copy_);
    EXPECT_EQ(one(copy, "PRAGMA user_version"), "1");
    EXPECT_EQ(one(copy, "SELECT COUNT(*) FROM pragma_table_info('attempts') WHERE name = 'state'"),
              "1");
    EXPECT_EQ(
        one(copy, "SELECT COUNT(*) FROM pragma_table_info('attempts') WHERE name = 'late_events'"),
        "0");
    EXPECT_EQ(one(copy, "SELECT COUNT(*) FROM attempts"), "1");
}

TEST_F(Migrations, ACopyThatIsThereIsNotWrittenOver) {
    make_schema_1();
    std::ofstream{copy_} << "an older one";
    SQLite::Database database = open(file_);
    migrate(database, file_);
    std::string text;
    std::getline(std::ifstream{copy_}, text);
    EXPECT_EQ(text, "an older one");
    EXPECT_TRUE(std::filesystem::exists(copy_ + ".2"));
}

TEST_F(Migrations, APresentFileIsLeftAlone) {
    SQLite::Database database = open(file_);
    migrate(database, file_);
    migrate(database, file_);
    EXPECT_FALSE(std::filesystem::exists(copy_));
}

}  // namespace
}  // namespace tradepit::writer::tests
