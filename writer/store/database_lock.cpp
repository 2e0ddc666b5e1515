#include "writer/store/database_lock.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace tradepit::writer {

namespace {

/// f_type of the network file systems that Linux has (linux/magic.h).
constexpr std::array<unsigned long, 5> NETWORK_FILE_SYSTEMS = {
    0x6969,      // NFS
    0x517B,      // SMB
    0xFE534D42,  // SMB2
    0xFF534D42,  // CIFS
    0x5346414F,  // AFS
};

bool on_network(int descriptor) {
    struct statfs status {};
    if (::fstatfs(descriptor, &status) != 0) return false;
    for (const unsigned long type : NETWORK_FILE_SYSTEMS)
        if ((static_cast<unsigned long>(status.f_type) & 0xFFFFFFFF) == type) return true;
    return false;
}

std::string owner_of(int descriptor) {
    std::array<char, 32> text{};
    const auto length = ::pread(descriptor, text.data(), text.size() - 1, 0);
    return length > 0
               ? " (process " + std::string(text.data(), static_cast<std::size_t>(length)) + ")"
               : "";
}

}  // namespace

DatabaseLock::DatabaseLock(const std::string& database) {
    const std::string path = database + ".lock";
    descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor_ < 0) throw std::runtime_error(path + ": " + std::strerror(errno));
    std::string fault;
    if (on_network(descriptor_))
        fault = database + ": on a network file system; the database must be on a local disk";
    else if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0)
        fault = database + ": another writer has it" + owner_of(descriptor_);
    const std::string process = std::to_string(::getpid());
    if (fault.empty() && (::ftruncate(descriptor_, 0) != 0 ||
                          ::pwrite(descriptor_, process.data(), process.size(), 0) < 0))
        fault = path + ": " + std::strerror(errno);
    if (fault.empty()) return;
    ::close(descriptor_);
    throw std::runtime_error(fault);
}

DatabaseLock::~DatabaseLock() { ::close(descriptor_); }

}  // namespace tradepit::writer
