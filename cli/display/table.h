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

    /// One cell a column. Control characters are shown as spaces.
    void add(std::vector<std::string> cells);
    [[nodiscard]] bool empty() const { return rows_.empty(); }
    /// Every line ends with a newline and has no spaces before it.
    [[nodiscard]] std::string text() const;

private:
    std::vector<Column> columns_;
    std::vector<std::vector<std::string>> rows_;
};

/// Cells that a terminal needs for UTF-8 text: two for East Asian wide characters and emoji, none
/// for combining ones; an octet that is not UTF-8 takes one.
std::size_t display_width(std::string_view text);

/// "1,234,567"
std::string grouped(std::int64_t number);
/// "10,931.92"
std::string grouped_decimal(double number, int decimals);

}  // namespace tradepit::cli
