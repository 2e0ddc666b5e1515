#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "common/messages/job.h"
#include "common/messages/maintenance_messages.h"
#include "common/messages/upload_messages.h"
#include "common/names.h"
#include "common/wire_fields.h"

/// Commands to the writer, and their outcomes. Every command has the `key` of a request and its
/// `request_hash`, the SHA-256 (hex) of the request. The writer carries out one command for each
/// key: a repeat, which has the same hash, gets the recorded answer, and a command with another
/// hash is refused.
namespace tradepit::common {

/// Ends every open day of a job as cancelled.
struct CancelJob {
    std::string key;
    std::string request_hash;
    JobId job;
    TRADEPIT_FIELDS(key, request_hash, job)
    friend bool operator==(const CancelJob&, const CancelJob&) = default;
};

/// Records that query refused a request. Nothing else changes, and every repeat of the request gets
/// the same answer.
struct RecordRefusal {
    std::string key;
    std::string request_hash;
    std::int32_t status = 0;  ///< 400 to 499
    std::string detail;       ///< with status 422 a JSON array of faults, else text for people
    TRADEPIT_FIELDS(key, request_hash, status, detail)
    friend bool operator==(const RecordRefusal&, const RecordRefusal&) = default;
};

/// A Job is the command to create that job. CommandKind numbers the alternatives on the wire, in
/// this order.
using Command = std::variant<Job, CancelJob, RecordRefusal, RunMaintenance>;
enum class CommandKind : std::uint8_t { submit, cancel, refuse, maintain };
/// The last value of the enum: decode() refuses numbers beyond it.
constexpr CommandKind wire_last(CommandKind) { return CommandKind::maintain; }

inline const std::string& key_of(const Command& command) {
    return std::visit([](const auto& one) -> const std::string& { return one.key; }, command);
}
inline const std::string& hash_of(const Command& command) {
    return std::visit([](const auto& one) -> const std::string& { return one.request_hash; },
                      command);
}

/// The job was made, or was cancelled.
struct JobAccepted {
    JobId job;
    TRADEPIT_FIELDS(job)
    friend bool operator==(const JobAccepted&, const JobAccepted&) = default;
};

/// The maintenance task has begun, or has ended; `document` says how, also when it has failed.
struct MaintenanceAccepted {
    std::int64_t task = 0;  ///< its number in the table maintenance_tasks
    std::string document;   ///< the body of the client's answer: a JSON object
    TRADEPIT_FIELDS(task, document)
    friend bool operator==(const MaintenanceAccepted&, const MaintenanceAccepted&) = default;
};

/// The command was refused, and nothing was done.
struct CommandRefused {
    std::int32_t status = 0;  ///< the HTTP status that a client sees
    std::string detail;       ///< text for people; with status 422 a JSON array of faults
    TRADEPIT_FIELDS(status, detail)
    friend bool operator==(const CommandRefused&, const CommandRefused&) = default;
};

/// What became of a request that has a key: of a command, or of the import of a file (ImportDone),
/// whose sender gets an UploadAnswer instead. The order of the alternatives is that of the wire.
using CommandOutcome = std::variant<JobAccepted, MaintenanceAccepted, CommandRefused, ImportDone>;

/// 200, or the status of the refusal.
[[nodiscard]] std::int32_t status_of(const CommandOutcome& outcome);

/// An outcome as two columns of the table idempotency, which holds the recorded answers.
struct StoredOutcome {
    std::int32_t status = 0;  ///< status_of() the outcome
    /// A JSON object: {"job_id": …}, {"task": …, "document": "…"}, {"detail": "…"}, {"prices": […]}
    /// or {"history": {…}}.
    std::string answer;
};
[[nodiscard]] StoredOutcome stored(const CommandOutcome& outcome);
/// Reads the columns that stored() made. Returns nothing for columns of any other form.
[[nodiscard]] std::optional<CommandOutcome> stored_outcome(std::int32_t status,
                                                           std::string_view answer);

/// The detail of the refusal (409) of a request whose key belongs to another request.
std::string key_misused_detail(const std::string& key);

}  // namespace tradepit::common
