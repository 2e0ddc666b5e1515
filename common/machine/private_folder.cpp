#include "common/machine/private_folder.h"

#include <cerrno>
#include <system_error>

#include <sys/stat.h>

namespace tradepit::common {

void make_private_folder(const std::filesystem::path& folder) {
    if (folder.has_parent_path()) std::filesystem::create_directories(folder.parent_path());
    if (::mkdir(folder.c_str(), 0700) == 0) return;
    const int reason = errno;
    if (reason != EEXIST || !std::filesystem::is_directory(folder))
        throw std::system_error{reason, std::generic_category(),
                                "cannot make the folder " + folder.string()};
}

}  // namespace tradepit::common
