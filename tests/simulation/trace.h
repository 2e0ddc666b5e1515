#pragma once

#include <string>

#include "tests/simulation/network.h"

namespace tradepit::simulation {

/// A letter as one line of a trace: sender, receiver, message, and the attempts that it is about.
[[nodiscard]] std::string described(const Letter& letter);

}  // namespace tradepit::simulation
