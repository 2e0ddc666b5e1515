#pragma once

#include <filesystem>
#include <string>

namespace tradepit::bench {

/// What figures depend on beside the code.
struct Machine {
    unsigned cores = 0;
    std::string processor;
    double memory_gib = 0;
    std::string
        file_system;    ///< of the folder that holds the databases: "ext4", "tmpfs", or a number
    std::string build;  ///< compiler and build type of the bench
    std::string sqlite;
};

/// @param folder where the databases are.
Machine this_machine(const std::filesystem::path& folder);

}  // namespace tradepit::bench
