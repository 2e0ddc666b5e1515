#pragma once

#include <cstdint>

#include "worker/agents/agent.h"

namespace tradepit::worker {

/// `trades` orders a day by chance: a buy for 1 to 10 hundredths of the portfolio's value, as far
/// as cash goes, or, as likely, a sale of all it holds of a symbol. Chance is a 64-bit Mersenne
/// twister (the same everywhere) started from the seed, the model's name and the date.
class Dice : public Agent {
public:
    Dice(std::int64_t seed, int trades) : seed_{seed}, trades_{trades} {}
    std::optional<AgentFailure> run(TradingDay& day, const StopFlag& stop) override;

private:
    std::int64_t seed_;
    int trades_;
};

}  // namespace tradepit::worker
