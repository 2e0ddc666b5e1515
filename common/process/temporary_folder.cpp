#include "common/process/temporary_folder.h"

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace tradepit::common {

TemporaryFolder::TemporaryFolder() : TemporaryFolder(std::filesystem::temp_directory_path()) {}

TemporaryFolder::TemporaryFolder(const std::filesystem::path& parent) {
    std::string name = std::filesystem::absolute(parent) / "tpXXXXXX";
    if (::mkdtemp(name.data()) == nullptr)
        throw std::system_error(errno, std::generic_category(),
                                "a folder cannot be made in " + parent.string());
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;  // what is left in a folder for temporary files harms nobody
    if (!kept_) std::filesystem::remove_all(path_, ignored);
}

}  // namespace tradepit::common
