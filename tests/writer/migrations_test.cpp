#include "writer/migrations.h"

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
    /// The file as a program of schema 1 left it, with one attempt.
    void make_schema_1() {
        SQLite::Database database = open(file_);
        migrate(database, file_);
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
