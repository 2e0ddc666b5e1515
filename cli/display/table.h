#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tradepit::cli {

/// A table of text for people: aligned columns with two spaces between them and headings above.
class Table {
public:
    enum class Align { left, right };
    struct Column {
        std::string heading;
        Align align = Align::left;
    };

    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

    /// Adds a row, with one text for each column (CHECKed). Control characters are shown
    /// as spaces, and what else cannot be seen is escaped (common/text/visible.h).
    void add(std::vector<std::string> row);
    [[nodiscard]] bool empty() const { return rows_.empty(); }
    /// The headings and the rows, a line each. Every line ends with a newline; trailing spaces are
    /// removed.
    [[nodiscard]] std::string text() const;

private:
    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

/// The width of UTF-8 text on a terminal, in narrow characters: two for an East Asian wide
/// character or an emoji, none for a combining character, one for an octet that is not UTF-8. An
/// approximation: it knows the common blocks of such characters, and counts one for any other.
std::size_t display_width(std::string_view text);

/// "1,234,567"
std::string grouped(std::int64_t number);
/// "10,931.92"; "-" for an infinite value or NaN.
std::string grouped_decimal(double number, int decimals);

}  // namespace tradepit::cli
