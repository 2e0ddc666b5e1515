#pragma once

#include <cstdint>
#include <filesystem>
#include <system_error>

namespace tradepit::query {

/// The size of a file; 0 for a missing one.
[[nodiscard]] inline std::uintmax_t bytes_of(const std::filesystem::path& file) {
    std::error_code missing;
    const auto bytes = std::filesystem::file_size(file, missing);
    return missing ? 0 : bytes;
}

}  // namespace tradepit::query
