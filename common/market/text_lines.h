#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tradepit::common {

/// Walks over the lines of a text that hold something: LF or CRLF, a byte order mark at the start
/// and blank lines left out. The text must outlive it.
class TextLines {
public:
    explicit TextLines(std::string_view text);

    /// The next line without its end; nothing after the last.
    std::optional<std::string_view> next();
    /// Of the line that next() gave last; from 1.
    [[nodiscard]] int64_t number() const { return number_; }

private:
    std::string_view rest_;
    int64_t number_ = 0;
};

/// Whether only white space is in `text`.
[[nodiscard]] bool is_blank(std::string_view text);

/// The answer to a line beyond LINE_BYTES_MAX.
[[nodiscard]] std::string line_too_long();

}  // namespace tradepit::common
