#pragma once

#include <span>
#include <string_view>

namespace tradepit::query {

/// A file that GET /docs serves.
struct DocsFile {
    std::string_view name;  ///< what its path has after /docs/: "index.html"
    std::string_view type;  ///< Content-Type
    std::string_view octets;
};

/// The files of GET /docs, embedded at build time; empty where the build had no Swagger UI. CMake
/// generates the definition (embed.cmake).
[[nodiscard]] std::span<const DocsFile> docs_files();

}  // namespace tradepit::query
