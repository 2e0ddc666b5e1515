#include "cli/display/table.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <spdlog/fmt/fmt.h>

#include "common/check.h"
#include "common/text/utf8.h"
#include "common/text/visible.h"

namespace tradepit::cli {

namespace {

struct Range {
    char32_t first, last;
};

/// Code points that are two narrow characters wide: the East Asian blocks of Unicode's
/// East_Asian_Width W and F, and those of most emoji. A few narrow symbols between emoji are
/// included, and some old symbols that are shown as emoji (U+2614) are not.
constexpr std::array WIDE{
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x2E80, 0x303E},
    Range{0x3041, 0x33FF},   Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF},
    Range{0xA000, 0xA4CF},   Range{0xA960, 0xA97F},   Range{0xAC00, 0xD7A3},
    Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},
    Range{0xFFE0, 0xFFE6},   Range{0x1F300, 0x1F64F}, Range{0x1F680, 0x1F6FF},
    Range{0x1F900, 0x1F9FF}, Range{0x1FA70, 0x1FAFF}, Range{0x20000, 0x3FFFD}};
/// Code points without a width: combining marks of Latin, Greek and Cyrillic letters and of
/// symbols, joiners, and variation selectors.
constexpr std::array ZERO_WIDTH{Range{0x0300, 0x036F}, Range{0x200B, 0x200F}, Range{0x20D0, 0x20FF},
                                Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F}};

template <std::size_t Count>
bool in(const std::array<Range, Count>& ranges, char32_t point) {
    return std::any_of(ranges.begin(), ranges.end(), [point](const Range& range) {
        return range.first <= point && point <= range.last;
    });
}

std::string printable(std::string text) {
    for (auto& character : text)
        if (common::is_control(character)) character = ' ';
    return common::visible_text(text);
}

std::string padded(const std::string& text, std::size_t width, Table::Align align) {
    const std::string gap(width - display_width(text), ' ');
    return align == Table::Align::right ? gap + text : text + gap;
}

/// Inserts a comma before every three digits of the integer part, which ends at `end`.
void insert_commas(std::string& digits, std::size_t end) {
    const std::size_t first = digits.starts_with('-') ? 1 : 0;
    for (auto at = end; at > first + 3;) digits.insert(at -= 3, ",");
}

}  // namespace

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto point = common::first_code_point(text.substr(at));
        width += in(ZERO_WIDTH, point.value) ? 0 : in(WIDE, point.value) ? 2 : 1;
        at += point.bytes;
    }
    return width;
}

void Table::add(std::vector<std::string> row) {
    CHECK(row.size() == columns_.size());
    for (auto& cell : row) cell = printable(std::move(cell));
    rows_.push_back(std::move(row));
}

std::string Table::text() const {
    std::vector<std::size_t> widths;
    for (std::size_t column = 0; column < columns_.size(); ++column) {
        widths.push_back(display_width(columns_[column].heading));
        for (const auto& row : rows_)
            widths[column] = std::max(widths[column], display_width(row[column]));
    }
    std::string text;
    const auto add_line = [&](const auto& cell_of) {
        std::string line;
        for (std::size_t column = 0; column < columns_.size(); ++column)
            line += (column == 0 ? "" : "  ") +
                    padded(cell_of(column), widths[column], columns_[column].align);
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    };
    add_line([&](std::size_t column) { return columns_[column].heading; });
    for (const auto& row : rows_) add_line([&](std::size_t column) { return row[column]; });
    return text;
}

std::string grouped(std::int64_t number) {
    auto digits = std::to_string(number);
    insert_commas(digits, digits.size());
    return digits;
}

std::string grouped_decimal(double number, int decimals) {
    if (!std::isfinite(number)) return "-";
    auto digits = fmt::format("{:.{}f}", number, decimals);
    insert_commas(digits, std::min(digits.find('.'), digits.size()));
    return digits;
}

}  // namespace tradepit::cli
