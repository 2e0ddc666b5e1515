#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "common/resources.h"

/// Every kind of agent, in one table. Query checks settings against it, the worker creates agents
/// by it, and docs/AGENTS.md shows it.
namespace tradepit::common {

/// A setting of a kind of agent; its value is a whole number.
struct AgentSetting {
    std::string_view name;
    std::int64_t default_value = 0;
    std::int64_t minimum = 0;
    std::int64_t maximum = 0;
    std::string_view description;
};

struct AgentKind {
    enum class Availability {
        available,
        /// Only `tradepit replay` makes such models.
        replay_only,
        /// The name is reserved, its settings are not checked, and no job may run it.
        planned
    };

    std::string_view name;
    std::string_view description;  ///< Markdown, one line
    /// The kind's own settings. DELAY_SETTING, which all kinds have, is not among them.
    std::span<const AgentSetting> settings = {};
    /// The resource of a worker that a day needs.
    std::string_view needs = CPU;
    /// The most consecutive days that one lease may cover: more than one only where a day takes
    /// little time, so that it costs little to run it again.
    std::int32_t lease_days_max = CHEAP_LEASE_DAYS;
    Availability availability = Availability::available;
    /// Whether requests that name no job also read the jobs that have such a model. If not, only
    /// requests that name such a job get its results.
    bool read_by_default = true;

    static constexpr std::int32_t CHEAP_LEASE_DAYS = 16;
};

/// All kinds, in the order in which documents list them.
[[nodiscard]] std::span<const AgentKind> agent_kinds();
/// nullptr when there is no such kind.
[[nodiscard]] const AgentKind* agent_kind(std::string_view name);

/// A setting of every kind but the planned ones, besides AgentKind::settings: each day takes that
/// many milliseconds longer. A day with a delay needs WAIT in place of CPU, and its lease covers no
/// other day.
extern const AgentSetting DELAY_SETTING;

}  // namespace tradepit::common
