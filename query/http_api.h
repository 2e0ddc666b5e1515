#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "common/http/http_exchange.h"
#include "query/api/api.h"
#include "query/api/lookup_counts.h"
#include "query/calls.h"

namespace tradepit::query {

/// A read that an HTTP thread has begun is left to a reader after this, so that the other requests
/// of the thread go on.
inline constexpr std::chrono::milliseconds QUICK_READ_TIME{100};

struct HttpApiSettings {
    std::string tokens = {};         ///< the file that TokenFile reads; empty: no token is required
    LookupCounts* counts = nullptr;  ///< for requests without a sufficient token; null: not counted
    /// How long a client waits for an answer of the loop before it gets a 503; for a read
    /// READ_TIME_MAX longer. This is longer than the loop waits for the writer
    /// (PendingCommands::Limits::patience).
    std::chrono::milliseconds patience{5'000};
    std::chrono::milliseconds long_read_patience{600'000};  ///< the same for long reads
};

/// Makes the request handler of one HTTP thread. The handler answers documents, files and reads
/// itself. Long reads, reads that `api` leaves to another thread, commands, reports of the loop and
/// reads that need the broker's reply go to `calls`, which must outlive the HTTP server's threads.
/// @throws std::runtime_error when TokenFile refuses the file of tokens.
[[nodiscard]] common::HttpHandler http_api(std::shared_ptr<Api> api, Calls& calls,
                                           const HttpApiSettings& settings);

}  // namespace tradepit::query
