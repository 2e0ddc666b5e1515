#include "cli/suggestion.h"

#include <gtest/gtest.h>

namespace tradepit::cli {
namespace {

const std::vector<std::string> COMMANDS{"submit", "status", "leaderboard", "jobs", "up"};

TEST(Nearest, SwappedAndMissingLettersAreForgiven) {
    EXPECT_EQ(nearest("sumbit", COMMANDS), "submit");
    EXPECT_EQ(nearest("leadrboard", COMMANDS), "leaderboard");
    EXPECT_EQ(nearest("job", COMMANDS), "jobs");
}

TEST(Nearest, WhatIsFarFromEverythingSuggestsNothing) {
    EXPECT_EQ(nearest("frobnicate", COMMANDS), std::nullopt);
    EXPECT_EQ(nearest(std::string(65, 's'), COMMANDS), std::nullopt);
}

}  // namespace
}  // namespace tradepit::cli
