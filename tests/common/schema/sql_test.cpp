#include "common/schema/sql.h"

#include <string>

#include <SQLiteCpp/Exception.h>
#include <gtest/gtest.h>

#include "common/statuses.h"
#include "tests/common/values.h"

namespace tradepit::common {
namespace {

class SqlTest : public testing::Test {
protected:
    template <class Value>
    std::string stored(const Value& value) {
        SQLite::Statement query{database, "SELECT typeof(?1) || ' ' || quote(?1)"};
        auto rows = ask(query, value);
        return rows.next() ? rows.text(0) : std::string{};
    }

    SQLite::Database database{":memory:", SQLite::OPEN_READWRITE};
};

TEST_F(SqlTest, EachValueIsStoredInOneWay) {
    EXPECT_EQ(stored(7), "integer 7");
    EXPECT_EQ(stored(true), "integer 1");
    EXPECT_EQ(stored(0.5), "real 0.5");
    EXPECT_EQ(stored(std::string{"a"}), "text 'a'");
    EXPECT_EQ(stored("a"), "text 'a'");
    EXPECT_EQ(stored(std::nullopt), "null NULL");
    EXPECT_EQ(stored(std::optional<int>{}), "null NULL");
    EXPECT_EQ(stored(std::optional<int>{3}), "integer 3");
    EXPECT_EQ(stored(TextOrNull{std::string{}}), "null NULL");
    EXPECT_EQ(stored(Blob{"ab"}), "blob X'6162'");
    EXPECT_EQ(stored(Blob{}), "null NULL");
    EXPECT_EQ(stored(JobId{"j"}), "text 'j'");
    EXPECT_EQ(stored(JobStatus::partial), "text 'partial'");
    EXPECT_EQ(stored(day("2025-10-01")), "text '2025-10-01'");
    EXPECT_EQ(stored(money("0.25")), "real 0.25");
    EXPECT_EQ(stored(Percent::from_millionths(1'500'000)), "real 1.5");
}

TEST_F(SqlTest, AStatementThatIsRunStoresTheSameValues) {
    database.exec("CREATE TABLE t(a, b, c, d, e)");
    SQLite::Statement insert{database, "INSERT INTO t VALUES(?, ?, ?, ?, ?)"};
    for (const char* text : {"first", "second"})
        run(insert, std::string{text} + std::string(100, '.'), text, JobId{text}, Blob{text},
            JobStatus::partial);
    EXPECT_EQ(database
                  .execAndGet("SELECT group_concat(rtrim(a, '.') || b || c || CAST(d AS TEXT)"
                              " || e) FROM t")
                  .getString(),
              "firstfirstfirstfirstpartial,secondsecondsecondsecondpartial");
}

TEST_F(SqlTest, RowsOutliveTheValuesThatTheyWereAskedWith) {
    SQLite::Statement query{database, "SELECT ? UNION ALL SELECT ?"};
    auto rows = ask(query, std::string(100, 'a'), Blob{std::string(100, 'b')});
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.text(0), std::string(100, 'a'));
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.text(0), std::string(100, 'b'));
}

TEST_F(SqlTest, AWholeQuantityIsAnInteger) {
    EXPECT_EQ(stored(shares("5")), "integer 5");
    EXPECT_EQ(stored(shares("0.5")), "real 0.5");
}

TEST_F(SqlTest, AStatementIsFreeAgainWhenItsRowsEnd) {
    database.exec("CREATE TABLE t(x); INSERT INTO t VALUES(1), (2)");
    SQLite::Statement query{database, "SELECT x FROM t WHERE x > ? ORDER BY x"};
    {
        auto rows = ask(query, 0);
        EXPECT_TRUE(rows.next());
    }
    auto rows = ask(query, 1);
    ASSERT_TRUE(rows.next());
    EXPECT_EQ(rows.integer(0), 2);
    EXPECT_FALSE(rows.next());
}

TEST_F(SqlTest, AStatementThatFailedCanBeRunAgain) {
    database.exec("CREATE TABLE t(x INTEGER PRIMARY KEY)");
    SQLite::Statement insert{database, "INSERT INTO t VALUES(?)"};
    run(insert, 1);
    EXPECT_THROW(run(insert, 1), SQLite::Exception);
    run(insert, 2);
    EXPECT_EQ(database.execAndGet("SELECT COUNT(*) FROM t").getInt(), 2);
}

TEST_F(SqlTest, AParameterThatIsLeftOutIsABug) {
    SQLite::Statement query{database, "SELECT ?, ?"};
    EXPECT_DEATH(static_cast<void>(ask(query, 1)), "getBindParameterCount");
}

TEST(Placeholders, AreAsManyAsAreAskedFor) {
    EXPECT_EQ(placeholders(1), "?");
    EXPECT_EQ(placeholders(3), "?, ?, ?");
}

}  // namespace
}  // namespace tradepit::common
