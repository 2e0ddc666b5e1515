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

using Gunzipped = std::variant<std::string, GunzipFault>;

TEST(Gunzip, SeveralStreamsAreOneText) {
    const std::string long_text(1'000'000, 'x');
    EXPECT_EQ(gunzipped(gzipped(""), 0), Gunzipped{""});
    EXPECT_EQ(gunzipped(gzipped(long_text), long_text.size()), Gunzipped{long_text});
    EXPECT_EQ(gunzipped(gzipped("one ") + gzipped("") + gzipped("two"), 7), Gunzipped{"one two"});
}

TEST(Gunzip, ATextAtTheLimitIsTakenAndOneByteMoreRefused) {
    const auto octets = gzipped("12345") + gzipped("67890");
    EXPECT_EQ(gunzipped(octets, 10), Gunzipped{"1234567890"});
    EXPECT_EQ(gunzipped(octets, 9), Gunzipped{GunzipFault::too_long});
    EXPECT_EQ(gunzipped(gzipped("x"), 0), Gunzipped{GunzipFault::too_long});
}

TEST(Gunzip, AStreamThatIsCutAnywhereIsRefused) {
    const auto octets = gzipped("a text that is long enough to have several blocks");
    for (std::size_t bytes = 0; bytes < octets.size(); ++bytes)
        EXPECT_EQ(gunzipped(octets.substr(0, bytes), 100), Gunzipped{GunzipFault::not_gzip})
            << bytes;
}

TEST(Gunzip, WhatFollowsAStreamMustBeAnother) {
    for (const std::string rest : {"x", "\x1f", "\x1f\x8b", "trailing"})
        EXPECT_EQ(gunzipped(gzipped("text") + rest, 100), Gunzipped{GunzipFault::not_gzip}) << rest;
}

TEST(Gunzip, ADamagedStreamIsRefused) {
    auto octets = gzipped("text");
    octets[octets.size() - 5] = static_cast<char>(octets[octets.size() - 5] ^ 1);  // the checksum
    EXPECT_EQ(gunzipped(octets, 100), Gunzipped{GunzipFault::not_gzip});
}

TEST(Gunzip, ASmallBodyThatStandsForAHugeOneIsGivenUpAtTheLimit) {
    const auto bomb = gzipped(std::string(std::size_t{64} << 20, '\0'));
    EXPECT_LT(bomb.size(), std::size_t{1} << 20);
    EXPECT_EQ(gunzipped(bomb, 1'000), Gunzipped{GunzipFault::too_long});
}

}  // namespace
}  // namespace tradepit::common
