#pragma once

#include <filesystem>
#include <string>

namespace tradepit::bench {

/// The machine and the build. The figures depend on them as well as on the code.
struct Machine {
    unsigned cores = 0;
    std::string processor;  ///< the name of the model; "unknown" where /proc/cpuinfo has none
    double memory_gib = 0;  ///< physical memory
    /// The file system of the folder with the databases: "ext4", "tmpfs", its magic number in
    /// hexadecimal where we have no name for it, or "unknown" where it cannot be asked for.
    std::string file_system;
    std::string build;   ///< compiler and build type of the bench
    std::string sqlite;  ///< version of the library
};

/// Describes this machine and this build.
/// @param folder the folder with the databases
Machine this_machine(const std::filesystem::path& folder);

}  // namespace tradepit::bench
