#pragma once

#include <filesystem>
#include <string>
#include <string_view>

/// The tree of files that a competition leaves, as the original wrote it: below a folder
/// MODEL/position/position.jsonl and MODEL/log/DATE/log.jsonl.
namespace tradepit::common {

/// Whether a folder can have that name: a model's is not made to fit.
[[nodiscard]] bool is_folder_name(std::string_view name);

[[nodiscard]] std::filesystem::path position_file(const std::filesystem::path& folder,
                                                  const std::string& model);
[[nodiscard]] std::filesystem::path log_file(const std::filesystem::path& folder,
                                             const std::string& model, const std::string& date);

/// Adds to a file, which is made with its folders where it is not there. What is thrown may have
/// been written in part. @throws std::system_error naming the file.
void append_to(const std::filesystem::path& file, std::string_view text);
/// The same, in place of what is there.
void write_over(const std::filesystem::path& file, std::string_view text);

}  // namespace tradepit::common
