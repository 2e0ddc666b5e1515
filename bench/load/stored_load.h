#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace tradepit::bench {

/// What a file has to hold: positions of a feed, and of the jobs that were in it before.
struct StoredLoad {
    std::size_t feed_least = 0;
    std::size_t feed_most = 0;
    std::size_t before = 0;
};

/// What is wrong with a file that nobody writes: lost or surplus rows, and what SQLite's
/// integrity_check and foreign_key_check find. A sentence each; none: nothing.
/// @throws SQLite::Exception where it cannot be opened or read.
std::vector<std::string> faults_of(const std::filesystem::path& file, const StoredLoad& expected);

}  // namespace tradepit::bench
