#include "tests/simulation/simulation.h"

#include <cstdint>
#include <cstdlib>
#include <string>

#include <gtest/gtest.h>

namespace tradepit::simulation {
namespace {

/// The number of tests that share the seeds, so that they run on several cores.
constexpr std::uint64_t SHARDS = 8;

/// The number of seeds of one shard. SIMULATION_SEEDS is the number for all shards in this kind of
/// build; the environment variable overrides it.
std::uint64_t seeds_of_a_shard() {
    const char* asked = std::getenv("TRADEPIT_SIMULATION_SEEDS");
    const std::uint64_t all = asked == nullptr ? SIMULATION_SEEDS : std::stoull(asked);
    return (all + SHARDS - 1) / SHARDS;
}

class Shard : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(Shard, KeepsEveryGuaranteeOnEverySeed) {
    const std::uint64_t count = seeds_of_a_shard();
    const std::uint64_t first = 1 + GetParam() * count;
    Database database;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        SCOPED_TRACE("to see it again: simulation --seed " + std::to_string(seed));
        for (const std::string& wrong : Simulation{seed, database}.run()) ADD_FAILURE() << wrong;
        if (HasFailure()) return;
    }
}

INSTANTIATE_TEST_SUITE_P(Simulation, Shard, ::testing::Range<std::uint64_t>(0, SHARDS));

TEST(Simulation, ASeedRunsTheSameEachTime) {
    Database database;
    const auto followed = [&](std::uint64_t seed) {
        std::string all;
        Simulation simulation{seed, database};
        simulation.follow([&](common::Instant now, const std::string& what) {
            all += std::to_string(now.count()) + " " + what + "\n";
        });
        EXPECT_TRUE(simulation.run().empty());
        return all;
    };
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const std::string once = followed(seed);
        EXPECT_FALSE(once.empty());
        EXPECT_EQ(once, followed(seed)) << seed;
    }
}

/// The simulation tests a rule only if the situation that the rule is for occurs.
TEST(Simulation, BringsAboutWhatTheRulesAreFor) {
    Database database;
    std::map<std::string, int> fault_counts;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        Simulation simulation{seed, database};
        simulation.run();
        for (const auto& [note, count] : simulation.fault_counts()) fault_counts[note] += count;
    }
    for (const char* wanted : {"writer killed in a turn",
                               "commit refused",
                               "broker killed",
                               "broker paused",
                               "broker replaced",
                               "broker stale",
                               "worker killed",
                               "worker paused",
                               "worker drained",
                               "nonce retired",
                               "name taken",
                               "attempt dropped",
                               "superseded while it ran",
                               "claim refused",
                               "assignment undelivered",
                               "command part without room",
                               "command part held back",
                               "key misused",
                               "chain retried",
                               "chain resumed"})
        EXPECT_GT(fault_counts[wanted], 0) << wanted;
}

}  // namespace
}  // namespace tradepit::simulation
