#include "common/process/program_folder.h"

#include <array>

namespace tradepit::common {

namespace fs = std::filesystem;

fs::path program_folder() { return fs::read_symlink("/proc/self/exe").parent_path(); }

std::string config_dir_of(const fs::path& bin) {
    for (const auto& candidate :
         std::array{bin / "../../../config", bin / "../config", bin / "../share/tradepit/config"}) {
        if (fs::exists(candidate / "markets.json")) return fs::canonical(candidate).string();
    }
    return TRADEPIT_CONFIG_SOURCE;  // from CMake: the config folder of the sources
}

std::string default_config_dir() { return config_dir_of(program_folder()); }

}  // namespace tradepit::common
