#pragma once

#include "query/requests/reply.h"

namespace tradepit::query {

/// GET /openapi.json: what routes.h and common/shapes say, as OpenAPI 3.1. Written once a process.
[[nodiscard]] Reply openapi();

}  // namespace tradepit::query
