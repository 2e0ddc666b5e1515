#pragma once

#include <cstdint>
#include <filesystem>
#include <system_error>

namespace tradepit::query {

/// Its size; 0 where there is no such file.
[[nodiscard]] inline std::uintmax_t bytes_of(const std::filesystem::path& file) {
    std::error_code missing;
    const auto bytes = std::filesystem::file_size(file, missing);
    return missing ? 0 : bytes;
}

}  // namespace tradepit::query
