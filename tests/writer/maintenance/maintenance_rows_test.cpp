#include "writer/maintenance/maintenance_rows.h"

#include <gtest/gtest.h>

#include "common/process/temporary_folder.h"
#include "tests/common/schema/stored_rows.h"

namespace tradepit::writer::tests {
namespace {

TEST(MaintenanceRows, KeepAsManyTasksAsTheirLimitAndDropTheOldest) {
    const common::TemporaryFolder dir;
    SQLite::Database database = common::database_with_schema(dir.file("a.db"));
    MaintenanceRows rows{database};
    const auto kept = [&] {
        return database.execAndGet("SELECT MIN(task) || ' to ' || MAX(task) FROM maintenance_tasks")
            .getString();
    };
    for (std::int64_t i = 0; i < MaintenanceRows::ROWS_MAX; ++i) rows.begin("vacuum", "{}", {});
    EXPECT_EQ(kept(), "1 to 1000");
    rows.begin("vacuum", "{}", {});
    EXPECT_EQ(kept(), "2 to 1001");
}

}  // namespace
}  // namespace tradepit::writer::tests
