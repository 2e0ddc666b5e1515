#include "writer/intake/wall_time.h"

#include <gtest/gtest.h>

namespace tradepit::writer::tests {
namespace {

TEST(WallTime, IsWrittenWithSixDigitsAndReadBack) {
    for (const char* text : {"2025-10-01T13:30:00.123456Z", "1999-12-31T23:59:59.999999Z",
                             "2024-02-29T00:00:00.000001Z"})
        EXPECT_EQ(wall_text(parse_wall(text).value()), text);
}

TEST(WallTime, EveryOtherFormIsRefused) {
    for (const char* text :
         {"", "2025-10-01T13:30:00Z", "2025-10-01 13:30:00.123456Z", "2025-02-30T13:30:00.123456Z",
          "2025-10-01T13:30:00.12345xZ", "2025-10-01T13:30:00.123456+"})
        EXPECT_FALSE(parse_wall(text)) << text;
}

TEST(WallTime, ADurationIsNeverNegative) {
    const auto start = parse_wall("2025-10-01T13:30:00.000000Z").value();
    const auto end = parse_wall("2025-10-01T13:31:00.250000Z").value();
    EXPECT_EQ(seconds_between(start, end), 60.25);
    EXPECT_EQ(seconds_between(end, start), 0.0);
}

}  // namespace
}  // namespace tradepit::writer::tests
