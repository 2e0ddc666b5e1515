#pragma once

#include "query/requests/reply.h"
#include "query/storage/reader.h"

namespace tradepit::query {

/// GET /markets: every market that has prices, with its newest price set and its rules.
Reply market_list(Reader& reader);

}  // namespace tradepit::query
