#pragma once

#include <span>
#include <string>
#include <string_view>

#include "query/docs/docs_files.h"
#include "query/requests/reply.h"

namespace tradepit::query {

/// The Content-Security-Policy of the pages. Beyond 'self' it allows what Swagger UI needs: styles
/// on single elements, and pictures as data URLs in its style sheet.
inline constexpr std::string_view DOCS_POLICY =
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";

/// GET /: a page with links to the others. The parameter is not used: it makes the function one of
/// the type that a route's ByFile holds (api/routes.h).
[[nodiscard]] Reply start_page(const std::string& none);

/// GET /docs (an empty name) and its files, by name: Swagger UI for /openapi.json, served from the
/// program itself. An unknown name is a 404. A program that was built without Swagger UI answers
/// every name with a 404 page, which says why and links to /openapi.json.
[[nodiscard]] Reply docs_page(const std::string& name);
/// docs_page() with other files than the embedded ones.
[[nodiscard]] Reply docs_page_of(std::span<const DocsFile> files, std::string_view name);

}  // namespace tradepit::query
