#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "common/http/http_exchange.h"
#include "query/api/api.h"
#include "query/api/lookup_counts.h"
#include "query/calls.h"

namespace tradepit::query {

struct HttpApiSettings {
    std::string tokens = {};         ///< the file that TokenFile reads; empty: no token is required
    LookupCounts* counts = nullptr;  ///< for requests without a sufficient token; null: not counted
    /// How long a client waits for an answer of the loop before it gets a 503. This is longer than
    /// the loop waits for the writer (PendingCommands::Limits::patience).
    std::chrono::milliseconds patience{5'000};
    std::chrono::milliseconds long_read_patience{600'000};  ///< the same for long reads
};

/// Makes the request handler of one HTTP thread. The handler answers short reads, documents and
/// files itself. Long reads, commands, routes of AnsweredBy::loop and reads that need the broker's
/// reply go to `calls`, which must outlive the HTTP server's threads.
/// @throws std::runtime_error when TokenFile refuses the file of tokens.
[[nodiscard]] common::HttpHandler http_api(std::shared_ptr<Api> api, Calls& calls,
                                           const HttpApiSettings& settings);

}  // namespace tradepit::query
