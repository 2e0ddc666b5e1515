#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "common/agents/agent_settings.h"
#include "common/decimal.h"
#include "common/messages/messages.h"
#include "common/stamp.h"

/// Configs in AI-Trader's format with our keys added (DESIGN section 7).
namespace tradepit::query {

/// What a job starts with where nothing else is said.
inline constexpr common::Money INITIAL_CASH = common::Money::from_millionths(10'000'000'000);

struct ConfigModel {
    std::string signature;
    bool enabled = true;
    common::AgentSettings agent;
};

/// First and last date, both included.
struct DateRange {
    common::Stamp from;
    common::Stamp upto;
};

struct Config {
    std::string market;  ///< empty: not said
    common::JobSettings settings;
    std::optional<DateRange> range;
    std::vector<ConfigModel> models;
    common::Money initial_cash = INITIAL_CASH;
};

/// What runs where no config is named.
inline constexpr std::string_view DEFAULT_CONFIG = "default_config.json";

/// The config at `path` inside `config_dir` (empty: default_config.json), its root keys over those
/// of the default. "configs/" before a name is the original's folder, and means ours. The
/// alternative says what is wrong; it lists the known files where there is none of that name.
[[nodiscard]] std::variant<nlohmann::json, std::string> load_config(const std::string& config_dir,
                                                                    const std::string& path);

/// `custom`, an object, with the default's root keys where it has none.
[[nodiscard]] std::variant<nlohmann::json, std::string> over_default(const std::string& config_dir,
                                                                     nlohmann::json custom);

/// Checks a whole config. The alternative names field, value and rule.
[[nodiscard]] std::variant<Config, std::string> read_config(const nlohmann::json& document);
}  // namespace tradepit::query
