#include "query/mirror/mirror_folder.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "common/machine/private_folder.h"
#include "common/records/record_tree.h"

namespace tradepit::query {

namespace fs = std::filesystem;

namespace {

constexpr const char* LOCK_FILE = ".lock";

/// @param error a value of errno.
[[noreturn]] void fail(const std::string& what, const fs::path& path, int error) {
    throw std::system_error{error, std::generic_category(), what + " " + path.string()};
}

/// Whether the lock file is open and was not removed since. Where it was removed, another process
/// may have made and locked a new one.
bool is_open_and_linked(const common::Descriptor& lock) {
    struct stat found {};
    return lock.number() >= 0 && ::fstat(lock.number(), &found) == 0 && found.st_nlink > 0;
}

}  // namespace

fs::path mirror_marker(const fs::path& folder, const std::string& job_id) {
    return folder / ".complete" / job_id;
}

bool is_marked(const fs::path& folder, const std::string& job_id) {
    std::error_code unreadable;
    return fs::exists(mirror_marker(folder, job_id), unreadable);
}

// A slash at the end is dropped: with it, make_private_folder() would take the folder for its own
// parent, and make it with the default permissions.
MirrorFolder::MirrorFolder(fs::path path)
    : path_{path.has_filename() ? std::move(path) : path.parent_path()} {}

bool MirrorFolder::lock() {
    if (is_open_and_linked(lock_)) return true;
    lock_ = {};
    common::make_private_folder(path_);
    const auto file = path_ / LOCK_FILE;
    common::Descriptor fresh{::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
    if (fresh.number() < 0) fail("cannot open", file, errno);
    const int error = ::flock(fresh.number(), LOCK_EX | LOCK_NB) == 0 ? 0 : errno;
    if (error == 0 && is_open_and_linked(fresh)) {
        lock_ = std::move(fresh);
        return true;
    }
    // EWOULDBLOCK: another process has the lock. After EINTR, or where the file was removed before
    // it was locked, the caller tries again later.
    if (error != 0 && error != EWOULDBLOCK && error != EINTR) fail("cannot lock", file, error);
    return false;
}

void MirrorFolder::mark(const std::set<std::string>& job_ids) {
    if (job_ids.empty()) return;
    common::sync_file_system(path_);
    for (const auto& job_id : job_ids) common::write_over(mirror_marker(path_, job_id), "");
    common::sync_file_system(path_);
}

void MirrorFolder::unmark(const std::string& job_id) { fs::remove(mirror_marker(path_, job_id)); }

}  // namespace tradepit::query
