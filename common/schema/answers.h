#pragma once

#include <cstdint>
#include <string>

#include "common/schema/sql.h"

/// Recorded answers (the table `idempotency`). The answer to a request is recorded under the
/// request's key, and every repeat gets the same answer. The writer records answers
/// (writer/store/answers), and query looks them up before it asks the writer.
namespace tradepit::common {

struct RecordedAnswer {
    std::string request_hash;  ///< of the request; it shows when another request uses the key
    std::int32_t status = 0;   ///< as in HTTP
    /// JSON. For a command it is StoredOutcome::answer (common/messages/command.h).
    std::string answer;
};

/// The answer recorded under a key, which is the parameter. answer_of() reads the row.
inline constexpr const char* SELECT_ANSWER =
    "SELECT request_hash, status, answer FROM idempotency WHERE key = ?";
[[nodiscard]] inline RecordedAnswer answer_of(const Rows& row) {
    return {.request_hash = row.text(0), .status = row.int32(1), .answer = row.text(2)};
}

}  // namespace tradepit::common
