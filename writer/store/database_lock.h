#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/process/descriptor.h"

namespace tradepit::writer {

/// Makes this process the only tradepit-writer of a database while this object lives: an advisory
/// flock on `<database>.lock`. The kernel releases it when the process ends, however it ends. The
/// file holds two lines: the number of the process, and whose log lies beside the database. Not
/// thread-safe.
class DatabaseLock {
public:
    /// @throws std::runtime_error when another process holds the lock (the text names the process);
    /// common::SetUpFault when the lock file cannot be made or written, or when locks do not work
    /// where it lies.
    explicit DatabaseLock(const std::string& database);

    /// Makes and locks the file again if its name was removed, so that a second writer is still
    /// kept out. Where another process has made and locked a file of that name meanwhile, nothing
    /// is done: the writer epoch then decides between the two.
    void keep();

    /// The number of the writer (WriterEpoch) whose commits the log beside the database holds, and
    /// whose number is in the file of the database itself; nothing where that is not known.
    [[nodiscard]] std::optional<std::int64_t> log_writer() const { return log_writer_; }
    /// Records that number, or that it is not known, on the disk. @throws std::system_error.
    void set_log_writer(std::optional<std::int64_t> number);

private:
    /// Locks the file behind the descriptor. @return what kept it from that; empty when it is
    /// locked.
    [[nodiscard]] std::string fault_of_locking(const common::Descriptor& file) const;
    void write(const common::Descriptor& file) const;

    std::string database_;
    std::string path_;
    common::Descriptor file_;
    std::optional<std::int64_t> log_writer_;
};

}  // namespace tradepit::writer
