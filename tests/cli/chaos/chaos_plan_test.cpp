#include "cli/chaos/chaos_plan.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace tradepit::cli {
namespace {

std::ptrdiff_t count(const std::vector<Strike>& strikes, Role role, SignalKind blow) {
    return std::count_if(strikes.begin(), strikes.end(), [&](const Strike& strike) {
        return strike.role == role && strike.signal == blow;
    });
}

TEST(ChaosPlan, HasAsManyOfEachRoleAsAskedFor) {
    const auto strikes = ChaosPlan{.seed = 3, .kills = 7, .stops = 2}.strikes();
    ASSERT_EQ(strikes.size(), 4u * 9u);
    for (const Role role : {Role::writer, Role::broker, Role::worker, Role::query}) {
        EXPECT_EQ(count(strikes, role, SignalKind::kill), 7) << to_string(role);
        EXPECT_EQ(count(strikes, role, SignalKind::stop), 2) << to_string(role);
    }
}

TEST(ChaosPlan, LeavesOtherRolesAlone) {
    const auto strikes =
        ChaosPlan{.kills = 3, .stops = 0, .roles = {Role::query, Role::worker}}.strikes();
    ASSERT_EQ(strikes.size(), 6u);
    EXPECT_EQ(count(strikes, Role::query, SignalKind::kill), 3);
    EXPECT_EQ(count(strikes, Role::worker, SignalKind::kill), 3);
}

TEST(ChaosPlan, IsTheSameForTheSameSeedAndAnotherForAnother) {
    EXPECT_EQ(ChaosPlan{.seed = 9}.strikes(), ChaosPlan{.seed = 9}.strikes());
    EXPECT_NE(ChaosPlan{.seed = 9}.strikes(), ChaosPlan{.seed = 10}.strikes());
}

TEST(ChaosPlan, OfASeedIsTheSameOnEveryMachine) {
    const auto strikes = ChaosPlan{.seed = 1, .kills = 1, .stops = 0}.strikes();
    std::string order;
    for (const auto& strike : strikes) order += std::string{to_string(strike.role)} + " ";
    EXPECT_EQ(order, "worker writer query broker ");
    EXPECT_EQ(strikes[0].wait.count(), 101'752) << "as Vigna's SplitMix64 has it";
}

TEST(ChaosPlan, MixesTheRolesAndKeepsToItsTimes) {
    const auto strikes = ChaosPlan{.seed = 1, .kills = 50, .stops = 50}.strikes();
    std::set<Role> first;
    for (std::size_t i = 0; i < 40; ++i) first.insert(strikes[i].role);
    EXPECT_EQ(first.size(), ROLES);
    for (const auto& strike : strikes) {
        EXPECT_GE(strike.wait, common::Instant{0});
        EXPECT_LE(strike.wait, ChaosPlan::WAIT_MAX);
        if (strike.signal == SignalKind::kill) continue;
        EXPECT_GE(strike.length, ChaosPlan::STOP_MIN);
        EXPECT_LE(strike.length, ChaosPlan::STOP_MAX);
    }
}

}  // namespace
}  // namespace tradepit::cli
