#include "cli/request_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tradepit::cli {
namespace {

TEST(RequestKey, IsAVersion4UuidAndNeverTheSame) {
    const auto key = make_request_key();
    EXPECT_THAT(key, testing::MatchesRegex(
                         "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
    EXPECT_NE(key, make_request_key());
}

}  // namespace
}  // namespace tradepit::cli
