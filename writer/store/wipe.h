#pragma once

#include <string>

namespace tradepit::writer {

/// Removes a database with its log, as its only writer: what is done next makes it anew. Whoever
/// reads it goes on with the old one until he looks again.
/// @throws std::runtime_error when another process has it, as DatabaseLock, or when a file cannot
/// be removed.
void wipe(const std::string& database);

}  // namespace tradepit::writer
