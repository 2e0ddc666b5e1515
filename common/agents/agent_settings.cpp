#include "common/agents/agent_settings.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "common/check.h"
#include "common/text/quoted.h"
#include "common/text/quoted_value.h"

namespace tradepit::common {

namespace {

using Json = nlohmann::json;

/// The names of agent kinds or settings, separated by commas.
std::string listed_names(const auto& list) {
    std::string text;
    for (const auto& each : list) text += (text.empty() ? "" : ", ") + std::string{each.name};
    return text;
}

std::string unknown_setting(const AgentKind& kind, const std::string& name) {
    return "agent." + name + " is not a setting of " + std::string{kind.name} +
           "; known: " + listed_names(kind.settings) + (kind.settings.empty() ? "" : ", ") +
           std::string{DELAY_SETTING.name};
}

bool is_setting_of(const AgentKind& kind, std::string_view name) {
    return name == "kind" || name == DELAY_SETTING.name ||
           std::any_of(kind.settings.begin(), kind.settings.end(),
                       [&](const AgentSetting& each) { return each.name == name; });
}

std::variant<std::int64_t, std::string> read_setting(const Json& agent,
                                                     const AgentSetting& setting) {
    const auto name = std::string{setting.name};
    const auto found = agent.find(name);
    if (found == agent.end()) return setting.default_value;
    if (found->is_number_integer()) {
        // An unsigned number beyond int64 would be read as a negative one.
        const bool fits =
            !found->is_number_unsigned() ||
            found->get<std::uint64_t>() <= static_cast<std::uint64_t>(setting.maximum);
        const auto value = found->get<std::int64_t>();
        if (fits && value >= setting.minimum && value <= setting.maximum) return value;
    }
    return "agent." + name + " is " + quoted_value(*found) + "; it must be a whole number from " +
           std::to_string(setting.minimum) + " to " + std::to_string(setting.maximum);
}

/// The settings of an agent of a planned kind, kept as they were given.
AgentSettings unchecked(const AgentKind& kind, const Json& agent) {
    Json settings{{"kind", kind.name}};
    settings.update(agent);
    return {.kind = &kind,
            .json = settings.dump(),
            .needs = need(kind.needs),
            .lease_days_max = kind.lease_days_max,
            .values = {}};
}

/// Checks the settings, and adds the defaults of those that are not given. A string says what is
/// wrong.
std::variant<AgentSettings, std::string> checked(const AgentKind& kind, const Json& agent) {
    for (const auto& item : agent.items())
        if (!is_setting_of(kind, item.key())) return unknown_setting(kind, item.key());
    AgentSettings made{.kind = &kind,
                       .json = {},
                       .needs = need(kind.needs),
                       .lease_days_max = kind.lease_days_max,
                       .values = {}};
    Json settings{{"kind", kind.name}};
    // Keeps the value of one setting in made.values, or returns what is wrong with it.
    const auto read = [&](const AgentSetting& setting) -> std::optional<std::string> {
        auto value = read_setting(agent, setting);
        if (auto* fault = std::get_if<std::string>(&value)) return std::move(*fault);
        made.values[std::string{setting.name}] = std::get<std::int64_t>(value);
        return std::nullopt;
    };
    for (const auto& setting : kind.settings) {
        if (auto fault = read(setting)) return *std::move(fault);
        settings[std::string{setting.name}] = made.value(setting.name);
    }
    if (auto fault = read(DELAY_SETTING)) return *std::move(fault);
    // A delayed day must not hold a core, nor delay the other days of a lease. Most models have no
    // delay, so `json` states it only where there is one.
    if (const auto delay = made.value(DELAY_SETTING.name); delay > 0) {
        settings[std::string{DELAY_SETTING.name}] = delay;
        made.needs = need(WAIT);
        made.lease_days_max = 1;
    }
    made.json = settings.dump();
    return made;
}

}  // namespace

std::int64_t AgentSettings::value(std::string_view name) const {
    const auto found = values.find(name);
    CHECK(found != values.end());
    return found->second;
}

std::variant<AgentSettings, std::string> read_agent(const Json& agent,
                                                    const std::string& default_kind) {
    if (!agent.is_null() && !agent.is_object()) return "agent must be an object";
    const auto given = agent.is_object() ? agent : Json::object();
    auto name = default_kind;
    if (const auto found = given.find("kind"); found != given.end()) {
        if (!found->is_string()) return "agent.kind must be a text";
        name = found->get<std::string>();
    }
    const auto* kind = agent_kind(name);
    if (kind == nullptr)
        return "unknown agent kind " + quoted_text(name) +
               "; known: " + listed_names(agent_kinds());
    if (kind->availability == AgentKind::Availability::planned) return unchecked(*kind, given);
    return checked(*kind, given);
}

AgentSettings default_agent(std::string_view kind) {
    const auto* found = agent_kind(kind);
    CHECK(found != nullptr);
    return std::get<AgentSettings>(checked(*found, Json::object()));
}

}  // namespace tradepit::common
