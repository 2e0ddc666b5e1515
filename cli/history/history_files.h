#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace tradepit::cli {

/// The limit of files in one import.
inline constexpr std::size_t HISTORY_FILES_MAX = 100'000;
/// The limit of one position.jsonl or log.jsonl, in bytes.
inline constexpr std::size_t HISTORY_FILE_BYTES_MAX = std::size_t{256} << 20;

/// One file of a published competition.
struct HistoryFile {
    std::filesystem::path path;
    std::string model;
    std::string date{};  ///< of a log.jsonl: the name of its folder, not checked; else empty
};

/// Every MODEL/position/position.jsonl and MODEL/position.jsonl in `folder` or below it, sorted by
/// model. There may be none. Folders that may not be read are left out. @throws UsageError when
/// `folder` does not exist, has more than HISTORY_FILES_MAX files position.jsonl, or has two of one
/// model.
std::vector<HistoryFile> find_positions(const std::filesystem::path& folder);

/// Every MODEL/log/DATE/log.jsonl in `folder` or below it, sorted by model and date. There may be
/// none. Folders that may not be read are left out. @throws UsageError when `folder` does not
/// exist, has more than HISTORY_FILES_MAX files log.jsonl, or has two of one model and date.
std::vector<HistoryFile> find_logs(const std::filesystem::path& folder);

/// The texts of the files MODEL/position/position.jsonl directly in `folder`, by model.
/// @throws UsageError when the folder does not exist or has no such file, a file cannot be read, or
/// the texts together have more than REQUEST_BYTES_MAX bytes: one request carries them all.
std::map<std::string, std::string> read_recordings(const std::filesystem::path& folder);

}  // namespace tradepit::cli
