#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/instant.h"
#include "common/messages/messages.h"
#include "query/requests/reply.h"

namespace tradepit::query {

/// A process of the pipeline that was silent for so long is not well.
inline constexpr common::Instant SILENCE_MAX = std::chrono::seconds{3};

/// What the broker answered to a read's question, or how long it has said nothing at all.
struct BrokerWord {
    std::optional<common::Waits> waits;
    std::int64_t silent_ms = 0;  ///< where there is no answer
};

/// Whether an export goes on: without a header then.
enum class LaterPage { no, yes };

/// One request of the REST surface, from HTTP or from the lookup socket. Path and parameters are
/// percent-decoded UTF-8.
struct Request {
    std::string method;  ///< "GET", "POST", …
    std::string path;    ///< "/results", without the query string
    std::vector<common::Parameter> parameters;
    std::string key;        ///< Idempotency-Key, may be empty
    std::string_view body;  ///< whole, within REQUEST_BYTES_MAX; valid during the call
    /// Null: the broker was not asked yet. Valid during the call.
    const BrokerWord* broker = nullptr;
    LaterPage later_page = LaterPage::no;
};

/// What a read has from elsewhere than the database.
struct Elsewhere {
    const BrokerWord* broker = nullptr;  ///< null: the broker was not asked yet
    std::string_view records = {};       ///< the folder of the files of jobs with dual_write;
                                         ///< valid during the call
};

/// What Request asks for: done already; the writer's to do and to record, a job to be made or
/// cancelled, or a refusal; or a question to the broker, whose word the same request is to bring
/// with it.
using Answered = std::variant<Reply, common::Job, common::CancelJob, common::RefusedRequest,
                              common::MaintenanceRequest, common::WaitsRequest>;

}  // namespace tradepit::query
