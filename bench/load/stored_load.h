#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace tradepit::bench {

/// The numbers of positions that a file has to hold.
struct StoredLoad {
    std::size_t feed_least = 0;  ///< of the feed, at least
    std::size_t feed_most = 0;   ///< of the feed, at most
    std::size_t before = 0;      ///< of the jobs that were in the file before
};

/// What is wrong with a file, in one sentence each: lost or surplus rows, and the first finding of
/// integrity_check and of foreign_key_check. Empty when nothing is wrong. No process may write the
/// file meanwhile.
/// @throws SQLite::Exception when it cannot be opened or read.
std::vector<std::string> faults_of(const std::filesystem::path& file, const StoredLoad& expected);

}  // namespace tradepit::bench
