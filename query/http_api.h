#pragma once

#include <chrono>
#include <memory>

#include "common/http/http_exchange.h"
#include "query/api/api.h"
#include "query/api/reply_counts.h"
#include "query/calls.h"
#include "query/requests/tokens.h"

namespace tradepit::query {

/// A read that takes an HTTP thread longer than this is left to a thread of ReaderThreads, so that
/// the HTTP thread's other requests need not wait. Pages of an export are never left.
inline constexpr std::chrono::milliseconds QUICK_READ_TIME{100};

struct HttpApiSettings {
    std::shared_ptr<TokenFile> tokens = {};  ///< null: no token is required
    /// Counts the requests whose token does not admit them; null: they are not counted.
    ReplyCounts* counts = nullptr;
    /// How long a client waits for an answer of query's loop before it gets a 503. For a ByRead
    /// READ_TIME_MAX is added. It must be longer than the loop waits for the writer, which may be
    /// twice PendingCommands::Limits::patience.
    std::chrono::milliseconds patience{5'000};
    std::chrono::milliseconds long_read_patience{600'000};  ///< the same for a ByLongRead
};

/// Makes the request handler of one HTTP thread. The handler answers documents, files and reads
/// itself, by `api`. These go to query's loop, by `calls`: long reads (ByLongRead), reads that
/// `api` leaves to another thread or that need the broker's reply, commands, and reports of the
/// loop (PipelineView). `calls` must outlive the HTTP server's threads.
[[nodiscard]] common::HttpHandler http_api(std::shared_ptr<Api> api, Calls& calls,
                                           const HttpApiSettings& settings);

}  // namespace tradepit::query
