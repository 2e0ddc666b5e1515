#include "common/schema/stats_rows.h"

#include <string>

#include <gtest/gtest.h>

#include "common/process/temporary_folder.h"
#include "tests/common/schema/stored_rows.h"
#include "tests/common/values.h"

namespace tradepit::common {
namespace {

TEST(StatsRows, AreReadAsTheyWereWritten) {
    const common::TemporaryFolder folder;
    auto database = database_with_schema((folder.path() / "r.db").string());
    StoredRows rows{database};
    rows.add({.id = "j"});
    const auto chain = rows.add({.job = "j", .model = "a"});
    RunningStats stats{.latest = {.date = day("2025-10-02"),
                                  .position_id = 7,
                                  .cash = money("1.5"),
                                  .figures = {money("10"), money("-2"), Percent::parse("3").value(),
                                              money("4"), Percent::parse("-5.25").value()}},
                       .days = 2,
                       .trades = 11,
                       .peak_value = money("12"),
                       .max_drawdown_pct = 16.5,
                       .returns = 1,
                       .returns_mean = 0.25,
                       .returns_m2 = 0.125,
                       .first_return = 0.5};
    for (const auto& first : {std::optional{0.5}, std::optional<double>{}}) {
        stats.first_return = first;
        SQLite::Statement replace{database, replace_series_stats()};
        run(replace, chain, stats);
        SQLite::Statement query{database,
                                std::string{"SELECT "} + STATS_COLUMNS + " FROM series_stats"};
        auto row = ask(query);
        ASSERT_TRUE(row.next());
        EXPECT_EQ(stats_of(row), stats);
    }
}

}  // namespace
}  // namespace tradepit::common
