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

/// Configs in AI-Trader's format, with tradepit's keys added.
namespace tradepit::query {

/// The initial cash of a model where neither the submission nor the config states one: 10,000.
inline constexpr common::Money INITIAL_CASH = common::Money::from_millionths(10'000'000'000);

struct ConfigModel {
    std::string signature;
    bool enabled = true;  ///< false: runs only where the submission names it
    common::AgentSettings agent;
};

/// First and last date, both included.
struct DateRange {
    common::Stamp from;
    common::Stamp upto;
};

struct Config {
    std::string market;  ///< empty: not stated
    common::JobSettings settings;
    std::optional<DateRange> range;  ///< nothing: not stated
    std::vector<ConfigModel> models;
    common::Money initial_cash = INITIAL_CASH;
};

/// The config of a submission that names none.
inline constexpr std::string_view DEFAULT_CONFIG = "default_config.json";

/// Loads the config at `path`, which is relative to `config_dir` or an absolute path inside it; an
/// empty `path` is DEFAULT_CONFIG. The root keys that it lacks are taken from the default config.
/// Where there is no such file and the path begins with the name of AI-Trader's folder ("configs/",
/// "./configs/", "/app/configs/"), that prefix is ignored. A string as the result is an error text,
/// which for an unknown file lists the known ones.
[[nodiscard]] std::variant<nlohmann::json, std::string> load_config(const std::string& config_dir,
                                                                    const std::string& path);

/// `custom`, an object, with the root keys that it lacks taken from the default config. Where there
/// is no default config, `custom` is returned unchanged if it has models. A string as the result is
/// an error text: there is no default config and `custom` has no models, or the default config is
/// too large or not a JSON object.
[[nodiscard]] std::variant<nlohmann::json, std::string> with_defaults(const std::string& config_dir,
                                                                      nlohmann::json custom);

/// Checks and reads a whole config. A string as the result is an error text for the first fault,
/// with field, value and rule.
[[nodiscard]] std::variant<Config, std::string> read_config(const nlohmann::json& document);

}  // namespace tradepit::query
