#pragma once

#include <cstdint>
#include <string>

#include "common/schema/sql.h"

/// Recorded answers (the table `idempotency`): what a request with a key was answered with, so that
/// its repeat is answered the same. The writer records them (writer/store/answers), and query looks
/// them up before it asks the writer.
namespace tradepit::common {

struct RecordedAnswer {
    std::string request_hash;
    std::int32_t status = 0;
    /// JSON. Of a command: as stored() makes it of its outcome (common/messages/command.h).
    std::string answer;
};

/// By key; a row is read by answer_of().
inline constexpr const char* SELECT_ANSWER =
    "SELECT request_hash, status, answer FROM idempotency WHERE key = ?";
[[nodiscard]] inline RecordedAnswer answer_of(const Rows& row) {
    return {.request_hash = row.text(0), .status = row.int32(1), .answer = row.text(2)};
}

}  // namespace tradepit::common
