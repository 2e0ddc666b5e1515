#pragma once

#include <cstdint>
#include <filesystem>
#include <system_error>

namespace tradepit::query {

/// The size of a file in bytes; 0 where it is missing or cannot be examined.
[[nodiscard]] inline std::uintmax_t file_bytes(const std::filesystem::path& file) {
    std::error_code error;
    const auto bytes = std::filesystem::file_size(file, error);
    return error ? 0 : bytes;
}

}  // namespace tradepit::query
