#pragma once

#include <cstddef>
#include <functional>

#include "common/process/mailbox.h"
#include "query/api/resolve.h"
#include "query/requests/reply.h"

namespace tradepit::query {

/// A request from another thread of this process to query's loop. `respond` is called on the loop's
/// thread, at most once.
struct Call {
    ResolvedRequest request;
    std::function<void(Reply)> respond;
};

/// The loop's mailbox.
using Calls = common::Mailbox<Call>;
/// The limit of that mailbox. An HTTP connection has one call under way, or two where its client
/// was told that the first one takes too long. The limit is therefore above twice
/// HttpLimits::connections_max.
inline constexpr std::size_t CALLS_MAX = 4'096;

}  // namespace tradepit::query
