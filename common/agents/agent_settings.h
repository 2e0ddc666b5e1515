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

/// The settings of one agent, and what follows from them for its days. They are checked, and every
/// default is filled in, unless the kind is a planned one (AgentKind::Availability).
struct AgentSettings {
    const AgentKind* kind = nullptr;
    /// The settings as a JSON object on one line, "kind" among them, keys in byte order. It has no
    /// DELAY_SETTING of 0. Of a planned kind it has what the config gives.
    std::string json;
    Needs needs;                      ///< the resources of a worker that a day needs
    std::int32_t lease_days_max = 1;  ///< the most consecutive days that one lease may cover

    /// The value of one of the kind's settings, or of DELAY_SETTING, also when it is 0. CHECKs that
    /// `values` has the setting.
    [[nodiscard]] std::int64_t value(std::string_view name) const;

    /// By the setting's name, DELAY_SETTING included; empty for a planned kind.
    std::map<std::string, std::int64_t, std::less<>> values;
};

/// Reads the `agent` of a model in a config; null stands for a model without one. Where `agent`
/// names no kind, the kind is `default_kind`. The settings of a planned kind are kept unchecked. A
/// string says what is wrong: with the field's name, its value and the rule, or that there is no
/// such kind.
[[nodiscard]] std::variant<AgentSettings, std::string> read_agent(const nlohmann::json& agent,
                                                                  const std::string& default_kind);

/// The settings of an agent for which a config gives nothing but this kind. CHECKs that the kind
/// exists.
[[nodiscard]] AgentSettings default_agent(std::string_view kind);

}  // namespace tradepit::common
