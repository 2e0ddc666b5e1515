#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace tradepit::query {

/// Adjacent lines of one date in a position.jsonl. A date that comes again later makes another one.
struct FileDay {
    std::string date;          ///< "": the lines before the first record
    std::int64_t lines = 0;    ///< its records, and lines between and after them that are none
    std::int64_t records = 0;  ///< of the file up to here: one more than the last record's id
    std::uintmax_t end = 0;    ///< offset in the file of the byte after the lines
};

/// Reads the days of a position.jsonl backwards from its end, in pieces, and no further than is
/// asked for. A last line without its end of line is ignored. A line that is not a record as
/// common::RecordLines writes it (for example one that was changed by hand) belongs to the day of
/// the record before it.
class DaysBack {
public:
    /// A missing file has no days. @throws std::system_error.
    explicit DaysBack(const std::filesystem::path& file);

    /// The day before the one that was returned last; nothing when there is none.
    /// @throws std::system_error.
    std::optional<FileDay> next();

private:
    /// The line before the one that was returned last, with its end of line.
    std::optional<std::string> line_before();
    /// Puts the piece before `text_` in front of it. @return false at the beginning of the file.
    bool read_more();

    const std::filesystem::path file_;
    std::ifstream in_;
    std::string text_;                 ///< read and not returned yet; may begin within a line
    std::uintmax_t text_offset_ = 0;   ///< offset of text_ in the file
    std::optional<FileDay> begun_;     ///< the day to return next, as far as it was read
    std::uintmax_t begun_offset_ = 0;  ///< offset of the record read last; at first the lines' end
    std::int64_t others_ = 0;          ///< lines directly before begun_ that are not records
};

}  // namespace tradepit::query
