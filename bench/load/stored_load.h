#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace tradepit::bench {

/// How many positions a file must have.
struct StoredLoad {
    std::size_t feed_least = 0;  ///< of the jobs of a Feed, at least
    std::size_t feed_most = 0;   ///< of the jobs of a Feed, at most
    std::size_t before = 0;      ///< of all other jobs, exactly
};

/// What is wrong with a file, in one sentence each: missing or surplus positions and holdings (five
/// to a position), and the first finding of integrity_check and of foreign_key_check. Empty when
/// nothing is wrong. No process may write the file meanwhile.
/// @throws SQLite::Exception when it cannot be opened or read.
std::vector<std::string> faults_of(const std::filesystem::path& file, const StoredLoad& expected);

}  // namespace tradepit::bench
