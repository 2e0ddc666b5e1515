#pragma once

#include <cstdint>
#include <string>

#include "common/schema/sql.h"

/// Recorded answers (the table `idempotency`): the answer to a request with a key, which every
/// repeat of the request gets, too. The writer records them (writer/store/answers), and query looks
/// them up before it asks the writer.
namespace tradepit::common {

struct RecordedAnswer {
    std::string request_hash;
    std::int32_t status = 0;
    /// JSON. For a command it is stored() of the outcome (common/messages/command.h).
    std::string answer;
};

/// Its parameter is the key. answer_of() reads its row.
inline constexpr const char* SELECT_ANSWER =
    "SELECT request_hash, status, answer FROM idempotency WHERE key = ?";
[[nodiscard]] inline RecordedAnswer answer_of(const Rows& row) {
    return {.request_hash = row.text(0), .status = row.int32(1), .answer = row.text(2)};
}

}  // namespace tradepit::common
