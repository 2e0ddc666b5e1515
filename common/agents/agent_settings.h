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

/// The checked settings of one agent, with every default filled in, and what its days need as a
/// result.
struct AgentSettings {
    const AgentKind* kind = nullptr;
    std::string json;  ///< one line, "kind" among its keys, which are in byte order
    Needs needs;
    std::int32_t lease_days_max = 1;

    /// The value of one of the kind's settings, or of the delay. CHECKs that the kind has the
    /// setting.
    [[nodiscard]] std::int64_t value(std::string_view name) const;

    std::map<std::string, std::int64_t, std::less<>> values;
};

/// Reads the `agent` of a model in a config; null stands for a model without one. Where no kind is
/// named, the kind is `default_kind`. The settings of a planned kind are kept unchecked. The
/// alternative names field, value and rule.
[[nodiscard]] std::variant<AgentSettings, std::string> read_agent(const nlohmann::json& agent,
                                                                  const std::string& default_kind);

/// The default settings of a kind. CHECKs that the kind exists.
[[nodiscard]] AgentSettings default_agent(std::string_view kind);

}  // namespace tradepit::common
