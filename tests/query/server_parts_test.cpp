#include "query/server_parts.h"

#include <gtest/gtest.h>

namespace tradepit::query {
namespace {

using namespace std::chrono_literals;
using common::Instant;

common::Lookup part_of(std::int64_t id, std::int32_t part, std::int32_t parts,
                       const std::string& body) {
    return {.id = id,
            .method = "POST",
            .path = "/simulate/trigger",
            .parameters = {},
            .key = "k",
            .part = part,
            .parts = parts,
            .body = {body}};
}

/// "…", "= body", or "! status".
std::string text(const RequestParts::Taken& taken) {
    if (const auto* refusal = std::get_if<RequestParts::Refusal>(&taken))
        return "! " + std::to_string(refusal->status);
    if (const auto* whole = std::get_if<common::Lookup>(&taken)) return "= " + whole->body.octets;
    return "…";
}

class RequestPartsTest : public testing::Test {
protected:
    std::string add(const std::string& peer, std::int32_t part, std::int32_t parts,
                    const std::string& body, Instant now = 0s) {
        return text(core.add(peer, part_of(1, part, parts, body), now));
    }
    RequestParts core{RequestParts::Limits{.under_way_max = 2, .bytes_max = 10, .parts_max = 4}};
};

TEST_F(RequestPartsTest, OnePartIsWhole) { EXPECT_EQ(add("ann", 0, 1, "body"), "= body"); }

TEST_F(RequestPartsTest, PartsAreJoinedInOrderPerPeer) {
    EXPECT_EQ(add("ann", 0, 2, "a"), "…");
    EXPECT_EQ(add("bob", 0, 2, "b"), "…");
    EXPECT_EQ(add("ann", 1, 2, "A"), "= aA");
    EXPECT_EQ(add("bob", 1, 2, "B"), "= bB");
    EXPECT_EQ(core.size(), 0u);
    EXPECT_EQ(core.bytes(), 0u);
}

TEST_F(RequestPartsTest, ARepeatedPartChangesNothing) {
    EXPECT_EQ(add("ann", 0, 3, "a"), "…");
    EXPECT_EQ(add("ann", 1, 3, "b"), "…");
    EXPECT_EQ(add("ann", 1, 3, "b"), "…");
    EXPECT_EQ(add("ann", 2, 3, "c"), "= abc");
}

TEST_F(RequestPartsTest, TheFirstPartBeginsAnew) {
    EXPECT_EQ(add("ann", 0, 2, "old"), "…");
    EXPECT_EQ(add("ann", 0, 2, "new"), "…");
    EXPECT_EQ(add("ann", 1, 2, "!"), "= new!");
}

TEST_F(RequestPartsTest, APartWithoutItsFirstIsDropped) {
    EXPECT_EQ(add("ann", 1, 2, "b"), "…");
    EXPECT_EQ(core.size(), 0u);
}

TEST_F(RequestPartsTest, ImpossiblePartsAreRefused) {
    EXPECT_EQ(add("ann", 0, 0, ""), "! 400");
    EXPECT_EQ(add("ann", 2, 2, ""), "! 400");
    EXPECT_EQ(add("ann", -1, 2, ""), "! 400");
    EXPECT_EQ(add("ann", 0, 2, "a"), "…");
    EXPECT_EQ(add("ann", 1, 3, "a"), "! 400");
    EXPECT_EQ(core.size(), 0u);
}

TEST_F(RequestPartsTest, OnePartMoreThanTheLimitIsRefused) {
    EXPECT_EQ(add("ann", 0, 4, "a"), "…");
    EXPECT_EQ(add("bob", 0, 5, "a"), "! 413");
}

TEST_F(RequestPartsTest, OneRequestMoreThanTheLimitIsTurnedAway) {
    EXPECT_EQ(add("ann", 0, 2, "a"), "…");
    EXPECT_EQ(add("bob", 0, 2, "a"), "…");
    EXPECT_EQ(add("cid", 0, 2, "a"), "! 503");
}

TEST_F(RequestPartsTest, OneByteMoreThanTheLimitIsTurnedAway) {
    EXPECT_EQ(add("ann", 0, 3, "12345"), "…");
    EXPECT_EQ(add("ann", 1, 3, "67890"), "…");
    EXPECT_EQ(add("ann", 2, 3, "1"), "! 503");
    EXPECT_EQ(core.bytes(), 0u);
}

TEST_F(RequestPartsTest, WhatDoesNotGoOnIsForgotten) {
    EXPECT_EQ(add("ann", 0, 3, "a", 0s), "…");
    EXPECT_EQ(add("ann", 1, 3, "a", 10s), "…");
    core.expire(39'999ms);
    EXPECT_EQ(core.size(), 1u);
    core.expire(40s);
    EXPECT_EQ(core.size(), 0u);
    EXPECT_EQ(core.bytes(), 0u);
}

TEST(RequestPartsLimits, ARequestAtTheLimitIsTakenAndOneByteMoreRefused) {
    const std::string half(common::REQUEST_BYTES_MAX / 2, 'x');
    RequestParts core;
    EXPECT_EQ(text(core.add("ann", part_of(1, 0, 2, half), 0s)), "…");
    EXPECT_EQ(text(core.add("ann", part_of(1, 1, 2, half), 0s)).size(),
              2 + common::REQUEST_BYTES_MAX);
    EXPECT_EQ(text(core.add("ann", part_of(2, 0, 2, half), 0s)), "…");
    EXPECT_EQ(text(core.add("ann", part_of(2, 1, 2, half + "x"), 0s)), "! 413");
}

}  // namespace
}  // namespace tradepit::query
