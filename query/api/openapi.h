#pragma once

#include "query/requests/reply.h"

namespace tradepit::query {

/// GET /openapi.json: the table of routes (routes.h) and the shapes (common/shapes) as OpenAPI 3.1.
/// The document is made once per process.
[[nodiscard]] Reply openapi();

}  // namespace tradepit::query
