#include "bench/programs/scratch_folder.h"

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace tradepit::bench {

ScratchFolder::ScratchFolder(const std::filesystem::path& parent) {
    auto name = (std::filesystem::absolute(parent) / "tpbXXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
        throw std::system_error(errno, std::generic_category(), "no folder in " + parent.string());
    path_ = name;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;  // a folder left in a temporary place does no harm
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace tradepit::bench
