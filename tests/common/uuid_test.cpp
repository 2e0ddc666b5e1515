#include "common/uuid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

TEST(NewUuid, IsOfVersion4AndNeverTheSame) {
    const auto uuid = new_uuid();
    EXPECT_THAT(uuid, testing::MatchesRegex(
                          "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
    EXPECT_NE(uuid, new_uuid());
}

}  // namespace
}  // namespace tradepit::common
