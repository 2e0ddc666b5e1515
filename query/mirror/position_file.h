#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace tradepit::query {

/// Lines of one date that stand one behind the other in a position.jsonl.
struct FileDay {
    std::string date;          ///< "": of what stands before the first record
    std::int64_t lines = 0;    ///< with those behind its records that are none of ours
    std::int64_t records = 0;  ///< of the file, up to here: one more than its last record's id
    std::uintmax_t end = 0;    ///< behind them, in bytes from the file's begin
};

/// The days of a file from its end on, no more of it being read than is asked for. A last line that
/// has no end is none. What is no record of ours, and so changed by hand, counts to the day before
/// it.
class DaysBack {
public:
    /// There need not be a file. @throws std::system_error.
    explicit DaysBack(const std::filesystem::path& file);

    /// The day before the one that was given last; nothing before the first one.
    /// @throws std::system_error.
    std::optional<FileDay> next();

private:
    /// The line before the one that was given last.
    std::optional<std::string> line_before();
    bool read_more();

    const std::filesystem::path file_;
    std::ifstream in_;
    std::string text_;         ///< what was read and not given yet: whole lines but for the first
    std::uintmax_t from_ = 0;  ///< where it begins in the file
    std::optional<FileDay> begun_;  ///< what was read of the next one
    std::uintmax_t begins_ = 0;     ///< where that begins, as far as it was read
    std::int64_t others_ = 0;       ///< lines before it that are no records
};

}  // namespace tradepit::query
