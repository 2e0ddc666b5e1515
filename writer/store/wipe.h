#pragma once

#include <string>

namespace tradepit::writer {

/// Takes the lock of a database, so that no writer has it open, and removes the file and its
/// write-ahead log, if they exist. The lock file stays. The next writer creates a new database. A
/// process that has the old file open keeps reading it until it opens the file again.
/// @param database the path of the file.
/// @throws std::runtime_error when the lock cannot be taken (DatabaseLock), or when a file cannot
/// be removed.
void wipe(const std::string& database);

}  // namespace tradepit::writer
