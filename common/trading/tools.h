#pragma once

#include <span>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "common/trading/trading_day.h"

/// Every tool of agents, in one table. It has the description of each tool that agents get, the
/// function that carries out a call in JSON, and the name under which each use is counted.
namespace tradepit::common {

struct Tool {
    /// As the agent calls it, and as tool_usage stores it.
    std::string_view name;
    std::string_view description;
    /// JSON schemas of the arguments and of the result, each an object.
    std::string_view arguments_schema;
    std::string_view result_schema;
    /// Carries a call out and counts it. When something is wrong with the arguments or the order,
    /// the result is {"error": text, …}, on which the agent can act. No result reveals a price
    /// after the day's open. Throws only what the day's event sink throws.
    nlohmann::json (*call)(TradingDay& day, const nlohmann::json& arguments);
};

/// All tools, in the order in which their use is stored.
[[nodiscard]] std::span<const Tool> tools();
/// nullptr when there is no such tool.
[[nodiscard]] const Tool* find_tool(std::string_view name);

}  // namespace tradepit::common
