#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include <nlohmann/json.hpp>

#include "common/limits.h"
#include "common/text/json.h"
#include "common/text/quoted.h"
#include "query/submission/config.h"

namespace tradepit::query {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// The rules of markets: a file of the config folder that is not a config.
constexpr std::string_view MARKET_RULES = "markets.json";
/// The config folder of AI-Trader, as a path in its own folder and in its container. A config_path
/// that its clients send begins with one of them.
constexpr std::array<std::string_view, 2> AI_TRADER_FOLDERS{"configs/", "/app/configs/"};

/// The names of the configs in the folder, with commas between them, for an error text; "none"
/// where there are none. Where the folder cannot be read to its end, the reason follows.
std::string config_names(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    for (fs::directory_iterator each{folder, error}, end; !error && each != end;
         each.increment(error)) {
        const auto name = each->path().filename().string();
        if (each->path().extension() == ".json" && name != MARKET_RULES) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
    if (text.empty()) text = "none";
    return error ? text + " (and what could not be read: " + error.message() + ")" : text;
}

bool has_parent(const fs::path& path) {
    return std::find(path.begin(), path.end(), "..") != path.end();
}

/// The path of a file in the folder, with links resolved. `path` is absolute, or relative to the
/// folder. Nothing where it is empty or has a "..", and unless the resolved path is that of a
/// regular file inside the folder, other than MARKET_RULES.
std::optional<fs::path> config_inside(const fs::path& folder, const fs::path& path) {
    if (path.empty() || has_parent(path)) return std::nullopt;
    std::error_code error;
    const auto root = fs::canonical(folder, error);
    if (error) return std::nullopt;
    // An absolute path stays as it is here.
    const auto file = fs::canonical(root / path, error);
    if (error || !fs::is_regular_file(file, error) || error) return std::nullopt;
    // The file is inside the folder if its path begins with that of the folder.
    const auto differs_at = std::mismatch(root.begin(), root.end(), file.begin(), file.end()).first;
    if (differs_at != root.end() || file == root / MARKET_RULES) return std::nullopt;
    return file;
}

/// The config file that a client names, also by a path of AI-Trader's folder.
std::optional<fs::path> config_named(const fs::path& folder, std::string_view path) {
    // The system's functions would take a null byte for the end of the path.
    if (path.find('\0') != path.npos) return std::nullopt;
    if (auto file = config_inside(folder, path)) return file;
    // The normal form of a path with ".." may be inside the folder though the path is not.
    if (has_parent(path)) return std::nullopt;
    const auto plain = fs::path{path}.lexically_normal().string();
    for (const auto prefix : AI_TRADER_FOLDERS)
        if (plain.starts_with(prefix))
            if (auto file = config_inside(folder, plain.substr(prefix.size()))) return file;
    return std::nullopt;
}

/// Reads a config of the folder. A string is an error text.
std::variant<Json, std::string> read_file(const std::string& config_dir, const std::string& path) {
    const auto file = config_named(config_dir, path);
    if (!file) {
        // AI-Trader says it in these words, and scripts look for them. A file outside of the folder
        // gets the same text, so that nobody learns what lies there.
        return "Config path does not exist: " + common::printable_text(path) +
               " (in the config folder; known: " + config_names(config_dir) + ")";
    }
    std::ifstream stream{*file, std::ios::binary};
    std::string text(common::CONFIG_BYTES_MAX + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (text.size() > common::CONFIG_BYTES_MAX) {
        return "Config file " + common::quoted_text(path) + " is larger than " +
               std::to_string(common::CONFIG_BYTES_MAX) + " bytes";
    }
    auto parsed = common::parse_json(text);
    if (const auto* fault = std::get_if<common::JsonFault>(&parsed)) {
        return "Config file " + common::quoted_text(path) + ": " + fault->text;
    }
    if (!std::get<Json>(parsed).is_object()) {
        return "Config file " + common::quoted_text(path) + " must be a JSON object";
    }
    return std::move(std::get<Json>(parsed));
}

}  // namespace

std::variant<Json, std::string> load_config(const std::string& config_dir,
                                            const std::string& path) {
    if (path.empty()) return read_file(config_dir, std::string{DEFAULT_CONFIG});
    auto custom = read_file(config_dir, path);
    if (std::holds_alternative<std::string>(custom)) return custom;
    return with_defaults(config_dir, std::move(std::get<Json>(custom)));
}

std::variant<Json, std::string> with_defaults(const std::string& config_dir, Json custom) {
    // A config that has models is complete where there is no default config.
    if (custom.contains("models") && !config_inside(config_dir, std::string{DEFAULT_CONFIG}))
        return custom;
    auto merged = read_file(config_dir, std::string{DEFAULT_CONFIG});
    if (std::holds_alternative<std::string>(merged)) return merged;
    for (auto& item : custom.items()) std::get<Json>(merged)[item.key()] = item.value();
    return merged;
}

}  // namespace tradepit::query
