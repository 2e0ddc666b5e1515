#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/messages/messages.h"
#include "tests/simulation/plan.h"

namespace tradepit::simulation {

/// The number of dates that jobs are made of, and the date with a number from 0 to DATES - 1.
inline constexpr int DATES = 16;
[[nodiscard]] common::Stamp date_of(int number);

/// The result of an agent's day.
struct AgentDay {
    std::vector<common::Event> events;
    common::Close close;
};

/// What an agent decides by.
struct AgentInput {
    const common::ModelName& model;
    common::Stamp date;
    const common::Close& opening;
    const std::string& orders;
    std::string tag;         ///< names this run in the agent's reasoning; not part of the books
    std::uint64_t whim = 0;  ///< randomness of this run; 0 for a deterministic agent
};

/// The prices, the dates without prices, and what agents do on the others. All of it follows from
/// the seed, so that the checker can compute what a disturbed run should have produced.
class Market {
public:
    explicit Market(const Plan& plan) : seed_{plan.seed}, poison_{plan.poison} {}

    /// The date has no prices, so that jobs skip it.
    [[nodiscard]] bool skipped(common::Stamp date) const;
    /// Every attempt of this day fails permanently.
    [[nodiscard]] bool always_fails(const common::ModelName& model, common::Stamp date) const;
    /// Every attempt of this day kills its worker.
    [[nodiscard]] bool deadly(const common::ModelName& model, common::Stamp date) const;
    /// The recorded orders of a replayed model; empty for most days.
    [[nodiscard]] std::string orders(const common::ModelName& model, common::Stamp date) const;
    [[nodiscard]] AgentDay run(const AgentInput& input) const;

private:
    [[nodiscard]] std::uint64_t hash(std::uint64_t what, const common::ModelName& model,
                                     common::Stamp date) const;
    [[nodiscard]] common::Price price(std::size_t symbol, common::Stamp date) const;
    [[nodiscard]] common::Money value(const common::Close& close, common::Stamp date) const;

    std::uint64_t seed_;
    bool poison_;
};

}  // namespace tradepit::simulation
