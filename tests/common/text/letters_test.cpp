#include "common/text/letters.h"

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

TEST(Letters, OfAsciiBecomeSmallAndEveryOtherByteStays) {
    EXPECT_EQ(in_small_letters("AZ az @[`{ 09 \xC3\x84"), "az az @[`{ 09 \xC3\x84");
    EXPECT_EQ(in_small_letters(""), "");
}

TEST(Letters, AreEqualInEitherCase) {
    EXPECT_TRUE(equal_ignoring_case("Bearer", "bEARER"));
    EXPECT_FALSE(equal_ignoring_case("Bearer", "Bearer "));
    EXPECT_FALSE(equal_ignoring_case("\xC3\x84", "\xC3\xA4"));
    EXPECT_FALSE(equal_ignoring_case("@", "`"));
}

}  // namespace
}  // namespace tradepit::common
