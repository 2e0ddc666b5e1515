#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Files that are read line by line: prices, positions, logs.
namespace tradepit::common {

/// The longest line of a price, position or log file, in bytes.
inline constexpr std::size_t LINE_BYTES_MAX = std::size_t{64} << 20;

/// Why a file is refused as a whole.
struct FileFault {
    /// From 1; 0 for the file as a whole (and for one JSON document over many lines).
    std::int64_t line = 0;
    std::string text;  ///< what is wrong, and the rule that it breaks

    /// "line 17: …"; the text alone for line 0.
    [[nodiscard]] std::string message() const;
};

/// Walks over the lines of a text that are not blank. A line ends with LF or CRLF. A byte order
/// mark at the beginning is skipped. The text must outlive the object.
class TextLines {
public:
    explicit TextLines(std::string_view text);

    /// The next line without its end; nothing after the last.
    std::optional<std::string_view> next();
    /// The number of the line that next() returned last, from 1; blank lines are counted, too.
    [[nodiscard]] std::int64_t number() const { return number_; }

private:
    std::string_view rest_;
    std::int64_t number_ = 0;
};

/// The text without the byte order mark of UTF-8 at its beginning, if there is one.
[[nodiscard]] std::string_view without_byte_order_mark(std::string_view text);

/// Whether `text` is empty or has only spaces, tabs, CR and LF.
[[nodiscard]] bool is_blank(std::string_view text);

/// FileFault::text for a line that is longer than LINE_BYTES_MAX.
[[nodiscard]] std::string line_too_long_text();

}  // namespace tradepit::common
