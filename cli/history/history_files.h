#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace tradepit::cli {

/// Files that one import takes.
inline constexpr std::size_t HISTORY_FILES_MAX = 100'000;
/// The size of one position.jsonl or log.jsonl, in bytes.
inline constexpr std::size_t HISTORY_FILE_BYTES_MAX = std::size_t{256} << 20;

/// A file of a tree that a past competition left.
struct HistoryFile {
    std::filesystem::path path;
    std::string model;
    std::string date{};  ///< of a log: its folder's name
};

/// Every MODEL/position/position.jsonl (and MODEL/position.jsonl) at or below `folder`, by model;
/// there may be none. @throws UsageError when the folder is not there, or one model has two.
std::vector<HistoryFile> find_positions(const std::filesystem::path& folder);

/// Every MODEL/log/DATE/log.jsonl at or below `folder`, by model and date. As above.
std::vector<HistoryFile> find_logs(const std::filesystem::path& folder);

/// The texts of `<folder>/<model>/position/position.jsonl`, by model.
/// @throws UsageError when the folder is not there, has no such file, or they are together above
/// the limit of a request.
std::map<std::string, std::string> read_recordings(const std::filesystem::path& folder);

}  // namespace tradepit::cli
