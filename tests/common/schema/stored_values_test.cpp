#include "common/schema/stored_values.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/common/values.h"

namespace tradepit::common {
namespace {

TEST(StoredHoldings, AreReadAsTheyWereWritten) {
    const std::vector<Holding> holdings{{Symbol{"A\"B"}, shares("5")},
                                        {Symbol{"MSFT"}, shares("0.00000001")}};
    const auto text = holdings_text(holdings);
    EXPECT_EQ(text, R"({"A\"B":5,"MSFT":0.00000001})");
    EXPECT_EQ(holdings_of(text), holdings);
    EXPECT_TRUE(holdings_of("{}").empty());
}

TEST(StoredHoldings, ThatNoWriterWroteAreCorrupt) {
    for (const char* text : {"", "[]", R"({"A":"5"})", R"({"A":-1})", R"({"A":1e300})", "{"})
        EXPECT_THROW(static_cast<void>(holdings_of(std::string{text})), Corrupt) << text;
}

TEST(StoredDates, ThatNoWriterWroteAreCorrupt) {
    EXPECT_EQ(dates_of(R"(["2025-10-01"])"), std::vector{day("2025-10-01")});
    for (const char* text : {"", "{}", "[1]", R"(["2025-10-32"])"})
        EXPECT_THROW(static_cast<void>(dates_of(text)), Corrupt) << text;
}

TEST(StoredNonces, AreSixteenHexadecimalDigits) {
    EXPECT_EQ(nonce_text(42), "000000000000002a");
    EXPECT_EQ(nonce_of(nonce_text(~0ULL)), ~0ULL);
    EXPECT_THROW(static_cast<void>(nonce_of("x")), Corrupt);
}

TEST(StoredStatuses, ThatNoWriterWroteAreCorrupt) {
    EXPECT_EQ(job_status_of("partial"), JobStatus::partial);
    EXPECT_THROW(static_cast<void>(job_status_of("done")), Corrupt);
    EXPECT_THROW(static_cast<void>(attempt_state_of("")), Corrupt);
}

TEST(StoredQuantities, AreReadAsTheyWereStored) {
    SQLite::Database database{":memory:", SQLite::OPEN_READWRITE};
    SQLite::Statement query{database, "SELECT ?"};
    for (const char* text : {"5", "0.5", "90000000", "0.00000001"}) {
        auto rows = ask(query, shares(text));
        ASSERT_TRUE(rows.next());
        EXPECT_EQ(quantity_of(rows[0]), shares(text));
    }
    auto rows = ask(query, -1);
    ASSERT_TRUE(rows.next());
    EXPECT_THROW(static_cast<void>(quantity_of(rows[0])), Corrupt);
}

}  // namespace
}  // namespace tradepit::common
