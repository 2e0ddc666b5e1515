#pragma once

#include <span>
#include <string>
#include <string_view>

#include "query/docs/docs_files.h"
#include "query/requests/reply.h"

namespace tradepit::query {

/// The Content-Security-Policy of the pages: beyond 'self', Swagger UI sets styles on single
/// elements and keeps pictures in its style sheet.
inline constexpr std::string_view DOCS_POLICY =
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";

/// GET /: a page that leads to the others.
[[nodiscard]] Reply start_page(const std::string& none);

/// GET /docs and its files, by name: Swagger UI over /openapi.json, from the program itself. A
/// program that was built without Swagger UI answers every name with a 404, a page that says why
/// and where the same document is.
[[nodiscard]] Reply docs_page(const std::string& name);
/// The same of other files.
[[nodiscard]] Reply docs_page_of(std::span<const DocsFile> files, std::string_view name);

}  // namespace tradepit::query
