#include "common/messages/parts.h"

#include <gtest/gtest.h>

#include "common/digest.h"

namespace tradepit::common {
namespace {

using namespace std::chrono_literals;

/// "…" while parts are missing, "= octets" for a whole, "! status" for a refusal.
std::string text(const Assembly::Taken& taken) {
    if (const auto* refused = std::get_if<Assembly::Refused>(&taken))
        return "! " + std::to_string(refused->status);
    if (const auto* whole = std::get_if<std::string>(&taken)) return "= " + *whole;
    return "…";
}

constexpr Assembly::Limits SMALL{
    .whole_bytes_max = 8, .parts_max = 4, .under_way_max = 2, .bytes_max = 10, .idle_max = 30s};
constexpr Assembly::Limits SMALL_DROPPING{.whole_bytes_max = 8,
                                          .parts_max = 4,
                                          .under_way_max = 2,
                                          .bytes_max = 10,
                                          .idle_max = 30s,
                                          .when_full = Assembly::WhenFull::drop_quietest,
                                          .too_large_status = 507};

class Parts : public testing::Test {
protected:
    std::string add(const std::string& key, std::int32_t part, std::int32_t parts,
                    const std::string& octets, Instant now = 0s) {
        return text(refusing.add(
            {.sender = "peer", .key = key, .part = part, .parts = parts, .octets = octets}, now));
    }
    std::string drop(const std::string& key, std::int32_t part, std::int32_t parts,
                     const std::string& octets, Instant now = 0s) {
        return text(dropping.add(
            {.sender = "peer", .key = key, .part = part, .parts = parts, .octets = octets}, now));
    }
    /// Adds a part of an upload whose digest is that of `all`.
    std::string of(const std::string& all, std::int32_t part, std::int32_t parts,
                   const std::string& octets) {
        return text(large.add({.sender = "peer",
                               .key = "k",
                               .digest = sha256_hex(all),
                               .part = part,
                               .parts = parts,
                               .octets = octets},
                              0s));
    }
    Assembly refusing{SMALL};
    Assembly dropping{SMALL_DROPPING};
    Assembly large;
};

TEST(Split, CutsAtTheLimit) {
    EXPECT_EQ(split("", 3), std::vector<std::string_view>{""});
    EXPECT_EQ(split("abc", 3), std::vector<std::string_view>{"abc"});
    EXPECT_EQ(split("abcd", 3), (std::vector<std::string_view>{"abc", "d"}));
    EXPECT_EQ(split("abcdef", 3), (std::vector<std::string_view>{"abc", "def"}));
}

TEST_F(Parts, OnePartIsTheWhole) {
    EXPECT_EQ(add("k", 0, 1, "body"), "= body");
    EXPECT_EQ(add("k", 0, 1, ""), "= ");
}

TEST_F(Parts, AreJoinedInTheirOrderWhateverOrderTheyCameIn) {
    EXPECT_EQ(add("k", 1, 3, "b"), "…");
    EXPECT_EQ(add("k", 0, 3, "a"), "…");
    EXPECT_EQ(add("k", 2, 3, "c"), "= abc");
    EXPECT_EQ(refusing.size(), 0u);
    EXPECT_EQ(refusing.bytes(), 0u);
}

TEST_F(Parts, OfTwoKeysAreKeptApart) {
    EXPECT_EQ(add("a", 0, 2, "1"), "…");
    EXPECT_EQ(add("b", 0, 2, "2"), "…");
    EXPECT_EQ(add("a", 1, 2, "3"), "= 13");
    EXPECT_EQ(add("b", 1, 2, "4"), "= 24");
}

TEST_F(Parts, OfTwoSendersAreKeptApart) {
    const auto add_of = [&](const char* sender, std::int32_t part, const char* octets) {
        return text(large.add(
            {.sender = sender, .key = "k", .part = part, .parts = 2, .octets = octets}, 0s));
    };
    EXPECT_EQ(add_of("ann", 0, "a"), "…");
    EXPECT_EQ(add_of("bob", 0, "b"), "…");
    EXPECT_TRUE(large.holds("ann", "k"));
    EXPECT_EQ(add_of("ann", 1, "A"), "= aA");
    EXPECT_FALSE(large.holds("ann", "k"));
    EXPECT_EQ(add_of("bob", 1, "B"), "= bB");
}

TEST_F(Parts, ThatRepeatChangeNothing) {
    EXPECT_EQ(add("k", 0, 3, "a"), "…");
    for (int i = 0; i < 20; ++i) EXPECT_EQ(add("k", 1, 3, "bb"), "…");
    EXPECT_EQ(refusing.bytes(), 3u);
    EXPECT_EQ(add("k", 2, 3, "c"), "= abbc");
}

TEST_F(Parts, TheNewestCopyOfAPartCounts) {
    EXPECT_EQ(add("k", 0, 2, "old"), "…");
    EXPECT_EQ(add("k", 0, 2, "new"), "…");
    EXPECT_EQ(add("k", 1, 2, "!"), "= new!");
}

TEST_F(Parts, AnotherNumberOfPartsBeginsAnew) {
    EXPECT_EQ(add("k", 0, 3, "a"), "…");
    EXPECT_EQ(add("k", 0, 2, "a"), "…");
    EXPECT_EQ(add("k", 1, 2, "b"), "= ab");
}

TEST_F(Parts, OfTwoDigestsUnderOneKeyAreNotMixed) {
    EXPECT_EQ(of("samebc", 0, 3, "same"), "…");
    EXPECT_EQ(of("samebc", 1, 3, "b"), "…");
    EXPECT_EQ(of("sameBC", 0, 3, "same"), "…");
    EXPECT_EQ(of("sameBC", 2, 3, "C"), "! 503");
    EXPECT_EQ(of("samebc", 0, 3, "same"), "…");
    EXPECT_EQ(of("sameBC", 0, 3, "same"), "…");
    EXPECT_EQ(of("sameBC", 1, 3, "B"), "…");
    EXPECT_EQ(of("sameBC", 2, 3, "C"), "= sameBC");
}

TEST_F(Parts, ThatDoNotHaveTheirDigestAreRefused) {
    EXPECT_EQ(of("ab", 0, 2, "a"), "…");
    EXPECT_EQ(of("ab", 1, 2, "c"), "! 400");
    EXPECT_EQ(of("ab", 0, 1, "ac"), "! 400");
    EXPECT_EQ(large.size(), 0u);
}

TEST_F(Parts, TheLastOneClosesTheTransferAndMissingOnesAreAskedFor) {
    EXPECT_EQ(add("k", 0, 3, "a"), "…");
    EXPECT_EQ(add("k", 2, 3, "c"), "! 503");
    EXPECT_EQ(refusing.size(), 0u);
    EXPECT_EQ(add("k", 2, 3, "c"), "! 503");
}

TEST_F(Parts, MayComeLastOneFirstWhereThatDoesNotCloseTheTransfer) {
    Assembly patient{{.refuses_gaps = false}};
    const auto add_to = [&](std::int32_t part, const char* octets) {
        return text(patient.add({.key = "k", .part = part, .parts = 3, .octets = octets}, 0s));
    };
    EXPECT_EQ(add_to(2, "c"), "…");
    EXPECT_EQ(add_to(0, "a"), "…");
    EXPECT_EQ(add_to(0, "a"), "…");
    EXPECT_EQ(add_to(1, "b"), "= abc");
}

TEST_F(Parts, OutsideTheirNumberAreRefusedAndEndTheTransfer) {
    EXPECT_EQ(add("k", 0, 0, ""), "! 400");
    EXPECT_EQ(add("k", 2, 2, ""), "! 400");
    EXPECT_EQ(add("k", -1, 2, ""), "! 400");
    EXPECT_EQ(add("k", 0, 2, "a"), "…");
    EXPECT_EQ(add("k", 2, 2, "a"), "! 400");
    EXPECT_EQ(refusing.size(), 0u);
    EXPECT_EQ(refusing.bytes(), 0u);
}

TEST_F(Parts, OneMoreThanTheLimitIsRefused) {
    EXPECT_EQ(add("a", 0, 4, "a"), "…");
    EXPECT_EQ(add("b", 0, 5, "a"), "! 413");
    EXPECT_EQ(drop("b", 0, 5, "a"), "! 507");
}

TEST_F(Parts, OneByteMoreThanTheWholeMayHaveIsRefused) {
    EXPECT_EQ(add("k", 0, 2, "1234"), "…");
    EXPECT_EQ(add("k", 1, 2, "5678"), "= 12345678");
    EXPECT_EQ(add("k", 0, 2, "1234"), "…");
    EXPECT_EQ(add("k", 1, 2, "56789"), "! 413");
    EXPECT_EQ(add("k", 0, 1, "123456789"), "! 413");
    EXPECT_EQ(drop("k", 0, 1, "123456789"), "! 507");
    EXPECT_EQ(refusing.bytes(), 0u);
}

TEST_F(Parts, OneTransferMoreThanTheLimitIsTurnedAway) {
    EXPECT_EQ(add("a", 0, 2, "a"), "…");
    EXPECT_EQ(add("b", 0, 2, "b"), "…");
    EXPECT_EQ(add("c", 0, 2, "c"), "! 503");
    EXPECT_EQ(add("c", 0, 1, "c"), "= c");
    EXPECT_EQ(add("a", 1, 2, "A"), "= aA");
    EXPECT_EQ(add("c", 0, 2, "c"), "…");
}

TEST_F(Parts, TheTransferThatWasSilentForLongestMakesRoomWhereThatIsTheRule) {
    EXPECT_EQ(drop("a", 0, 2, "x"), "…");
    EXPECT_EQ(drop("b", 0, 2, "x"), "…");
    EXPECT_EQ(drop("a", 0, 2, "x"), "…");
    EXPECT_EQ(drop("c", 0, 2, "x"), "…");
    EXPECT_EQ(drop("a", 1, 2, "x"), "= xx");
    EXPECT_EQ(drop("b", 1, 2, "x"), "! 503");
}

TEST_F(Parts, OneByteMoreThanAllTransfersMayHaveIsTurnedAway) {
    EXPECT_EQ(add("a", 0, 3, "12345"), "…");
    EXPECT_EQ(add("b", 0, 3, "67890"), "…");
    EXPECT_EQ(add("b", 1, 3, "1"), "! 503");
    EXPECT_EQ(refusing.bytes(), 5u);
    EXPECT_EQ(drop("a", 0, 3, "12345"), "…");
    EXPECT_EQ(drop("b", 0, 3, "67890"), "…");
    EXPECT_EQ(drop("b", 1, 3, "1"), "…");
    EXPECT_EQ(dropping.bytes(), 6u);
    EXPECT_FALSE(dropping.holds("peer", "a"));
}

TEST_F(Parts, ATransferThatDoesNotGoOnIsForgottenInTime) {
    EXPECT_EQ(add("k", 0, 3, "a", 0s), "…");
    EXPECT_EQ(add("k", 1, 3, "a", 10s), "…");
    refusing.expire(39'999ms);
    EXPECT_EQ(refusing.size(), 1u);
    refusing.expire(40s);
    EXPECT_EQ(refusing.size(), 0u);
    EXPECT_EQ(refusing.bytes(), 0u);
}

TEST_F(Parts, ARequestAtTheLimitIsTakenAndOneByteMoreRefused) {
    const std::string half(REQUEST_BYTES_MAX / 2, 'x');
    const auto add_large = [&](std::int32_t part, const std::string& octets) {
        return text(large.add({.key = "k", .part = part, .parts = 2, .octets = octets}, 0s));
    };
    EXPECT_EQ(add_large(0, half), "…");
    EXPECT_EQ(add_large(1, half).size(), 2 + REQUEST_BYTES_MAX);
    EXPECT_EQ(add_large(0, half), "…");
    EXPECT_EQ(add_large(1, half + "x"), "! 413");
}

}  // namespace
}  // namespace tradepit::common
