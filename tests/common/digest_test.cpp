#include "common/digest.h"

#include <gtest/gtest.h>

namespace tradepit::common {
namespace {

TEST(Digest, IsSha256AsPublished) {
    // The examples of FIPS 180-4.
    EXPECT_EQ(sha256_hex("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Digest, InPiecesEqualsAtOnce) {
    Sha256 sha;
    sha.add("a");
    sha.add("bc");
    EXPECT_EQ(hex(sha.finish()), sha256_hex("abc"));
}

TEST(Digest, OfARunningAttemptTellsBatchesApart) {
    const std::string both = next_digest(next_digest("", "ab"), "c");
    EXPECT_EQ(both.size(), 32U);
    EXPECT_NE(both, next_digest(next_digest("", "a"), "bc"));
    EXPECT_NE(both, next_digest(both, ""));
}

}  // namespace
}  // namespace tradepit::common
