#include "common/market/price_csv.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "common/text/letters.h"
#include "common/text/quoted.h"
#include "common/text/text_lines.h"
#include "common/text/words.h"

namespace tradepit::common {
namespace {

/// Appends to `field` the quoted field of `line` whose opening quote is at `at`, and moves `at`
/// behind its closing quote; false when there is none.
bool read_quoted(std::string_view line, size_t& at, std::string& field) {
    for (++at; at < line.size(); ++at) {
        if (line[at] != '"') {
            field += line[at];
        } else if (at + 1 < line.size() && line[at + 1] == '"') {
            field += line[++at];
        } else {
            ++at;
            return true;
        }
    }
    return false;
}

/// Splits a line into its fields, without the spaces and tabs around them; false when a quote is
/// not closed, or something other than a comma follows it. `fields` is reused from line to line.
bool split(std::string_view line, std::vector<std::string>& fields) {
    size_t count = 0;
    size_t at = 0;
    while (true) {
        if (count == fields.size()) fields.emplace_back();
        std::string& field = fields[count++];
        field.clear();
        while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
        if (at < line.size() && line[at] == '"') {
            if (!read_quoted(line, at, field)) return false;
            while (at < line.size() && (line[at] == ' ' || line[at] == '\t')) ++at;
            if (at < line.size() && line[at] != ',') return false;
        } else {
            const size_t end = std::min(line.find(',', at), line.size());
            field = trimmed(line.substr(at, end - at));
            at = end;
        }
        if (at >= line.size()) break;
        ++at;
    }
    fields.resize(count);
    return true;
}

/// The place of each column in a row; nothing for a column that the file does not have.
struct Columns {
    std::optional<size_t> date;
    std::optional<size_t> symbol;
    std::array<std::optional<size_t>, 5> bar;  ///< by BarField
    size_t count = 0;                          ///< of all columns, those that are ignored included
};

/// Where `columns` keeps the place of the column of that name; null for a column that is ignored.
std::optional<size_t>* column_named(Columns& columns, const std::string& name) {
    if (name == "date" || name == "datetime" || name == "timestamp") return &columns.date;
    if (name == "symbol" || name == "ticker") return &columns.symbol;
    for (size_t i = 0; i < columns.bar.size(); ++i) {
        if (name == to_string(static_cast<BarField>(i))) return &columns.bar[i];
    }
    return nullptr;
}

std::variant<Columns, std::string> read_header(std::vector<std::string> names) {
    Columns columns;
    columns.count = names.size();
    for (size_t i = 0; i < names.size(); ++i) {
        names[i] = in_small_letters(names[i]);
        auto* column = column_named(columns, names[i]);
        if (column == nullptr) continue;
        if (*column) return "column " + quoted_text(names[i]) + " is there twice";
        *column = i;
    }
    if (!columns.date) return std::string("the header has no column \"date\"");
    if (!columns.bar[0]) return std::string("the header has no column \"open\"");
    return columns;
}

/// Adds one row to the collector, or returns what is wrong. Rows are of `file_symbol` where the
/// file has no symbol column.
std::optional<std::string> read_row(const Columns& columns, const std::vector<std::string>& fields,
                                    std::string_view file_symbol, int64_t line,
                                    PriceCollector& collector) {
    if (fields.size() != columns.count) {
        return "has " + std::to_string(fields.size()) + " fields, the header has " +
               std::to_string(columns.count);
    }
    const std::string_view symbol = columns.symbol ? fields[*columns.symbol] : file_symbol;
    const std::string& date = fields[*columns.date];
    const std::string where = quoted_text(symbol) + " " + quoted_text(date) + ": ";
    const auto stamp = Stamp::parse(date);
    if (!stamp) return where + "is not a date (YYYY-MM-DD, or YYYY-MM-DD HH:MM:SS, 1900 to 2199)";
    BarDraft draft;
    for (size_t i = 0; i < columns.bar.size(); ++i) {
        if (!columns.bar[i]) continue;
        if (auto fault = draft.set(static_cast<BarField>(i), fields[*columns.bar[i]])) {
            return where + *fault;
        }
    }
    return collector.add(symbol, *stamp, draft, line);
}

}  // namespace

std::variant<PriceFile, FileFault> read_price_csv(std::string_view text, std::string_view symbol) {
    PriceCollector collector;
    std::optional<Columns> columns;
    std::vector<std::string> fields;
    TextLines lines(text);
    while (const auto line = lines.next()) {
        if (line->size() > LINE_BYTES_MAX) return FileFault{lines.number(), line_too_long_text()};
        if (!split(*line, fields))
            return FileFault{lines.number(),
                             "has a quote that is not closed, or text behind a closed one"};
        if (!columns) {
            auto header = read_header(fields);
            if (auto* fault = std::get_if<std::string>(&header)) {
                return FileFault{lines.number(), std::move(*fault)};
            }
            columns = std::get<Columns>(header);
            continue;
        }
        if (auto fault = read_row(*columns, fields, symbol, lines.number(), collector)) {
            return FileFault{lines.number(), *std::move(fault)};
        }
    }
    return collector.finish();
}

}  // namespace tradepit::common
