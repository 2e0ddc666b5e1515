#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "common/text/folder_name.h"

/// The tree of files of a competition, as AI-Trader writes it: below a folder,
/// MODEL/position/position.jsonl and MODEL/log/DATE/log.jsonl. MODEL is the folder of a model's
/// name (text/folder_name.h).
namespace tradepit::common {

[[nodiscard]] std::filesystem::path position_file(const std::filesystem::path& folder,
                                                  const ModelFolder& model);
[[nodiscard]] std::filesystem::path log_file(const std::filesystem::path& folder,
                                             const ModelFolder& model, const std::string& date);

/// Appends to a file; the file and its folders are made where they do not exist. A symbolic link in
/// place of the file is refused. @throws std::system_error naming the file, or the folder that
/// could not be made; part of the text may then have been written.
void append_to(const std::filesystem::path& file, std::string_view text);
/// As append_to(), but the text replaces what the file had.
void write_over(const std::filesystem::path& file, std::string_view text);
/// Truncates a file, which has at least `bytes` bytes, to its first `bytes` bytes; does nothing
/// where there is no file. A symbolic link in place of the file is refused. @throws
/// std::system_error naming the file.
void cut_to(const std::filesystem::path& file, std::uintmax_t bytes);

/// Forces everything that was written to the file system of `folder` to its disk, in one call for
/// any number of files. @throws std::system_error.
void sync_file_system(const std::filesystem::path& folder);

}  // namespace tradepit::common
