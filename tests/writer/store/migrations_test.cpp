#include "writer/store/migrations.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include <SQLiteCpp/Statement.h>
#include <gtest/gtest.h>

#include "common/process/temporary_folder.h"

namespace tradepit::writer::tests {
namespace {

using common::Schema;
using common::SCHEMA_VERSION;

constexpr std::array<const char*, 2> STEPS{
    "ALTER TABLE notes ADD COLUMN pages INTEGER NOT NULL DEFAULT 1",
    "CREATE TABLE authors(name TEXT); INSERT INTO authors SELECT DISTINCT author FROM notes"};
constexpr std::array<const char*, 1> FAILING_STEPS{
    "CREATE TABLE authors(name TEXT); INSERT INTO nowhere VALUES(1)"};
constexpr const char* FIRST = "CREATE TABLE notes(author TEXT)";

/// A test schema. Files have its version 1, with one table; the program has version 3, with two.
class Migrations : public ::testing::Test {
protected:
    static SQLite::Database open(const std::string& file) {
        return SQLite::Database{file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    }
    void make_version_1() {
        SQLite::Database database = open(database_file);
        migrate(database, database_file, {FIRST, {}});
        database.exec("INSERT INTO notes VALUES('a'), ('a'), ('b')");
    }
    static std::string one(SQLite::Database& database, const std::string& sql) {
        return database.execAndGet(sql).getString();
    }
    static std::string refusal(SQLite::Database& database, const std::string& file) {
        try {
            migrate(database, file);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return {};
    }

    common::TemporaryFolder dir;
    const std::string database_file = dir.file("results.db");
    const std::string copied_file = database_file + ".schema-1";
    const Schema present{
        "CREATE TABLE notes(author TEXT, pages INTEGER NOT NULL DEFAULT 1);"
        "CREATE TABLE authors(name TEXT)",
        STEPS};
};

TEST_F(Migrations, AnEarlierVersionIsBroughtForwardWithWhatTheFileHolds) {
    make_version_1();
    SQLite::Database database = open(database_file);
    migrate(database, database_file, present);
    EXPECT_EQ(one(database, "PRAGMA user_version"), "3");
    EXPECT_EQ(one(database, "SELECT group_concat(name) FROM authors"), "a,b");
    EXPECT_EQ(one(database, "SELECT SUM(pages) FROM notes"), "3");
}

TEST_F(Migrations, StartFromTheVersionOfTheFile) {
    make_version_1();
    SQLite::Database database = open(database_file);
    migrate(database, database_file, {FIRST, std::span{STEPS}.first(1)});
    EXPECT_EQ(one(database, "PRAGMA user_version"), "2");
    migrate(database, database_file, present);
    EXPECT_EQ(one(database, "PRAGMA user_version"), "3");
    EXPECT_TRUE(std::filesystem::exists(copied_file));
    EXPECT_TRUE(std::filesystem::exists(database_file + ".schema-2"));
}

TEST_F(Migrations, AFailedStepLeavesTheFileAsItWas) {
    make_version_1();
    SQLite::Database database = open(database_file);
    EXPECT_THROW(migrate(database, database_file, {FIRST, FAILING_STEPS}), SQLite::Exception);
    EXPECT_EQ(one(database, "PRAGMA user_version"), "1");
    EXPECT_FALSE(database.tableExists("authors"));
}

TEST_F(Migrations, ACopyIsTheFileAsItWas) {
    make_version_1();
    SQLite::Database database = open(database_file);
    migrate(database, database_file, present);
    SQLite::Database copy = open(copied_file);
    EXPECT_EQ(one(copy, "PRAGMA user_version"), "1");
    EXPECT_EQ(one(copy, "PRAGMA application_id"), std::to_string(common::APPLICATION_ID));
    EXPECT_EQ(one(copy, "SELECT COUNT(*) FROM notes"), "3");
    EXPECT_FALSE(copy.tableExists("authors"));
}

TEST_F(Migrations, ACopyThatIsThereIsNotWrittenOver) {
    make_version_1();
    std::ofstream{copied_file} << "an older one";
    SQLite::Database database = open(database_file);
    migrate(database, database_file, present);
    std::string text;
    std::getline(std::ifstream{copied_file}, text);
    EXPECT_EQ(text, "an older one");
    EXPECT_TRUE(std::filesystem::exists(copied_file + ".2"));
}

TEST_F(Migrations, AFileOfThePresentVersionIsLeftAlone) {
    SQLite::Database database = open(database_file);
    migrate(database, database_file);
    migrate(database, database_file);
    EXPECT_FALSE(std::filesystem::exists(copied_file));
}

TEST_F(Migrations, AFileOfALaterVersionIsRefusedAsItIs) {
    SQLite::Database database = open(database_file);
    migrate(database, database_file);
    const auto later = std::to_string(SCHEMA_VERSION + 1);
    database.exec("PRAGMA user_version = " + later);
    EXPECT_NE(refusal(database, database_file).find("schema " + later + " of a later build"),
              std::string::npos);
    EXPECT_EQ(one(database, "PRAGMA user_version"), later);
}

TEST_F(Migrations, AFileOfABuildBeforeVersion1IsRefusedWhateverItsNumber) {
    SQLite::Database database = open(database_file);
    for (const char* version : {"1", "4"}) {
        database.exec(std::string{"CREATE TABLE IF NOT EXISTS jobs(job_id); PRAGMA user_version="} +
                      version);
        const auto why = refusal(database, database_file);
        EXPECT_NE(why.find(database_file), std::string::npos);
        EXPECT_NE(why.find("of an earlier build"), std::string::npos);
        EXPECT_NE(why.find("export its results with the build that made it"), std::string::npos);
    }
}

}  // namespace
}  // namespace tradepit::writer::tests
