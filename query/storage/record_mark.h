#pragma once

#include <filesystem>
#include <string>

namespace tradepit::query {

/// The file that says that the files of a job with dual_write are written whole, in the folder of
/// the trees.
[[nodiscard]] std::filesystem::path record_mark(const std::filesystem::path& folder,
                                                const std::string& job_id);

/// Whether it is there.
[[nodiscard]] bool is_marked(const std::filesystem::path& folder, const std::string& job_id);

}  // namespace tradepit::query
