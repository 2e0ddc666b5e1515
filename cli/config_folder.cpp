#include "cli/config_folder.h"

#include <filesystem>
#include <variant>

#include <nlohmann/json.hpp>

#include "cli/failures.h"
#include "cli/text_file.h"
#include "common/limits.h"
#include "common/market/market_rules_json.h"
#include "common/text/json.h"

namespace tradepit::cli {

namespace fs = std::filesystem;
using nlohmann::json;

json read_config(const std::string& name, const std::string& config_dir) {
    fs::path file = name;
    if (!fs::exists(file) && file.is_relative()) file = fs::path{config_dir} / name;
    if (!fs::exists(file))
        throw UsageError("CONFIG " + name + ": there is no such file, here or in " + config_dir);
    auto parsed = common::parse_json(read_text(file, "CONFIG", common::CONFIG_BYTES_MAX));
    if (const auto* fault = std::get_if<common::JsonFault>(&parsed))
        throw UsageError("CONFIG " + file.string() + ": is not JSON: " + fault->text);
    auto& config = std::get<json>(parsed);
    if (!config.is_object()) throw UsageError("CONFIG " + file.string() + ": is not a JSON object");
    return std::move(config);
}

std::vector<common::MarketRules> read_markets(const std::string& config_dir) {
    const auto file = fs::path{config_dir} / "markets.json";
    auto parsed = common::parse_markets(read_text(file, "--config-dir:", common::CONFIG_BYTES_MAX));
    if (const auto* fault = std::get_if<std::string>(&parsed))
        throw UsageError(file.string() + ": " + *fault);
    return std::get<0>(std::move(parsed));
}

}  // namespace tradepit::cli
