#include "common/machine/file_identity.h"

#include <cerrno>
#include <system_error>

#include <sys/stat.h>

namespace tradepit::common {

std::optional<FileIdentity> identity_of(const std::string& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) == 0) return FileIdentity{found.st_dev, found.st_ino};
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    throw std::system_error(errno, std::generic_category(), path);
}

}  // namespace tradepit::common
