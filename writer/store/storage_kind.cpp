#include "writer/store/storage_kind.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "common/machine/errno_text.h"
#include "common/machine/mounts.h"
#include "common/process/descriptor.h"

namespace tradepit::writer {

using common::Descriptor;

namespace {

struct Magic {
    unsigned long number;
    const char* name;
};

/// Numbers of linux/magic.h, and of file systems that are not part of Linux as the programs that
/// list them know them (coreutils' stat).
constexpr std::array REMOTE{
    Magic{0x6969, "NFS"},        Magic{0x517B, "SMB"},
    Magic{0xFE534D42, "SMB2"},   Magic{0xFF534D42, "CIFS"},
    Magic{0x6B414653, "AFS"},    Magic{0x5346414F, "OpenAFS"},
    Magic{0x73757245, "Coda"},   Magic{0x00C36400, "Ceph"},
    Magic{0x0BD00BD0, "Lustre"}, Magic{0x47504653, "GPFS"},
    Magic{0x7461636F, "OCFS2"},  Magic{0x01161970, "GFS2"},
    Magic{0x19830326, "BeeGFS"}, Magic{0x01021997, "9P"},
    Magic{0x786F4256, "vboxsf"}, Magic{0xBACBACBC, "vmhgfs"},
    Magic{0x7C7C6673, "prl_fs"}, Magic{0x53464846, "the file system of WSL 1"},
};

constexpr unsigned long FUSE = 0x65735546;

/// Types of FUSE file systems whose files lie on other machines.
constexpr std::array<std::string_view, 10> REMOTE_FUSE{
    "fuse.sshfs",     "fuse.rclone", "fuse.s3fs",    "fuse.gcsfuse",  "fuse.glusterfs",
    "fuse.ceph-fuse", "fuse.ceph",   "fuse.juicefs", "fuse.mount-s3", "fuse.davfs"};

/// Bytes that are mapped in the trial; SQLite maps its shared memory in the same way.
constexpr std::size_t MAP_BYTES = 4'096;

std::string reason(const char* what) { return std::string{what} + ": " + common::errno_text(); }

/// "" when a lock that `first` holds keeps `second` away, as it must.
std::string flock_fault(int first, int second) {
    if (::flock(first, LOCK_EX | LOCK_NB) != 0) return reason("flock");
    if (::flock(second, LOCK_EX | LOCK_NB) == 0) return "flock: two files hold one lock";
    return errno == EWOULDBLOCK ? "" : reason("flock");
}

/// The same for the locks of fcntl(), which SQLite takes. Those of open file descriptions are
/// tried, since the plain ones do not keep a process from itself.
std::string record_lock_fault(int first, int second) {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_len = 1;
    if (::fcntl(first, F_OFD_SETLK, &lock) != 0) return reason("fcntl locks");
    if (::fcntl(second, F_OFD_SETLK, &lock) == 0) return "fcntl locks: two files hold one lock";
    return errno == EAGAIN || errno == EACCES ? "" : reason("fcntl locks");
}

/// "" when a byte that is written through one map is read through the other.
std::string map_fault(int first, int second) {
    if (::ftruncate(first, MAP_BYTES) != 0) return reason("ftruncate");
    void* const written = ::mmap(nullptr, MAP_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, first, 0);
    if (written == MAP_FAILED) return reason("shared maps");
    void* const read = ::mmap(nullptr, MAP_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, second, 0);
    std::string fault;
    if (read == MAP_FAILED) {
        fault = reason("shared maps");
    } else {
        *static_cast<volatile char*>(written) = 'x';
        if (*static_cast<volatile char*>(read) != 'x')
            fault = "shared maps: a byte that was written through one is not seen in the other";
        ::munmap(read, MAP_BYTES);
    }
    ::munmap(written, MAP_BYTES);
    return fault;
}

}  // namespace

StorageKind storage_kind(unsigned long magic, const std::string& type) {
    const auto listed =
        std::ranges::find_if(REMOTE, [magic](const Magic& each) { return each.number == magic; });
    if (listed != REMOTE.end()) return {Sharing::remote, listed->name};
    if (magic != FUSE) return {};
    const bool is_remote = std::ranges::find(REMOTE_FUSE, type) != REMOTE_FUSE.end();
    return {is_remote ? Sharing::remote : Sharing::unknown, type.empty() ? "FUSE" : type};
}

StorageKind storage_kind_of(const std::string& path) {
    struct statfs status {};
    if (::statfs(path.c_str(), &status) != 0) return {};
    // f_type is signed; a sign extension above its 32 bits is cut off.
    const auto magic = static_cast<unsigned long>(status.f_type) & 0xFFFFFFFF;
    if (magic != FUSE) return storage_kind(magic, {});
    const auto mount = common::mount_of(path);
    return storage_kind(magic, mount ? mount->type : std::string{});
}

std::string storage_fault(const std::string& folder) {
    std::string name = folder + "/.tradepit-trial-XXXXXX";
    const Descriptor first{::mkostemp(name.data(), O_CLOEXEC)};
    if (first.number() < 0) return reason("a new file");
    const Descriptor second{::open(name.c_str(), O_RDWR | O_CLOEXEC)};
    auto fault = second.number() < 0 ? reason("opening a file twice") : std::string{};
    ::unlink(name.c_str());
    if (fault.empty()) fault = flock_fault(first.number(), second.number());
    if (fault.empty()) fault = record_lock_fault(first.number(), second.number());
    if (fault.empty()) fault = map_fault(first.number(), second.number());
    return fault;
}

}  // namespace tradepit::writer
