#include "query/submission/agent_settings.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/limits.h"
#include "common/messages/agent_limits.h"
#include "common/text/shown.h"
#include "query/submission/shown_value.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::json;

/// A whole number that an agent is set with.
struct Setting {
    std::string_view name;
    std::int64_t otherwise;
    std::int64_t least;
    std::int64_t most;
};

/// Whether its settings are ours to check.
enum class Check { settings, nothing };

struct Kind {
    std::string_view name;
    std::span<const Setting> settings = {};
    common::SlotKind slot = common::SlotKind::computing;
    bool cheap = true;
    Check check = Check::settings;
};

using common::DELAY_MS_MAX;
using common::LOOKBACK_MAX;
using common::RANDOM_TRADES_MAX;
/// A seed that any JSON reader takes exactly.
constexpr std::int64_t SEED_MAX = (std::int64_t{1} << 53) - 1;
constexpr auto SYMBOLS_MAX = static_cast<std::int64_t>(common::HOLDINGS_MAX);

constexpr Setting RANKING[] = {{"lookback", 20, 1, LOOKBACK_MAX}, {"top", 5, 1, SYMBOLS_MAX}};
constexpr Setting RANDOM[] = {{"seed", 0, -SEED_MAX, SEED_MAX},
                              {"trades", 3, 0, RANDOM_TRADES_MAX}};
/// Of every kind whose settings are ours. Left out where it is 0: most models have none.
constexpr Setting DELAY{"delay_ms", 0, 0, DELAY_MS_MAX};

constexpr Kind KINDS[] = {
    {"buy_and_hold"},
    {"equal_weight"},
    {"momentum", RANKING},
    {"mean_reversion", RANKING},
    {"random", RANDOM},
    {"mock"},
    {"idle", {}, common::SlotKind::waiting},
    {"replay", {}, common::SlotKind::computing, false},
    {"llm", {}, common::SlotKind::waiting, false, Check::nothing},
    {"process", {}, common::SlotKind::waiting, false, Check::nothing},
    {"external", {}, common::SlotKind::waiting, false, Check::nothing},
};

const Kind* kind_named(const std::string& name) {
    const auto* found = std::find_if(std::begin(KINDS), std::end(KINDS),
                                     [&](const Kind& kind) { return kind.name == name; });
    return found == std::end(KINDS) ? nullptr : found;
}

std::string names(const auto& list) {
    std::string text;
    for (const auto& each : list) text += (text.empty() ? "" : ", ") + std::string{each.name};
    return text;
}

std::string unknown_setting(const Kind& kind, const std::string& name) {
    return "agent." + name + " is not a setting of " + std::string{kind.name} +
           "; known: " + names(kind.settings) + (kind.settings.empty() ? "" : ", ") +
           std::string{DELAY.name};
}

std::variant<std::int64_t, std::string> read_setting(const Json& agent, const Setting& setting) {
    const auto name = std::string{setting.name};
    const auto found = agent.find(name);
    if (found == agent.end()) return setting.otherwise;
    if (found->is_number_integer()) {
        const bool fits = !found->is_number_unsigned() ||
                          found->get<std::uint64_t>() <= static_cast<std::uint64_t>(setting.most);
        const auto value = found->get<std::int64_t>();
        if (fits && value >= setting.least && value <= setting.most) return value;
    }
    return "agent." + name + " is " + shown_value(*found) + "; it must be a whole number from " +
           std::to_string(setting.least) + " to " + std::to_string(setting.most);
}

AgentSettings made(const Kind& kind, const Json& settings) {
    // A day that takes its time keeps no core, and no later days, waiting.
    const bool waits = kind.check == Check::settings && settings.contains(DELAY.name);
    return {std::string{kind.name}, settings.dump(), waits ? common::SlotKind::waiting : kind.slot,
            kind.cheap && !waits ? CHEAP_STRETCH : 1};
}

}  // namespace

std::variant<AgentSettings, std::string> read_agent(const Json& agent,
                                                    const std::string& otherwise) {
    if (!agent.is_null() && !agent.is_object()) return "agent must be an object";
    auto name = otherwise;
    if (agent.is_object() && agent.contains("kind")) {
        if (!agent.at("kind").is_string()) return "agent.kind must be a text";
        name = agent.at("kind").get<std::string>();
    }
    const auto* kind = kind_named(name);
    if (kind == nullptr) {
        return "unknown agent kind " + common::shown(name) + "; known: " + names(KINDS);
    }
    Json settings{{"kind", name}};
    if (kind->check == Check::nothing) {
        if (agent.is_object()) settings.update(agent);
        return made(*kind, settings);
    }
    if (agent.is_object()) {
        for (const auto& item : agent.items()) {
            const bool known =
                item.key() == "kind" || item.key() == DELAY.name ||
                std::any_of(kind->settings.begin(), kind->settings.end(),
                            [&](const Setting& each) { return each.name == item.key(); });
            if (!known) return unknown_setting(*kind, item.key());
        }
    }
    const auto given = agent.is_object() ? agent : Json::object();
    for (const auto& setting : kind->settings) {
        auto value = read_setting(given, setting);
        if (auto* fault = std::get_if<std::string>(&value)) return *fault;
        settings[std::string{setting.name}] = std::get<std::int64_t>(value);
    }
    auto delay = read_setting(given, DELAY);
    if (auto* fault = std::get_if<std::string>(&delay)) return *fault;
    if (const auto value = std::get<std::int64_t>(delay); value > 0) settings[DELAY.name] = value;
    return made(*kind, settings);
}

bool available(const std::string& kind) {
    return kind != "llm" && kind != "process" && kind != "external" && kind != "replay";
}

AgentSettings replay_agent() { return made(*kind_named("replay"), {{"kind", "replay"}}); }

AgentSettings mock_agent() { return made(*kind_named("mock"), {{"kind", "mock"}}); }

}  // namespace tradepit::query
