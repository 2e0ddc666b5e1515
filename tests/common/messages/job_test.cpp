#include "common/messages/job.h"

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

TEST(Job, AMisusedKeyIsShownFitForAMessage) {
    EXPECT_EQ(key_misused("k\n1"), "The Idempotency-Key \"k\\x0a1\" belongs to another request");
}

}  // namespace
}  // namespace tradepit::common
