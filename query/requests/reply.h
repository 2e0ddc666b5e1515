#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "common/limits.h"
#include "common/messages/messages.h"

namespace tradepit::common {
struct Deployment;
}

namespace tradepit::query {

inline constexpr std::string_view JSON_TYPE = "application/json; charset=utf-8";
inline constexpr std::string_view CSV_TYPE = "text/csv; charset=utf-8; header=present";
inline constexpr std::string_view JSONL_TYPE = "application/x-ndjson; charset=utf-8";
inline constexpr std::string_view METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

/// A page of an export, which is not its last.
struct ExportPage {
    std::string text;
    std::string next_cursor;  ///< where the next page begins; never empty
    friend bool operator==(const ExportPage&, const ExportPage&) = default;
};

/// A file that is compiled into the program. All members refer to literals.
struct StaticFile {
    std::string_view octets;
    std::string_view type;    ///< Content-Type
    std::string_view policy;  ///< Content-Security-Policy
    friend bool operator==(const StaticFile&, const StaticFile&) = default;
};

/// The answer to a request, for any transport. Its content type follows from the route
/// (content_type() in resolve.h).
struct Reply {
    /// A text is one JSON document and never empty, unless the route has another content type.
    using Body = std::variant<std::string, ExportPage, StaticFile>;

    int status = 200;
    Body body;
    int retry_after_s = 0;  ///< Retry-After, where above 0

    /// The body's text: the whole one, the page's, or the file's.
    [[nodiscard]] std::string_view text() const;
    friend bool operator==(const Reply&, const Reply&) = default;
};

/// The read takes too long for this thread: one that has the time must answer it from the start.
struct ReadLater {};

/// What answering a request leads to: the reply; a command, which the writer must carry out and
/// record first; a request to the broker, whose reply is needed to answer the same read again; or
/// another thread must read.
using Outcome = std::variant<Reply, common::Command, common::WaitsRequest, ReadLater>;

/// {"detail": text}.
[[nodiscard]] Reply refused(int status, std::string_view detail);

/// 404 for a job that is not stored.
[[nodiscard]] Reply unknown_job(const std::string& job_id);

/// A refusal of a command that would be larger than this is replaced by a short one.
inline constexpr std::size_t REFUSAL_BYTES_MAX = common::PART_BYTES_MAX;

/// The detail of a refusal (within REFUSAL_BYTES_MAX) in the form that KeepRefusal carries.
[[nodiscard]] std::string detail_of(const Reply& refusal);
/// The refusal made from such a detail. It is the original one byte for byte, so that a repeated
/// request gets the first answer.
[[nodiscard]] Reply refused_with(int status, const std::string& detail);

/// 500 for an unexpected exception. The exception's text belongs in the log.
[[nodiscard]] Reply inner_error();

/// 503 with Retry-After: something that the answer needs is unavailable for the moment.
[[nodiscard]] Reply unavailable(std::string_view detail);

/// Adds deployment_mode, is_dev_mode and preserve_dev_data (null outside dev mode) to a reply whose
/// body is one JSON object with members.
[[nodiscard]] Reply with_deployment(Reply reply, const common::Deployment& deployment);

}  // namespace tradepit::query
