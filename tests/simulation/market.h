#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/messages/messages.h"
#include "tests/simulation/plan.h"

namespace tradepit::simulation {

/// Dates that jobs are made of, by their number from 0.
inline constexpr int DATES = 16;
[[nodiscard]] common::Stamp date_of(int number);

/// What an agent's day comes to.
struct AgentDay {
    std::vector<common::Event> events;
    common::Close close;
};

/// What an agent has to go by.
struct AgentInput {
    const common::ModelName& model;
    common::Stamp date;
    const common::Close& opening;
    const std::string& orders;
    std::string tag;         ///< of this one run of it, in what it says; no part of the books
    std::uint64_t whim = 0;  ///< 0 for a deterministic agent
};

/// The prices, the days without any, and what agents make of the others. All of it follows from the
/// seed, so that the checker knows what a disturbed run should have come to.
class Market {
public:
    explicit Market(const Plan& plan) : seed_{plan.seed}, poison_{plan.poison} {}

    [[nodiscard]] bool skipped(common::Stamp date) const;
    /// The agent fails for good on this day, each time.
    [[nodiscard]] bool hopeless(const common::ModelName& model, common::Stamp date) const;
    /// The agent takes its worker down with it, each time.
    [[nodiscard]] bool deadly(const common::ModelName& model, common::Stamp date) const;
    /// What was recorded for a replayed model; empty for most.
    [[nodiscard]] std::string orders(const common::ModelName& model, common::Stamp date) const;
    [[nodiscard]] AgentDay run(const AgentInput& input) const;

private:
    [[nodiscard]] std::uint64_t hash(std::uint64_t what, const common::ModelName& model,
                                     common::Stamp date) const;
    [[nodiscard]] common::Money price(std::size_t symbol, common::Stamp date) const;
    [[nodiscard]] common::Money value(const common::Close& close, common::Stamp date) const;

    std::uint64_t seed_;
    bool poison_;
};

}  // namespace tradepit::simulation
