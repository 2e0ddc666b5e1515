#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>

#include <nlohmann/json_fwd.hpp>

#include "common/agents/agent_kinds.h"

namespace tradepit::common {

/// One agent's settings, checked, with every default filled in, and what follows from them.
struct AgentSettings {
    const AgentKind* kind = nullptr;
    std::string json;  ///< one line, "kind" among its keys, which are in byte order
    Needs needs;
    std::int32_t lease_days_max = 1;

    /// The value of a setting that the kind has, or of the delay. CHECKs that it has it.
    [[nodiscard]] std::int64_t value(std::string_view name) const;

    std::map<std::string, std::int64_t, std::less<>> values;
};

/// Reads a config's `agent`; null stands for a config without one. A kind that is not named is
/// `default_kind`. The alternative names field, value and rule.
[[nodiscard]] std::variant<AgentSettings, std::string> read_agent(const nlohmann::json& agent,
                                                                  const std::string& default_kind);

/// The settings of a kind that are all defaults. CHECKs that there is such a kind.
[[nodiscard]] AgentSettings default_agent(std::string_view kind);

}  // namespace tradepit::common
