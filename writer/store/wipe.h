#pragma once

#include <string>

namespace tradepit::writer {

/// Removes a database with its log, while no other process can write it. The next writer creates a
/// new file. A process that has the old file open keeps reading it until it opens the file again.
/// @throws std::runtime_error when another process writes it, as DatabaseLock, or when a file
/// cannot be removed.
void wipe(const std::string& database);

}  // namespace tradepit::writer
