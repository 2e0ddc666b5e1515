#pragma once

#include <cstdint>
#include <functional>

#include "common/time.h"
#include "tests/simulation/history.h"
#include "tests/simulation/market.h"
#include "tests/simulation/network.h"
#include "tests/simulation/plan.h"
#include "tests/simulation/random.h"

namespace tradepit::simulation {

/// A resource that few workers offer. Some chains need it in addition to `wait`.
inline const common::ResourceName LABEL{"label:few"};

/// What all simulated programs share: time, randomness, the network, and the history for the
/// checker.
struct World {
    explicit World(std::uint64_t seed)
        : random{seed},
          plan{seed, random},
          market{plan},
          network{random, plan.rates, plan.calm ? Network::Order::by_pair : Network::Order::none} {}
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    /// Whether a fault with this probability occurs now; never after the faults have ended.
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
    /// Whether the boot of a worker that has this nonce is connected, as a send to it tells.
    std::function<bool(const Address& worker, std::uint64_t nonce)> is_connected;
};

}  // namespace tradepit::simulation
