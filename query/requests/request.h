#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/accept.h"
#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::query {

/// A process of the pipeline is unhealthy after this much silence.
inline constexpr common::Duration SILENCE_MAX = std::chrono::seconds{3};

/// A read that takes longer is given up, and its client is told to ask for less. Reads of a route
/// with ByLongRead have no limit.
inline constexpr common::Duration READ_TIME_MAX = std::chrono::seconds{5};

/// One request of the API as a transport read it. Path and parameters are percent-decoded UTF-8.
struct Request {
    std::string method;  ///< "GET", "POST", …
    std::string path;    ///< "/results", without the query string
    std::vector<common::Parameter> parameters;
    std::string key;   ///< Idempotency-Key, may be empty
    std::string body;  ///< whole, within REQUEST_BYTES_MAX
    /// The format of a list for a request without the parameter `format`.
    common::ListFormat preferred_format = common::ListFormat::json;
};

/// The broker's answer to the WaitsRequest of a read. Where it gave none in time, how long the
/// broker has been silent.
struct BrokerReply {
    std::optional<common::Waits> waits;
    std::int64_t silent_ms = 0;  ///< meaningful where `waits` is absent
};

/// What a read may use besides the database.
struct ReadContext {
    const BrokerReply* broker = nullptr;  ///< null: the broker was not asked yet
    /// The folder of the mirror (the files of jobs with dual_write); valid during the call.
    std::string_view mirror_folder = {};
    /// In which a list is to be written, by handlers that do so themselves (Route::writes_formats).
    common::ListFormat format = common::ListFormat::json;
};

}  // namespace tradepit::query
