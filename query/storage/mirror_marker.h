#pragma once

#include <filesystem>
#include <string>

namespace tradepit::query {

/// The marker file of a job with dual_write, in the folder of the mirrored trees. It exists once
/// the files of that job are complete.
[[nodiscard]] std::filesystem::path mirror_marker(const std::filesystem::path& folder,
                                                  const std::string& job_id);

/// Whether that marker exists.
[[nodiscard]] bool is_marked(const std::filesystem::path& folder, const std::string& job_id);

}  // namespace tradepit::query
