#pragma once

#include <filesystem>

namespace tradepit::common {

/// Makes a folder that only its owner may use, and its parent folders with the usual permissions. A
/// folder that exists stays as it is. @throws std::system_error.
void make_private_folder(const std::filesystem::path& folder);

}  // namespace tradepit::common
