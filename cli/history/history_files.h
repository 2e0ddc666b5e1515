#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "cli/folder_walk.h"

namespace tradepit::cli {

/// The limit of files in one import.
inline constexpr std::size_t HISTORY_FILES_MAX = 100'000;
/// The limit of one position.jsonl or log.jsonl, in bytes.
inline constexpr std::size_t HISTORY_FILE_BYTES_MAX = std::size_t{256} << 20;

/// One file of a published competition.
struct HistoryFile {
    std::filesystem::path path;
    std::string model;   ///< the name of its folder, read back (common/text/folder_name.h)
    std::string date{};  ///< of a log.jsonl: the name of its folder, not checked; else empty
    std::vector<std::string> notes{};  ///< what is unusual about its place
    std::string refusal{};             ///< why it cannot be taken; empty where it can

    friend bool operator==(const HistoryFile&, const HistoryFile&) = default;
};

/// The files of one kind in a tree.
struct HistoryFiles {
    /// Sorted by model and date. Of files with equal model and date each one has a `refusal`.
    std::vector<HistoryFile> files;
    Remarks remarks;  ///< what was left out of the walk, and why
};

/// Every MODEL/position/position.jsonl and MODEL/position.jsonl in `folder` or below it. There may
/// be none. @param what the argument that named the folder, for an error text. @throws UsageError
/// as walk().
HistoryFiles find_positions(const std::filesystem::path& folder, const std::string& what = "DIR");

/// Every MODEL/log/DATE/log.jsonl in `folder` or below it. There may be none. @throws UsageError as
/// walk().
HistoryFiles find_logs(const std::filesystem::path& folder, const std::string& what = "DIR");

/// What a replay reads.
struct Recordings {
    std::map<std::string, std::string> texts;  ///< of the position.jsonl, by model
    Remarks remarks;                           ///< notes alone
};

/// The files that find_positions() finds. @throws UsageError when one of them cannot be taken or
/// read, anything could not be looked at (a replay without one of its models would be another job),
/// there is none, or the texts together have more than REQUEST_BYTES_MAX bytes: one request carries
/// them all.
Recordings read_recordings(const std::filesystem::path& folder);

}  // namespace tradepit::cli
