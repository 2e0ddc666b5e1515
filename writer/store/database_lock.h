#pragma once

#include <string>

namespace tradepit::writer {

/// Makes this process the only tradepit-writer of a database while this object lives: an advisory
/// flock on `<database>.lock`. The kernel releases it when the process ends, however it ends.
class DatabaseLock {
public:
    /// @throws std::runtime_error when another process holds the lock (the text names the process),
    /// when the lock file cannot be made or written, or when the database lies on a network file
    /// system, where locks and the write-ahead log cannot be relied on.
    explicit DatabaseLock(const std::string& database);
    ~DatabaseLock();
    DatabaseLock(const DatabaseLock&) = delete;
    DatabaseLock& operator=(const DatabaseLock&) = delete;

private:
    int descriptor_;
};

}  // namespace tradepit::writer
