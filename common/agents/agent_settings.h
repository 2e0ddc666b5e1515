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

/// The settings of one agent, checked and with every default filled in, and what follows from them
/// for its days.
struct AgentSettings {
    const AgentKind* kind = nullptr;
    std::string json;                 ///< one line, "kind" among its keys, which are in byte order
    Needs needs;                      ///< the resources of a worker that a day needs
    std::int32_t lease_days_max = 1;  ///< the most consecutive days that one lease may cover

    /// The value of one of the kind's settings, or of the delay. CHECKs that the kind has the
    /// setting.
    [[nodiscard]] std::int64_t value(std::string_view name) const;

    /// By the setting's name; empty for a planned kind.
    std::map<std::string, std::int64_t, std::less<>> values;
};

/// Reads the `agent` of a model in a config; null stands for a model without one. Where `agent`
/// names no kind, the kind is `default_kind`. The settings of a planned kind are kept unchecked.
/// The alternative says what is wrong, and names field, value and rule.
[[nodiscard]] std::variant<AgentSettings, std::string> read_agent(const nlohmann::json& agent,
                                                                  const std::string& default_kind);

/// The default settings of a kind. CHECKs that the kind exists.
[[nodiscard]] AgentSettings default_agent(std::string_view kind);

}  // namespace tradepit::common
