#include "common/time.h"

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

TEST(UtcTime, IsWrittenWithSixDigitsAndReadBack) {
    for (const char* text : {"2025-10-01T13:30:00.123456Z", "1999-12-31T23:59:59.999999Z",
                             "2024-02-29T00:00:00.000001Z"})
        EXPECT_EQ(utc_text(parse_utc(text).value()), text);
}

TEST(UtcTime, HasSixDigitsBeforeAndAfterTheEpoch) {
    using std::chrono::microseconds;
    EXPECT_EQ(utc_text(UtcTime{microseconds{1'759'325'400'000'042}}),
              "2025-10-01T13:30:00.000042Z");
    EXPECT_EQ(utc_text(UtcTime{microseconds{-1}}), "1969-12-31T23:59:59.999999Z");
}

TEST(UtcTime, EveryOtherFormIsRefused) {
    for (const char* text :
         {"", "2025-10-01T13:30:00Z", "2025-10-01 13:30:00.123456Z", "2025-02-30T13:30:00.123456Z",
          "2025-10-01T13:30:00.12345xZ", "2025-10-01T13:30:00.123456+"})
        EXPECT_FALSE(parse_utc(text)) << text;
}

TEST(UtcTime, ADurationIsNeverNegative) {
    const auto start = parse_utc("2025-10-01T13:30:00.000000Z").value();
    const auto end = parse_utc("2025-10-01T13:31:00.250000Z").value();
    EXPECT_EQ(seconds_between(start, end), 60.25);
    EXPECT_EQ(seconds_between(end, start), 0.0);
}

}  // namespace
}  // namespace tradepit::common
