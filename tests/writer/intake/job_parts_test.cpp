#include "writer/intake/job_parts.h"

#include <gtest/gtest.h>

#include "common/digest.h"

namespace tradepit::writer::tests {
namespace {

using common::JobPart;

/// A part of a request whose octets are `all` together.
JobPart part(const char* key, int number, int parts, std::string octets, const std::string& all) {
    return {.epoch = 1,
            .key = key,
            .part = number,
            .parts = parts,
            .octets = {std::move(octets)},
            .digest = common::sha256_hex(all)};
}

bool waits(const auto& taken) { return std::holds_alternative<JobParts::Waiting>(taken); }
std::string whole(const auto& taken) { return std::get<JobParts::Whole>(taken).octets; }
int status(const auto& taken) { return std::get<JobParts::Refused>(taken).status; }

TEST(JobParts, OnePartIsAWholeJob) {
    EXPECT_EQ(whole(JobParts{}.take(part("k", 0, 1, "job", "job"))), "job");
}

TEST(JobParts, PartsComeTogetherInTheirOrder) {
    JobParts parts;
    EXPECT_TRUE(waits(parts.take(part("k", 1, 3, "b", "abc"))));
    EXPECT_TRUE(waits(parts.take(part("k", 0, 3, "a", "abc"))));
    EXPECT_EQ(whole(parts.take(part("k", 2, 3, "c", "abc"))), "abc");
}

TEST(JobParts, ARepeatedPartCountsOnce) {
    const std::string half(common::PART_BYTES_MAX, 'x');
    JobParts parts{{.job_bytes = 2 * common::PART_BYTES_MAX, .jobs = 1}};
    for (int i = 0; i < 9; ++i) EXPECT_TRUE(waits(parts.take(part("k", 0, 2, half, half + half))));
    EXPECT_EQ(whole(parts.take(part("k", 1, 2, half, half + half))).size(),
              2 * common::PART_BYTES_MAX);
}

TEST(JobParts, AMissingPartIsAskedForWhenTheLastOneComes) {
    JobParts parts;
    EXPECT_TRUE(waits(parts.take(part("k", 0, 3, "a", "abc"))));
    EXPECT_EQ(status(parts.take(part("k", 2, 3, "c", "abc"))), 503);
    EXPECT_EQ(status(parts.take(part("k", 2, 3, "c", "abc"))), 503);
}

TEST(JobParts, KeysAreKeptApart) {
    JobParts parts;
    EXPECT_TRUE(waits(parts.take(part("a", 0, 2, "1", "13"))));
    EXPECT_TRUE(waits(parts.take(part("b", 0, 2, "2", "24"))));
    EXPECT_EQ(whole(parts.take(part("a", 1, 2, "3", "13"))), "13");
    EXPECT_EQ(whole(parts.take(part("b", 1, 2, "4", "24"))), "24");
}

TEST(JobParts, AnotherCountBeginsAnew) {
    JobParts parts;
    EXPECT_TRUE(waits(parts.take(part("k", 0, 3, "a", "ab"))));
    EXPECT_TRUE(waits(parts.take(part("k", 0, 2, "a", "ab"))));
    EXPECT_EQ(whole(parts.take(part("k", 1, 2, "b", "ab"))), "ab");
}

TEST(JobParts, TwoRequestsUnderOneKeyDoNotMix) {
    JobParts parts;
    EXPECT_TRUE(waits(parts.take(part("k", 0, 3, "same", "samebc"))));
    EXPECT_TRUE(waits(parts.take(part("k", 1, 3, "b", "samebc"))));
    EXPECT_TRUE(waits(parts.take(part("k", 0, 3, "same", "sameBC"))));
    EXPECT_EQ(status(parts.take(part("k", 2, 3, "C", "sameBC"))), 503);
    EXPECT_TRUE(waits(parts.take(part("k", 0, 3, "same", "samebc"))));
    EXPECT_TRUE(waits(parts.take(part("k", 0, 3, "same", "sameBC"))));
    EXPECT_TRUE(waits(parts.take(part("k", 1, 3, "B", "sameBC"))));
    EXPECT_EQ(whole(parts.take(part("k", 2, 3, "C", "sameBC"))), "sameBC");
}

TEST(JobParts, TheJobThatIsQuietForLongestMakesRoom) {
    JobParts parts{{.jobs = 2}};
    EXPECT_TRUE(waits(parts.take(part("a", 0, 2, "x", "xx"))));
    EXPECT_TRUE(waits(parts.take(part("b", 0, 2, "x", "xx"))));
    EXPECT_TRUE(waits(parts.take(part("a", 0, 2, "x", "xx"))));
    EXPECT_TRUE(waits(parts.take(part("c", 0, 2, "x", "xx"))));
    EXPECT_EQ(whole(parts.take(part("a", 1, 2, "x", "xx"))), "xx");
    EXPECT_EQ(status(parts.take(part("b", 1, 2, "x", "xx"))), 503);
}

TEST(JobParts, BytesAreLimitedByJob) {
    const std::string half(common::PART_BYTES_MAX, 'x');
    const std::string all = half + half;
    JobParts parts{{.job_bytes = 2 * common::PART_BYTES_MAX, .jobs = 1}};
    EXPECT_TRUE(waits(parts.take(part("k", 0, 2, half, all))));
    EXPECT_EQ(whole(parts.take(part("k", 1, 2, half, all))).size(), 2 * common::PART_BYTES_MAX);
    EXPECT_TRUE(waits(parts.take(part("k", 0, 2, half, all))));
    EXPECT_EQ(status(parts.take(part("k", 1, 2, half + "x", all))), 507);
    EXPECT_EQ(status(parts.take(part("k", 0, 4, half, all))), 507);
}

TEST(JobParts, PartsOfAnotherDigestThanTheyNameAreRefused) {
    JobParts parts;
    EXPECT_TRUE(waits(parts.take(part("k", 0, 2, "a", "ab"))));
    EXPECT_EQ(status(parts.take(part("k", 1, 2, "c", "ab"))), 400);
}

TEST(JobParts, WhatIsNoPartIsRefused) {
    for (const JobPart& bad : {part("k", 0, 0, "x", "x"), part("k", -1, 2, "x", "x"),
                               part("k", 2, 2, "x", "x"), part("k", 0, 1, "", "")})
        EXPECT_EQ(status(JobParts{}.take(bad)), 400);
}

}  // namespace
}  // namespace tradepit::writer::tests
