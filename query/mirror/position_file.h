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
    std::int64_t lines = 0;    ///< its records, and the lines between and after them
    std::int64_t records = 0;  ///< of the file up to here: the last record's id (from 0) plus 1
    std::uintmax_t end = 0;    ///< offset in the file of the byte after its lines
};

/// Reads the days of a position.jsonl backwards from its end. It reads pieces of the file as next()
/// needs them, so that the last days of a long file are found fast. A last line without its end of
/// line is ignored. A line that is not a record as common::RecordLines writes it (for example one
/// that was changed by hand) belongs to the day of the record before it.
class BackwardDays {
public:
    /// A missing file has no days. @throws std::system_error.
    explicit BackwardDays(const std::filesystem::path& file);

    /// The day before the one that was returned last; at first the last day of the file. Nothing
    /// when there is none. @throws std::system_error.
    std::optional<FileDay> next();

private:
    /// The line before the one that was returned last, with its end of line; nothing at the
    /// beginning of the file.
    std::optional<std::string> line_before();
    /// Puts the piece before `text_` in front of it. @return false at the beginning of the file.
    bool read_more();

    const std::filesystem::path file_;
    std::ifstream in_;
    std::string text_;                ///< read and not returned yet; may begin within a line
    std::uintmax_t text_offset_ = 0;  ///< offset of text_ in the file
    std::optional<FileDay> begun_;    ///< the day to return next, as far as it was read
    /// Offset of the record that was read last; at first of the end of the last complete line.
    std::uintmax_t begun_offset_ = 0;
    /// Lines, read since that record, that are not records. They belong to the record before them.
    std::int64_t other_lines_ = 0;
};

}  // namespace tradepit::query
