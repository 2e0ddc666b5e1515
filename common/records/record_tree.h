#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

/// The tree of files that a competition leaves, as the original wrote it: below a folder
/// MODEL/position/position.jsonl and MODEL/log/DATE/log.jsonl.
namespace tradepit::common {

[[nodiscard]] std::filesystem::path position_file(const std::filesystem::path& folder,
                                                  const std::string& model);
[[nodiscard]] std::filesystem::path log_file(const std::filesystem::path& folder,
                                             const std::string& model, const std::string& date);

/// Makes a folder that is for its owner alone, those above it as usual; one that is there stays as
/// it is. @throws std::system_error.
void make_private_folder(const std::filesystem::path& folder);

/// Adds to a file, which is made with its folders where it is not there. A link in its place is
/// not followed. What is thrown may have been written in part. @throws std::system_error naming
/// the file.
void append_to(const std::filesystem::path& file, std::string_view text);
/// The same, in place of what is there.
void write_over(const std::filesystem::path& file, std::string_view text);
/// Cuts off what is behind so many bytes; nothing where there is no file.
/// @throws std::system_error naming the file.
void cut_to(const std::filesystem::path& file, std::uintmax_t bytes);

/// Has everything that was written to the file system of `folder` on its disk: one call, for any
/// number of files. @throws std::system_error.
void sync_file_system(const std::filesystem::path& folder);

}  // namespace tradepit::common
