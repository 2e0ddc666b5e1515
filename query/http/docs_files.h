#pragma once

#include <span>
#include <string_view>

namespace tradepit::query {

struct DocsFile {
    std::string_view name;
    std::string_view type;  ///< Content-Type
    std::string_view octets;
};

/// The files of GET /docs as they were at build time; none where Swagger UI was not there. The
/// definition is written by CMake.
[[nodiscard]] std::span<const DocsFile> docs_files();

}  // namespace tradepit::query
