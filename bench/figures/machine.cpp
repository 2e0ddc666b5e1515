#include "bench/figures/machine.h"

#include <fstream>
#include <sstream>
#include <thread>

#include <spdlog/fmt/fmt.h>
#include <sqlite3.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace tradepit::bench {

namespace {

std::string processor() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("model name")) continue;
        const auto colon = line.find(": ");
        if (colon != std::string::npos) return line.substr(colon + 2);
    }
    return "unknown";
}

/// As Machine::file_system, from the magic number that statfs(2) reports.
std::string file_system(const std::filesystem::path& folder) {
    struct statfs found {};
    if (::statfs(folder.c_str(), &found) != 0) return "unknown";
    switch (static_cast<unsigned long>(found.f_type)) {
        case 0xEF53:
            return "ext4";
        case 0x01021994:
            return "tmpfs";
        case 0x58465342:
            return "xfs";
        case 0x9123683E:
            return "btrfs";
        case 0x794C7630:
            return "overlayfs";
        default:
            return fmt::format("{:#x}", static_cast<unsigned long>(found.f_type));
    }
}

}  // namespace

Machine this_machine(const std::filesystem::path& folder) {
    const double pages = static_cast<double>(::sysconf(_SC_PHYS_PAGES));
    const double page = static_cast<double>(::sysconf(_SC_PAGESIZE));
    return {.cores = std::thread::hardware_concurrency(),
            .processor = processor(),
            .memory_gib = pages * page / (1024.0 * 1024.0 * 1024.0),
            .file_system = file_system(folder),
            .build = std::string("g++ ") + __VERSION__ + " " + TRADEPIT_BUILD_TYPE,
            .sqlite = sqlite3_libversion()};
}

}  // namespace tradepit::bench
