#include "query/series/markets.h"

#include <gtest/gtest.h>

#include "query/storage/snapshots.h"
#include "tests/query/stored.h"

namespace tradepit::query {
namespace {

class CalendarsTest : public Stored, public testing::Test {
protected:
    /// The stamps of the n-th market's calendar.
    std::size_t stamps(std::size_t n) {
        return snapshots.ask([&](Reader& reader) {
            return calendars
                .of(reader, {.name = common::MarketName{"m" + std::to_string(n)},
                             .price_set = 1,
                             .price_hash = {},
                             .rules = {}})
                .size();
        });
    }

    Snapshots snapshots{{.database = (folder() / "results.db").string()}};
    Calendars calendars;
};

TEST_F(CalendarsTest, AsManyAsTheLimitAreKeptAndOneMoreStartsAnew) {
    for (std::size_t n = 0; n <= Calendars::CACHED_MAX; ++n)
        market("m" + std::to_string(n), {"2025-10-01"});
    for (std::size_t n = 0; n < Calendars::CACHED_MAX; ++n) EXPECT_EQ(stamps(n), 1U);
    // A price set never changes; this shows which calendar is read from the database.
    bar("m0", "AAA", "2025-10-02", 10, 11);
    EXPECT_EQ(stamps(0), 1U);
    EXPECT_EQ(stamps(Calendars::CACHED_MAX), 1U);
    EXPECT_EQ(stamps(0), 2U);
}

TEST_F(CalendarsTest, AReadThatFailsLeavesNothing) {
    market("m0", {"2025-10-01", "2025-10-02"});
    sql("UPDATE prices SET date = '2025-10-0x' WHERE date = '2025-10-02'");
    EXPECT_ANY_THROW(static_cast<void>(stamps(0)));
    sql("UPDATE prices SET date = '2025-10-02' WHERE date = '2025-10-0x'");
    EXPECT_EQ(stamps(0), 2U);
}

}  // namespace
}  // namespace tradepit::query
