#include "common/process/complaints.h"

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

using std::chrono::seconds;

TEST(Complaints, TheFirstIsSaidAtOnce) { EXPECT_EQ(Complaints{}.count(Instant{0}), 1U); }

TEST(Complaints, WithinASecondTheyAreCountedAndSaidTogether) {
    Complaints complaints;
    const Instant now = seconds{100};
    EXPECT_EQ(complaints.count(now), 1U);
    EXPECT_EQ(complaints.count(now), std::nullopt);
    EXPECT_EQ(complaints.count(now + seconds{1} - Instant{1}), std::nullopt);
    EXPECT_EQ(complaints.count(now + seconds{1}), 3U);
    EXPECT_EQ(complaints.count(now + seconds{1}), std::nullopt);
    EXPECT_EQ(complaints.count(now + seconds{60}), 2U);
}

}  // namespace
}  // namespace tradepit::common
