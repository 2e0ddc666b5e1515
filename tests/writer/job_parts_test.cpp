#include "writer/job_parts.h"

#include <gtest/gtest.h>

namespace tradepit::writer::tests {
namespace {

using common::JobPart;

JobPart part(const char* key, int number, int parts, std::string octets = "x") {
    return {1, key, number, parts, {std::move(octets)}};
}

bool waits(const auto& taken) { return std::holds_alternative<JobParts::Waiting>(taken); }
std::string whole(const auto& taken) { return std::get<JobParts::Whole>(taken).octets; }
int status(const auto& taken) { return std::get<JobParts::Refused>(taken).status; }

TEST(JobParts, OnePartIsAWholeJob) {
    EXPECT_EQ(whole(JobParts{}.take(part("k", 0, 1, "job"))), "job");
}

TEST(JobParts, PartsComeTogetherInTheirOrder) {
    JobParts parts;
    EXPECT_TRUE(waits(parts.take(part("k", 1, 3, "b"))));
    EXPECT_TRUE(waits(parts.take(part("k", 0, 3, "a"))));
    EXPECT_EQ(whole(parts.take(part("k", 2, 3, "c"))), "abc");
}

TEST(JobParts, ARepeatedPartCountsOnce) {
    const std::string half(common::PART_BYTES_MAX, 'x');
    JobParts parts{{.job_bytes = 2 * common::PART_BYTES_MAX, .jobs = 1}};
    for (int i = 0; i < 9; ++i) EXPECT_TRUE(waits(parts.take(part("k", 0, 2, half))));
    EXPECT_EQ(whole(parts.take(part("k", 1, 2, half))).size(), 2 * common::PART_BYTES_MAX);
}

TEST(JobParts, AMissingPartIsAskedForWhenTheLastOneComes) {
    JobParts parts;
    EXPECT_TRUE(waits(parts.take(part("k", 0, 3))));
    EXPECT_EQ(status(parts.take(part("k", 2, 3))), 503);
    EXPECT_EQ(status(parts.take(part("k", 2, 3))), 503);
}

TEST(JobParts, KeysAreKeptApart) {
    JobParts parts;
    EXPECT_TRUE(waits(parts.take(part("a", 0, 2, "1"))));
    EXPECT_TRUE(waits(parts.take(part("b", 0, 2, "2"))));
    EXPECT_EQ(whole(parts.take(part("a", 1, 2, "3"))), "13");
    EXPECT_EQ(whole(parts.take(part("b", 1, 2, "4"))), "24");
}

TEST(JobParts, AnotherCountBeginsAnew) {
    JobParts parts;
    EXPECT_TRUE(waits(parts.take(part("k", 0, 3))));
    EXPECT_TRUE(waits(parts.take(part("k", 0, 2, "a"))));
    EXPECT_EQ(whole(parts.take(part("k", 1, 2, "b"))), "ab");
}

TEST(JobParts, TwoJobsUnderOneKeyDoNotMix) {
    JobParts parts;
    EXPECT_TRUE(waits(parts.take(part("k", 0, 3, "a"))));
    EXPECT_TRUE(waits(parts.take(part("k", 1, 3, "b"))));
    EXPECT_TRUE(waits(parts.take(part("k", 0, 3, "A"))));
    EXPECT_EQ(status(parts.take(part("k", 2, 3, "C"))), 503);
    EXPECT_TRUE(waits(parts.take(part("k", 0, 3, "a"))));
    EXPECT_TRUE(waits(parts.take(part("k", 0, 3, "A"))));
    EXPECT_TRUE(waits(parts.take(part("k", 1, 3, "B"))));
    EXPECT_EQ(whole(parts.take(part("k", 2, 3, "C"))), "ABC");
}

TEST(JobParts, TheJobThatIsQuietForLongestMakesRoom) {
    JobParts parts{{.jobs = 2}};
    EXPECT_TRUE(waits(parts.take(part("a", 0, 2))));
    EXPECT_TRUE(waits(parts.take(part("b", 0, 2))));
    EXPECT_TRUE(waits(parts.take(part("a", 0, 2))));
    EXPECT_TRUE(waits(parts.take(part("c", 0, 2))));
    EXPECT_EQ(whole(parts.take(part("a", 1, 2))), "xx");
    EXPECT_EQ(status(parts.take(part("b", 1, 2))), 503);
}

TEST(JobParts, BytesAreLimitedByJob) {
    const std::string half(common::PART_BYTES_MAX, 'x');
    JobParts parts{{.job_bytes = 2 * common::PART_BYTES_MAX, .jobs = 1}};
    EXPECT_TRUE(waits(parts.take(part("k", 0, 2, half))));
    EXPECT_EQ(whole(parts.take(part("k", 1, 2, half))).size(), 2 * common::PART_BYTES_MAX);
    EXPECT_TRUE(waits(parts.take(part("k", 0, 2, half))));
    EXPECT_EQ(status(parts.take(part("k", 1, 2, half + "x"))), 507);
    EXPECT_EQ(status(parts.take(part("k", 0, 4, half))), 507);
}

TEST(JobParts, WhatIsNoPartIsRefused) {
    for (const JobPart& bad :
         {part("k", 0, 0), part("k", -1, 2), part("k", 2, 2), part("k", 0, 1, "")})
        EXPECT_EQ(status(JobParts{}.take(bad)), 400);
}

}  // namespace
}  // namespace tradepit::writer::tests
