#pragma once

#include <filesystem>
#include <string>

namespace tradepit::bench {

/// The machine and the build. The figures depend on them as well as on the code.
struct Machine {
    unsigned cores = 0;
    std::string processor;
    double memory_gib = 0;
    /// Of the folder with the databases: "ext4", "tmpfs", or the magic number in hexadecimal.
    std::string file_system;
    std::string build;   ///< compiler and build type of the bench
    std::string sqlite;  ///< version of the library
};

/// @param folder the folder with the databases
Machine this_machine(const std::filesystem::path& folder);

}  // namespace tradepit::bench
