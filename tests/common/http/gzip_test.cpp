#include "common/http/gzip.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/common/http/unzipped.h"

namespace tradepit::common {
namespace {

TEST(Gzip, PiecesAreOneStream) {
    Gzip stream;
    std::string octets;
    std::string all;
    for (int i = 0; i < 100; ++i) {
        const std::string piece(static_cast<std::size_t>(i) * 1'000,
                                static_cast<char>('a' + i % 26));
        octets += stream.add(piece);
        all += piece;
    }
    octets += stream.finish();
    EXPECT_EQ(unzipped(octets), all);
    EXPECT_EQ(unzipped(gzipped("")), "");
}

}  // namespace
}  // namespace tradepit::common
