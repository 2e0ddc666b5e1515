#include "writer/store/database_lock.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "writer/store/network_storage.h"

namespace tradepit::writer {

namespace {

/// " (process 123)", from what the owner has written into the lock file; empty when it is empty.
std::string owner_text(int descriptor) {
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
    if (is_on_network(path))
        fault = database + ": on a network file system; the database must be on a local disk";
    else if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0)
        fault = database + ": another writer has it" + owner_text(descriptor_);
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
