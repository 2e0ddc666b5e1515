#include "common/schema/schema.h"

#include <string>

#include <SQLiteCpp/Statement.h>
#include <gtest/gtest.h>

#include "common/process/temporary_folder.h"
#include "tests/common/schema/stored_rows.h"

namespace tradepit::common {
namespace {

TEST(Schema, ANewFileStatesTheVersionAndThatItIsOfTradepit) {
    SQLite::Database database{":memory:", SQLite::OPEN_READWRITE};
    EXPECT_EQ(schema_of(database).version, 0);
    make_schema(database);
    EXPECT_EQ(schema_of(database).version, SCHEMA_VERSION);
    EXPECT_EQ(schema_of(database).application, APPLICATION_ID);
    EXPECT_EQ(schema_refusal("r.db", schema_of(database)), "");
}

TEST(Schema, ARefusalNamesTheFileBothVersionsAndTheWayOut) {
    EXPECT_EQ(schema_refusal("r.db", {.application = 0, .version = 4}, 1),
              "r.db has schema 4 of an earlier build of tradepit, or is of another program, and "
              "this program wants schema 1: export its results with the build that made it, then "
              "start with a new file");
    EXPECT_EQ(schema_refusal("r.db", {.application = APPLICATION_ID, .version = 3}, 2),
              "r.db has schema 3 of a later build of tradepit, and this program wants schema 2: "
              "run that build");
    EXPECT_EQ(schema_refusal("r.db", {.application = APPLICATION_ID, .version = 1}, 2),
              "r.db has schema 1, and this program wants schema 2: start the writer, which brings "
              "the file forward");
}

TEST(Schema, ClosingsAndSeriesStatsHaveTheSameStatistics) {
    const common::TemporaryFolder folder;
    auto database = database_with_schema((folder.path() / "r.db").string());
    const auto columns = [&](const char* table) {
        SQLite::Statement query{database,
                                "SELECT group_concat(name || ' ' || type || ' ' || \"notnull\")"
                                " FROM pragma_table_info(?) WHERE cid BETWEEN 1 AND 16"};
        query.bind(1, table);
        return query.executeStep() ? query.getColumn(0).getString() : std::string{};
    };
    EXPECT_EQ(columns("closings"), columns("series_stats"));
    EXPECT_NE(columns("closings"), "");
}

}  // namespace
}  // namespace tradepit::common
