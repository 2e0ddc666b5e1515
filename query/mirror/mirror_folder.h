#pragma once

#include <filesystem>
#include <set>
#include <string>

#include "common/process/descriptor.h"

namespace tradepit::query {

/// The marker file of a job in the mirror's folder. It exists once the job's files are complete.
[[nodiscard]] std::filesystem::path mirror_marker(const std::filesystem::path& folder,
                                                  const std::string& job_id);

/// Whether the job's marker file exists; false where the folder cannot be read.
[[nodiscard]] bool is_marked(const std::filesystem::path& folder, const std::string& job_id);

/// The folder of the mirror: a tree of files for each job with dual_write, as `tradepit export`
/// writes one. It also has a marker file for each job whose files are complete (.complete/JOB), and
/// the lock file of the one process that writes there (.lock).
class MirrorFolder {
public:
    explicit MirrorFolder(std::filesystem::path path);

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path tree_of(const std::string& job_id) const {
        return path_ / job_id;
    }

    /// Takes the lock if it is free. Makes the folder where it is missing, with access for its
    /// owner alone. @return whether this object holds the lock; false where another process does.
    /// @throws std::system_error when the folder or the lock file cannot be made or opened.
    bool lock();

    /// Syncs the file system to disk, then makes the marker files of these jobs and syncs again. So
    /// a marker on disk means that the job's files are on disk. @throws std::system_error.
    void mark(const std::set<std::string>& job_ids);
    /// Removes the marker file of a job whose files are about to change, if there is one.
    /// @throws std::system_error.
    void unmark(const std::string& job_id);

private:
    std::filesystem::path path_;
    common::Descriptor lock_;
};

}  // namespace tradepit::query
