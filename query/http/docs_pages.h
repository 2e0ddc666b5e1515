#pragma once

#include <optional>
#include <string_view>

#include "query/requests/reply.h"

namespace tradepit::query {

/// What the pages need beyond 'self': Swagger UI styles its elements one by one, and has its
/// pictures in its style sheet.
inline constexpr std::string_view DOCS_POLICY =
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:";

/// GET /docs and what belongs to it: Swagger UI over /openapi.json, from the program itself. A 404
/// says why where it was built without. Nothing for any other path.
[[nodiscard]] std::optional<Reply> docs_page(std::string_view path);

}  // namespace tradepit::query
