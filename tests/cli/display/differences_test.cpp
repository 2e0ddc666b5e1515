#include "cli/display/differences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace tradepit::cli {
namespace {

using Json = nlohmann::ordered_json;

Json day(const char* model, const char* date, const char* report) {
    return {{"model", model}, {"date", date}, {"content", report}};
}

const Json ROWS = Json::array(
    {day("b", "2025-01-03",
         R"({"records":2,"matched":1,"differences":[{"line":4,"kind":"state","detail":"x"}]})"),
     day("b", "2025-01-02",
         R"({"records":1,"matched":0,"differences":[{"line":2,"kind":"price","detail":"p"},
                                                     {"line":2,"kind":"state","detail":"s"}]})"),
     day("a", "2025-01-02", R"({"records":3,"matched":3,"differences":[]})")});

TEST(Differences, AreSummedUpPerModelInByteOrder) {
    const auto summary = summarise_differences({{"differences", ROWS}});
    ASSERT_EQ(summary.size(), 2u);
    EXPECT_EQ(summary[0], Json({{"model", "a"},
                                {"records", 3},
                                {"matched", 3},
                                {"count", 0},
                                {"kinds", Json::object()},
                                {"first", nullptr}}));
    EXPECT_EQ(summary[1]["count"], 3);
    EXPECT_EQ(summary[1]["kinds"], Json({{"price", 1}, {"state", 2}}));
}

TEST(Differences, TheFirstIsTheEarliestWhateverTheOrderOfRows) {
    const auto summary = summarise_differences(ROWS);
    EXPECT_EQ(summary[1]["first"]["date"], "2025-01-02");
    EXPECT_EQ(summary[1]["first"]["kind"], "price");
}

TEST(Differences, ARecordedTradeOf0IsCountedAmongTheKindsOnly) {
    const auto summary = summarise_differences(Json::array(
        {day("a", "2025-01-02",
             R"({"records":1,"matched":1,"differences":[{"line":2,"kind":"amount_zero"}]})")}));
    EXPECT_EQ(summary[0]["count"], 0);
    EXPECT_EQ(summary[0]["kinds"], Json({{"amount_zero", 1}}));
    EXPECT_TRUE(summary[0]["first"].is_null());
}

TEST(Differences, TheTableShowsCountsAndTheFirst) {
    EXPECT_THAT(differences_text(summarise_differences(ROWS)),
                testing::HasSubstr("2025-01-02 price: p"));
}

}  // namespace
}  // namespace tradepit::cli
