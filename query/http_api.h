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
    /// How long a client waits for an answer of the loop before it gets a 503. This is longer than
    /// the loop waits for the writer (PendingCommands::Limits::patience).
    std::chrono::milliseconds patience{5'000};
    std::chrono::milliseconds long_read_patience{600'000};  ///< the same for long reads
};

/// The API over HTTP, for one HTTP thread. The thread itself answers documents, files and reads;
/// long reads, reads that `api` leaves to others, commands and what only the loop knows go to
/// `calls`, which must outlive the HTTP server's threads.
/// @throws std::runtime_error when the tokens cannot be read.
[[nodiscard]] common::HttpHandler http_api(std::shared_ptr<Api> api, Calls& calls,
                                           const HttpApiSettings& settings);

}  // namespace tradepit::query
