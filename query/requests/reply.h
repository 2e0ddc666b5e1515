#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/limits.h"

namespace tradepit::query {

inline constexpr std::string_view JSON_TYPE = "application/json; charset=utf-8";
inline constexpr std::string_view CSV_TYPE = "text/csv; charset=utf-8; header=present";
inline constexpr std::string_view JSONL_TYPE = "application/x-ndjson; charset=utf-8";
inline constexpr std::string_view METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/// `body` is one JSON document and never the empty text, where `type` says nothing else.
struct Reply {
    int status = 200;
    std::string body;
    int retry_after_s = 0;                           ///< Retry-After, where above 0
    std::string allow = {};                          ///< Allow, where not empty: HTTP's with a 405
    std::string_view type = JSON_TYPE;               ///< a literal: Content-Type, HTTP's
    std::string_view policy = "default-src 'self'";  ///< a literal: Content-Security-Policy
    std::string next = {};                           ///< of an export: where its next page begins

    friend bool operator==(const Reply&, const Reply&) = default;
};

/// {"detail": text}.
Reply refused(int status, std::string_view detail);

/// The largest refusal; there is more wrong with a request than anybody reads.
inline constexpr std::size_t REFUSAL_BYTES_MAX = common::PART_BYTES_MAX;

/// A refusal as RefusedRequest carries it, within REFUSAL_BYTES_MAX, and the same from there: byte
/// for byte, so that a repeat of the request gets what the first one got.
[[nodiscard]] std::string detail_of(const Reply& refusal);
[[nodiscard]] Reply refused_with(int status, const std::string& detail);

/// 503 with Retry-After: what is needed is away for the moment.
Reply unavailable(std::string_view detail);

}  // namespace tradepit::query
