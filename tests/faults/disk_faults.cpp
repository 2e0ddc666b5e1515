// Makes the disk of a program's database fail; loaded by LD_PRELOAD. It counts the calls of write,
// pwrite, fsync, fdatasync and ftruncate on files of the database (named "….db", "….db-wal",
// "….db-shm" or "….db-journal"). At the n-th call it causes the configured fault, once.
//
//   TRADEPIT_DISK_FAULT     kill: the process dies before the call. full, io: the call fails with
//                           ENOSPC or EIO. short: half of a write is written, and the next call
//                           fails with ENOSPC, as on a disk that becomes full during the write.
//   TRADEPIT_DISK_FAULT_AT  n, from 1. 0: only counts.
//   TRADEPIT_DISK_MARK      a file that is made when the fault happens. If it exists already, the
//                           fault does not happen.
//   TRADEPIT_DISK_COUNT     a file to which the number of calls is written at the end.
//   TRADEPIT_DISK_TYPE      the file system type that statfs reports, in hexadecimal.
//   TRADEPIT_DISK_TYPE_OF   limits TRADEPIT_DISK_TYPE to paths that begin with this text.
//   TRADEPIT_DISK_LOCKS     none: flock fails with ENOLCK. apart: it always succeeds, as on two
//                           machines that do not see each other's locks.
//   TRADEPIT_DISK_FULL      as long as a file of this name exists, every write fails with ENOSPC.
//
// The counted calls fail in tradepit-writer only, so a whole pipeline may be started with it.
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace {

enum class Call { write, sync, truncate };
enum class Fate { happens, fails, is_cut };

std::atomic<long> calls{0};
std::atomic<bool> fails_next{false};

const char* setting(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : "";
}

bool is_writer() { return std::string_view{program_invocation_short_name} == "tradepit-writer"; }

bool is_database(int descriptor) {
    char link[64];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    char path[4'096];
    const auto length = ::readlink(link, path, sizeof path);
    if (length <= 0) return false;
    const std::string_view name{path, static_cast<std::size_t>(length)};
    return name.ends_with(".db") || name.ends_with(".db-wal") || name.ends_with(".db-shm") ||
           name.ends_with(".db-journal");
}

/// Makes the mark file. @return whether it did not exist before. So only one of several processes
/// has the fault.
bool leave_mark() {
    const char* mark = setting("TRADEPIT_DISK_MARK");
    if (*mark == '\0') return true;
    const int descriptor = ::open(mark, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (descriptor >= 0) ::close(descriptor);
    return descriptor >= 0;
}

/// Decides whether this call happens, fails (errno is set then) or is cut to a half.
Fate fate_of(int descriptor, Call call) {
    static const bool here = is_writer();
    static const long at = std::strtol(setting("TRADEPIT_DISK_FAULT_AT"), nullptr, 10);
    static const std::string_view fault = setting("TRADEPIT_DISK_FAULT");
    static const char* const full = setting("TRADEPIT_DISK_FULL");
    if (!here || !is_database(descriptor)) return Fate::happens;
    const long number = ++calls;
    if (fails_next.exchange(false) ||
        (*full != '\0' && call == Call::write && ::access(full, F_OK) == 0)) {
        errno = ENOSPC;
        return Fate::fails;
    }
    if (number != at || !leave_mark()) return Fate::happens;
    if (fault == "kill") ::kill(::getpid(), SIGKILL);
    if (fault == "short") {
        fails_next = true;
        return call == Call::write ? Fate::is_cut : Fate::happens;
    }
    errno = fault == "io" ? EIO : ENOSPC;
    return Fate::fails;
}

template <class Function>
Function* next(const char* name) {
    return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

std::size_t length_of(Fate fate, std::size_t size) {
    return fate == Fate::is_cut && size > 1 ? size / 2 : size;
}

struct CountAtEnd {
    ~CountAtEnd() {
        const char* path = setting("TRADEPIT_DISK_COUNT");
        if (*path == '\0' || !is_writer()) return;
        if (std::FILE* file = std::fopen(path, "w")) {
            std::fprintf(file, "%ld\n", calls.load());
            std::fclose(file);
        }
    }
} count_at_end;

}  // namespace

extern "C" {

ssize_t write(int descriptor, const void* octets, size_t size) {
    static const auto real = next<ssize_t(int, const void*, size_t)>("write");
    const Fate fate = fate_of(descriptor, Call::write);
    return fate == Fate::fails ? -1 : real(descriptor, octets, length_of(fate, size));
}

ssize_t pwrite(int descriptor, const void* octets, size_t size, off_t offset) {
    static const auto real = next<ssize_t(int, const void*, size_t, off_t)>("pwrite");
    const Fate fate = fate_of(descriptor, Call::write);
    return fate == Fate::fails ? -1 : real(descriptor, octets, length_of(fate, size), offset);
}

ssize_t pwrite64(int descriptor, const void* octets, size_t size, off64_t offset) {
    static const auto real = next<ssize_t(int, const void*, size_t, off64_t)>("pwrite64");
    const Fate fate = fate_of(descriptor, Call::write);
    return fate == Fate::fails ? -1 : real(descriptor, octets, length_of(fate, size), offset);
}

int fsync(int descriptor) {
    static const auto real = next<int(int)>("fsync");
    return fate_of(descriptor, Call::sync) == Fate::fails ? -1 : real(descriptor);
}

int fdatasync(int descriptor) {
    static const auto real = next<int(int)>("fdatasync");
    return fate_of(descriptor, Call::sync) == Fate::fails ? -1 : real(descriptor);
}

int ftruncate(int descriptor, off_t length) noexcept {
    static const auto real = next<int(int, off_t)>("ftruncate");
    return fate_of(descriptor, Call::truncate) == Fate::fails ? -1 : real(descriptor, length);
}

int ftruncate64(int descriptor, off64_t length) noexcept {
    static const auto real = next<int(int, off64_t)>("ftruncate64");
    return fate_of(descriptor, Call::truncate) == Fate::fails ? -1 : real(descriptor, length);
}

int flock(int descriptor, int operation) noexcept {
    static const auto real = next<int(int, int)>("flock");
    const std::string_view locks = setting("TRADEPIT_DISK_LOCKS");
    if (locks == "apart") return 0;
    if (locks != "none") return real(descriptor, operation);
    errno = ENOLCK;
    return -1;
}

int statfs(const char* path, struct statfs* status) noexcept {
    static const auto real = next<int(const char*, struct statfs*)>("statfs");
    const int result = real(path, status);
    const bool is_meant = std::string_view{path}.starts_with(setting("TRADEPIT_DISK_TYPE_OF"));
    if (const char* type = setting("TRADEPIT_DISK_TYPE"); is_meant && *type != '\0' && result == 0)
        status->f_type = static_cast<decltype(status->f_type)>(std::strtoul(type, nullptr, 16));
    return result;
}

}  // extern "C"
