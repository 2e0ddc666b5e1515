#pragma once

#include <string>

namespace tradepit::writer {

/// Who can reach the files of a file system.
enum class Sharing {
    local,    ///< this machine alone
    unknown,  ///< FUSE: whatever the program behind it does
    remote,   ///< other machines too, or the host of this virtual machine
};

/// A kind of file system, as far as it matters to a database: SQLite needs locks that hold between
/// all processes which open the file, and memory that they share.
struct StorageKind {
    Sharing sharing = Sharing::local;
    std::string name;  ///< "NFS", "fuse.sshfs"; empty for local ones
};

/// The kind of the file system with this magic number (`f_type` of statfs(2)). `type` is its type
/// in mountinfo ("fuse.sshfs"), which is asked for FUSE alone, and may be empty where it is not
/// known. Every number that is not listed is taken for a local file system.
[[nodiscard]] StorageKind storage_kind(unsigned long magic, const std::string& type);

/// The kind of the file system that holds the file or folder. One that cannot be asked is taken for
/// a local one.
[[nodiscard]] StorageKind storage_kind_of(const std::string& path);

/// What does not work in a folder whose file system is of an unknown kind: locks of flock(2), those
/// of fcntl(2), or memory that two maps of one file share. Makes a file there for the trial and
/// removes it. @return empty when all of it works, else a text such as "flock: No locks available".
[[nodiscard]] std::string storage_fault(const std::string& folder);

}  // namespace tradepit::writer
