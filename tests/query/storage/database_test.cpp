#include "query/storage/database.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "common/process/temporary_folder.h"
#include "common/schema/schema.h"
#include "query/series/closes.h"
#include "query/storage/reader.h"

namespace tradepit::query {
namespace {

/// The database of tests/golden/schema_1.sql.
SQLite::Database kept_file(const std::string& file) {
    const char* root = std::getenv("TRADEPIT_ROOT");
    std::ifstream dump{std::filesystem::path{root != nullptr ? root : "."} /
                       "tests/golden/schema_1.sql"};
    SQLite::Database database{file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    database.exec(std::string{std::istreambuf_iterator<char>{dump}, {}});
    return database;
}

TEST(Database, AKeptFileIsReadOnceItHasThePresentVersion) {
    const common::TemporaryFolder folder;
    const auto file = (folder.path() / "results.db").string();
    auto database = kept_file(file);
    if (common::SCHEMA_VERSION > 1) {
        EXPECT_THROW(static_cast<void>(open_database(file)), std::runtime_error);
        return;
    }
    Reader reader{open_database(file).value()};
    const auto last = last_completed(
        reader, {.model = common::ModelName{"alpha"}, .market = common::MarketName{"us"}});
    ASSERT_TRUE(last);
    EXPECT_EQ(last->job_id, "kept");
    EXPECT_EQ(last->date.text(), "2025-10-03");
    const auto close = close_before(reader, last->chain, last->date);
    ASSERT_TRUE(close);
    EXPECT_EQ(close->value.text(), "10050");
    ASSERT_EQ(close->holdings.size(), 1U);
    EXPECT_EQ(close->holdings[0].quantity.text(), "50");
}

}  // namespace
}  // namespace tradepit::query
