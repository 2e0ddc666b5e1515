// Opens a small file of every version of the schema so far: tests/golden/schema_N.sql. A change of
// the schema version adds the dump of a file of the new version, and this test migrates the earlier
// ones.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <SQLiteCpp/Statement.h>
#include <gtest/gtest.h>

#include "common/process/temporary_folder.h"
#include "common/schema/schema.h"
#include "writer/rows/series.h"
#include "writer/store/store.h"

namespace tradepit::writer::tests {
namespace {

class KeptFiles : public testing::TestWithParam<int> {
protected:
    KeptFiles() {
        const char* root = std::getenv("TRADEPIT_ROOT");
        std::ifstream dump{std::filesystem::path{root != nullptr ? root : "."} / "tests/golden" /
                           ("schema_" + std::to_string(GetParam()) + ".sql")};
        SQLite::Database database{database_file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
        database.exec(std::string{std::istreambuf_iterator<char>{dump}, {}});
    }
    /// The tables with their columns and references, and the indexes, as SQLite reports them.
    static std::string shape(SQLite::Database& database) {
        std::string text;
        for (const char* sql :
             {"SELECT m.name, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk FROM sqlite_schema"
              " m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
              " AND m.name NOT LIKE 'sqlite_%' ORDER BY 1, c.cid",
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

    common::TemporaryFolder dir;
    const std::string database_file = dir.file("results.db");
};

TEST_P(KeptFiles, HaveTheShapeOfANewFileOnceTheWriterHasOpenedThem) {
    Store kept{database_file, Synchronous::normal};
    Store made{dir.file("new.db"), Synchronous::normal};
    EXPECT_EQ(shape(kept.database()), shape(made.database()));
    EXPECT_EQ(common::schema_of(kept.database()).version, common::SCHEMA_VERSION);
    EXPECT_EQ(kept.database().execAndGet("PRAGMA integrity_check").getString(), "ok");
    EXPECT_FALSE(SQLite::Statement(kept.database(), "PRAGMA foreign_key_check").executeStep());
}

TEST_P(KeptFiles, AreReadByTheWriter) {
    Store store{database_file, Synchronous::normal};
    const auto state = store.load();
    EXPECT_TRUE(state.chains.empty()) << "its job has ended";
    EXPECT_EQ(state.counters.chain, 2);
    EXPECT_EQ(store.job_status(common::JobId{"kept"}), JobStatus::completed);
    EXPECT_EQ(store.stored_chain(1)->ended_days, 3);
    EXPECT_EQ(store.stored_answer("kept key")->outcome,
              common::CommandOutcome{common::JobAccepted{common::JobId{"kept"}}});
    Series series{store.database()};
    const auto start = series.state_before(1, common::Stamp::parse("2025-10-04").value());
    EXPECT_EQ(start.opening.value, common::Money::parse("10000"));
    ASSERT_TRUE(start.stats);
    EXPECT_EQ(start.stats->days, 3);
    EXPECT_EQ(start.stats->returns, 2);
}

INSTANTIATE_TEST_SUITE_P(OfEachVersion, KeptFiles, testing::Range(1, common::SCHEMA_VERSION + 1));

}  // namespace
}  // namespace tradepit::writer::tests
