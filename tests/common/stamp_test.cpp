#include "common/stamp.h"

#include <algorithm>
#include <string>
#include <unordered_set>
#include <vector>

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

TEST(Stamp, ReadsExactlyItsTwoForms) {
    for (const char* text :
         {"2025-10-02", "2025-10-02 11:00:00", "1900-01-01", "2199-12-31 23:59:59", "2024-02-29",
          "2000-02-29", "1970-01-01 00:00:00"}) {
        const auto stamp = Stamp::parse(text);
        ASSERT_TRUE(stamp) << text;
        EXPECT_EQ(stamp->text(), text);
    }
}

TEST(Stamp, RefusesEverythingElse) {
    for (const char* text : {"",
                             "2025-10-2",
                             "2025-10-02 ",
                             " 2025-10-02",
                             "2025/10/02",
                             "2025-13-01",
                             "2025-00-10",
                             "2025-02-29",
                             "1900-02-29",
                             "2025-10-32",
                             "2025-10-00",
                             "1899-12-31",
                             "2200-01-01",
                             "2025-10-02T11:00:00",
                             "2025-10-02 24:00:00",
                             "2025-10-02 11:60:00",
                             "2025-10-02 11:00:60",
                             "2025-10-02 11:00",
                             "2025-10-02 11:00:00Z",
                             "+025-10-02",
                             "2025-1a-02",
                             "20251002"}) {
        EXPECT_FALSE(Stamp::parse(text)) << text;
    }
}

TEST(Stamp, OrdersAsItsTextByBytes) {
    std::vector<std::string> texts = {"2025-10-02 11:00:00", "2025-10-02", "2025-10-01 23:59:59",
                                      "2025-10-03",          "1969-12-31", "2025-10-02 09:00:00"};
    std::vector<Stamp> stamps;
    for (const auto& text : texts) stamps.push_back(*Stamp::parse(text));
    std::sort(texts.begin(), texts.end());
    std::sort(stamps.begin(), stamps.end());
    for (size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(stamps[i].text(), texts[i]);
}

TEST(Stamp, KnowsItsDateAndDay) {
    const auto stamp = *Stamp::parse("2025-10-02 11:00:00");
    EXPECT_TRUE(stamp.has_time());
    EXPECT_EQ(stamp.date().text(), "2025-10-02");
    EXPECT_FALSE(stamp.date().has_time());
    EXPECT_EQ(stamp.days(), 20'363);
    EXPECT_EQ(stamp.second_of_day(), 11 * 3600);
    EXPECT_EQ(Stamp::parse("1969-12-31")->days(), -1);
    EXPECT_EQ(Stamp().text(), "1970-01-01");
}

TEST(Stamp, HashesByDateAndTime) {
    std::unordered_set<Stamp> stamps = {*Stamp::parse("2025-10-02"),
                                        *Stamp::parse("2025-10-02 00:00:00"),
                                        *Stamp::parse("2025-10-02")};
    EXPECT_EQ(stamps.size(), 2u);
}

}  // namespace
}  // namespace tradepit::common
