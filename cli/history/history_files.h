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
    std::string date{};  ///< of a log: the name of its folder, not checked; else empty
};

/// Every MODEL/position/position.jsonl and MODEL/position.jsonl in `folder` or below it, sorted by
/// model. There may be none. @throws UsageError when the folder does not exist, has more than
/// HISTORY_FILES_MAX such files, or has two of one model.
std::vector<HistoryFile> find_positions(const std::filesystem::path& folder);

/// Every MODEL/log/DATE/log.jsonl in `folder` or below it, sorted by model and date. @throws
/// UsageError as find_positions(); two files of one model are allowed for different dates.
std::vector<HistoryFile> find_logs(const std::filesystem::path& folder);

/// The texts of the files `<folder>/<model>/position/position.jsonl`, by model.
/// @throws UsageError when the folder does not exist, has no such file, or the texts together have
/// more than REQUEST_BYTES_MAX bytes, because one request carries them all.
std::map<std::string, std::string> read_recordings(const std::filesystem::path& folder);

}  // namespace tradepit::cli
