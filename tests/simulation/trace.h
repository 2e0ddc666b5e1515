#pragma once

#include <string>

#include "tests/simulation/network.h"

namespace tradepit::simulation {

/// A letter as one line, for whoever follows a seed: who to whom, which message, and of which
/// attempts.
[[nodiscard]] std::string described(const Letter& letter);

}  // namespace tradepit::simulation
