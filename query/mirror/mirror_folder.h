#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "common/process/descriptor.h"

namespace tradepit::query {

/// The folder of the trees of jobs with dual_write. Beside them it has the marks of those that are
/// whole (.complete/JOB), and the lock of the one process that writes there (.lock).
class MirrorFolder {
public:
    explicit MirrorFolder(std::filesystem::path path);

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path tree_of(const std::string& job_id) const {
        return path_ / job_id;
    }

    /// Whether the lock is ours, taken if it is free; the folder is made, for its owner alone.
    /// @throws std::system_error.
    bool lock();

    /// Has what was written on the disk, and then the marks. @throws std::system_error.
    void mark(const std::set<std::string>& job_ids);
    /// A job that is written to is not whole. @throws std::system_error.
    void unmark(const std::string& job_id);

private:
    std::filesystem::path path_;
    common::Descriptor lock_;
};

}  // namespace tradepit::query
