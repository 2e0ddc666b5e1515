#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "writer/intake/operations.h"

namespace tradepit::writer {

/// Rows of epochs, claims and attempts. As EventRows.
class AttemptRows {
public:
    explicit AttemptRows(SQLite::Database& database);

    void apply(const RecordEpoch& operation, const std::string& wall);
    void apply(const RecordClaim& operation, const std::string& wall);
    void apply(const SaveAttempt& operation);
    void apply(const CountLate& operation);

private:
    SQLite::Statement epoch_;
    SQLite::Statement claim_;
    SQLite::Statement attempt_;
    SQLite::Statement save_;
    SQLite::Statement late_;
};

/// "open", "completed", …, as the schema has them.
const char* text_of(common::AttemptState state);
/// A nonce as it is stored: 16 hexadecimal digits.
std::string nonce_text(std::uint64_t nonce);

/// The same read back. What the writer did not write is a corrupt database. @throws
/// std::runtime_error
common::AttemptState attempt_state_of(std::string_view text);
std::uint64_t nonce_of(std::string_view text);

}  // namespace tradepit::writer
