#pragma once

#include <cstdint>

#include "common/time.h"
#include "tests/simulation/history.h"
#include "tests/simulation/market.h"
#include "tests/simulation/network.h"
#include "tests/simulation/plan.h"
#include "tests/simulation/random.h"

namespace tradepit::simulation {

/// A resource that few workers offer, which some chains need beside a place to wait in.
inline const common::ResourceName LABEL{"label:few"};

/// What all simulated programs share: time, chance, the network, and what is noted for the checker.
struct World {
    explicit World(std::uint64_t seed)
        : random{seed},
          plan{seed, random},
          market{plan},
          network{random, plan.rates, plan.calm ? Network::Order::by_pair : Network::Order::none} {}
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    /// Whether something that goes wrong now and then goes wrong now.
    [[nodiscard]] bool strikes(double rate) { return faults && random.chance(rate); }
    [[nodiscard]] std::uint64_t draw_nonce() { return ++nonces; }

    Random random;
    const Plan plan;
    const Market market;
    Network network;
    History history;
    bool faults = true;
    common::Instant now = std::chrono::hours{1};
    std::uint64_t nonces = 0;
};

}  // namespace tradepit::simulation
