#include "tests/simulation/plan.h"

namespace tradepit::simulation {

namespace {

Rates calm_rates(Random& random) {
    return {.writer_killed = random.choose({0.0, 0.005, 0.02, 0.06}),
            .commit_refused = random.choose({0.0, 0.05}),
            .broker_killed = random.choose({0.0, 0.004, 0.012}),
            .broker_paused = random.choose({0.0, 0.003}),
            .broker_replaced = 0};
}

Rates hostile_rates(Random& random) {
    Rates rates = calm_rates(random);
    rates.broker_replaced = random.choose({0.0, 0.004});
    rates.drop = random.choose({0.0, 0.05, 0.2});
    rates.repeat = random.choose({0.0, 0.1, 0.4});
    rates.late = random.choose({0.0, 0.03, 0.2});
    rates.worker_killed = random.choose({0.0, 0.004, 0.015});
    rates.worker_paused = random.choose({0.0, 0.004});
    rates.worker_drains = random.choose({0.0, 0.003});
    rates.agent_hangs = random.choose({0.0, 0.0, 0.02});
    rates.agent_fails = random.choose({0.0, 0.05, 0.15});
    return rates;
}

}  // namespace

Plan::Plan(std::uint64_t its_seed, Random& random)
    : seed{its_seed},
      calm{random.chance(0.25)},
      exact{random.chance(0.6)},
      poison{false},
      reopen{random.chance(0.1)},
      max_attempts{random.choose({2, 3, 1'000'000})},
      workers{random.pick(1, 3)},
      twin{seed % 5 == 0},
      faulty_steps{random.pick(150, 450)},
      rates{calm ? calm_rates(random) : hostile_rates(random)} {
    poison = !calm && max_attempts < 10 && random.chance(0.2);
    if (calm && twin) rates.broker_killed = 0;
    rates.encoded = random.chance(0.1) ? 1.0 : 0.05;
}

}  // namespace tradepit::simulation
