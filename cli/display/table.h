#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tradepit::cli {

/// Columns of text for people: aligned, two spaces between them, headings above.
class Table {
public:
    enum class Align { left, right };
    struct Column {
        std::string heading;
        Align align = Align::left;
    };

    explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

    /// Adds a row. The number of cells must be that of the columns (CHECKed). Control characters
    /// are shown as spaces.
    void add(std::vector<std::string> cells);
    [[nodiscard]] bool empty() const { return rows_.empty(); }
    /// The heading and the rows. Every line ends with a newline; trailing spaces are removed.
    [[nodiscard]] std::string text() const;

private:
    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

/// The cells that a terminal needs for UTF-8 text: two for an East Asian wide character or an
/// emoji, none for a combining character, one for an octet that is not UTF-8. An approximation: it
/// knows the common blocks of such characters, and counts one cell for any other.
std::size_t display_width(std::string_view text);

/// "1,234,567"
std::string grouped(std::int64_t number);
/// "10,931.92"; "-" for an infinite value or NaN.
std::string grouped_decimal(double number, int decimals);

}  // namespace tradepit::cli
