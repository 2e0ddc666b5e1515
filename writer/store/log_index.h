#pragma once

#include <array>
#include <cstdint>
#include <optional>

struct sqlite3;

namespace tradepit::writer {

/// What the shared memory of a database says about its write-ahead log: the fields of the WAL-index
/// that are used here (https://www.sqlite.org/walformat.html, section 2.1).
struct LogIndex {
    std::uint32_t frames = 0;      ///< in the log; 0: the log is empty
    std::uint32_t attempted = 0;   ///< frames that a checkpoint has copied, or was about to
    std::uint32_t backfilled = 0;  ///< frames that a checkpoint has copied
    std::uint32_t page_bytes = 0;
    /// A random number that changes whenever the log is overwritten from its start. The header of
    /// the log has it as well.
    std::array<std::uint8_t, 8> salt{};
    friend bool operator==(const LogIndex&, const LogIndex&) = default;

    /// Bytes that the log's file has at least.
    [[nodiscard]] std::int64_t log_bytes() const;
};

/// Reads it from the memory that the connection has mapped. Nothing when another process writes it
/// at this moment, or when the connection does not use a write-ahead log yet.
[[nodiscard]] std::optional<LogIndex> read_log_index(sqlite3* database);

}  // namespace tradepit::writer
