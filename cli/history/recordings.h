#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace tradepit::cli {

/// The texts of `<folder>/<model>/position/position.jsonl`, by model.
/// @throws UsageError when the folder is not there, has no such file, or they are together above
/// the limit of a request.
std::map<std::string, std::string> read_recordings(const std::filesystem::path& folder);

}  // namespace tradepit::cli
