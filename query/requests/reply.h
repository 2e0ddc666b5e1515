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

/// A page of an export that is not the last one.
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
    /// The text is one JSON document, unless the route has another content type.
    using Body = std::variant<std::string, ExportPage, StaticFile>;

    int status = 200;
    Body body;
    int retry_after_s = 0;  ///< seconds, sent as Retry-After; 0: not sent

    /// The octets of the body, whichever alternative it has.
    [[nodiscard]] std::string_view text() const;
    friend bool operator==(const Reply&, const Reply&) = default;
};

/// The read takes too long for this thread: a thread of ReaderThreads must answer it from the
/// start.
struct ReadLater {};

/// What answering a request leads to: the reply; a command, which the writer must carry out before
/// there is a reply; a question to the broker, after whose answer the same read is answered again;
/// or the notice that another thread must answer the read.
using Outcome = std::variant<Reply, common::Command, common::WaitsRequest, ReadLater>;

/// A reply with the body {"detail": text}. With a 422 the detail is a list instead (Faults).
[[nodiscard]] Reply refused(int status, std::string_view detail);

/// 404 for a job that is not stored.
[[nodiscard]] Reply unknown_job(const std::string& job_id);

/// The most bytes of the body of a refusal of a request for the writer. DatabaseApi replaces a
/// larger refusal by a short one, because a refusal of a request with a key is sent to the writer
/// to be recorded (common::RecordRefusal).
inline constexpr std::size_t REFUSAL_BYTES_MAX = common::PART_BYTES_MAX;

/// The detail of a refusal, made by refused() or Faults::reply(), as common::RecordRefusal carries
/// it: with a 422 the JSON of the list, else the text.
[[nodiscard]] std::string detail_of(const Reply& refusal);
/// The refusal made from a detail of detail_of(). It equals the original refusal byte for byte, so
/// that a repeated request gets the first answer.
[[nodiscard]] Reply refused_with(int status, const std::string& detail);

/// 500 for an unexpected exception. The exception's text belongs in the log.
[[nodiscard]] Reply inner_error();

/// 503 with Retry-After: something that the answer needs is unavailable for the moment.
[[nodiscard]] Reply unavailable(std::string_view detail);

/// Adds deployment_mode, is_dev_mode and preserve_dev_data (null outside dev mode) to a reply whose
/// body is one JSON object with members.
[[nodiscard]] Reply with_deployment(Reply reply, const common::Deployment& deployment);

}  // namespace tradepit::query
