#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace tradepit::query {

/// Records of one date that stand one behind the other in a position.jsonl.
struct FileDay {
    std::string date;
    std::int64_t records = 0;
    std::uintmax_t end = 0;  ///< behind them, in bytes from the file's begin
};

/// How far a position.jsonl goes: what is written next comes behind it.
struct PositionFile {
    std::string last_date;  ///< "": there is no record
    std::int64_t records = 0;
    std::uintmax_t bytes = 0;
};

/// The days of a file, without a last line that has no end. What is no record of ours, and so
/// changed by hand, counts to the day before it: `tradepit verify` tells of it, and here it is no
/// reason to touch it. None where there is no file. @throws std::system_error.
[[nodiscard]] std::vector<FileDay> days_in(const std::filesystem::path& file);

/// Cuts off what is behind `days`, the file's first ones. @throws std::system_error.
PositionFile cut_behind(const std::filesystem::path& file, const std::vector<FileDay>& days);

/// Its size; 0 where there is none.
[[nodiscard]] std::uintmax_t bytes_of(const std::filesystem::path& file);

}  // namespace tradepit::query
