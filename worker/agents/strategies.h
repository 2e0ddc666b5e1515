#pragma once

#include <memory>
#include <string_view>

#include "common/agents/agent_settings.h"
#include "worker/agents/agent.h"

/// The built-in strategies. Each is made by its function here, which is defined in the source file
/// of its name (mean_reversion in momentum.cpp). common/agents/agent_kinds.cpp describes its
/// settings.
namespace tradepit::worker {

using MakeStrategy = std::unique_ptr<Agent>(const common::AgentSettings& settings);

MakeStrategy make_buy_and_hold;
MakeStrategy make_equal_weight;
MakeStrategy make_idle;
MakeStrategy make_mean_reversion;
MakeStrategy make_mock;
MakeStrategy make_momentum;
MakeStrategy make_random;
MakeStrategy make_replay;

struct Strategy {
    std::string_view kind;
    MakeStrategy* make;
};

inline constexpr Strategy STRATEGIES[] = {
    {"buy_and_hold", make_buy_and_hold},
    {"equal_weight", make_equal_weight},
    {"idle", make_idle},
    {"mean_reversion", make_mean_reversion},
    {"mock", make_mock},
    {"momentum", make_momentum},
    {"random", make_random},
    {"replay", make_replay},
};

}  // namespace tradepit::worker
