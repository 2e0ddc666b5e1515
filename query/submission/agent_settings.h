#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include <nlohmann/json_fwd.hpp>

#include "common/messages/messages.h"

namespace tradepit::query {

/// Days that one lease may cover where they are cheap.
inline constexpr std::int32_t CHEAP_STRETCH = 16;

/// An agent's settings with every default filled in, and what follows from its kind.
struct AgentSettings {
    std::string kind;
    std::string json;  ///< one line, "kind" among its keys, which are in byte order
    common::SlotKind slot = common::SlotKind::computing;
    std::int32_t stretch = 1;
};

/// Reads a config's `agent` (null where it has none, when the kind is `otherwise`). The alternative
/// names field, value and rule.
[[nodiscard]] std::variant<AgentSettings, std::string> read_agent(const nlohmann::json& agent,
                                                                  const std::string& otherwise);

/// Whether this version can run that kind.
[[nodiscard]] bool available(const std::string& kind);

/// The settings of a model that repeats its record, and of every model in dev mode.
[[nodiscard]] AgentSettings replay_agent();
[[nodiscard]] AgentSettings mock_agent();

}  // namespace tradepit::query
