#include "common/market/price_file.h"

#include <algorithm>

#include "common/market/price_collector.h"
#include "common/market/price_csv.h"
#include "common/market/price_series.h"
#include "common/text/letters.h"
#include "common/text/text_lines.h"

namespace tradepit::common {
namespace {

enum class Format { json_lines, json_document, csv };

bool has_extension(std::string_view name, std::string_view extension) {
    if (name.size() < extension.size()) return false;
    return equal_ignoring_case(name.substr(name.size() - extension.size()), extension);
}

/// By the rules of parse_price_file(). A line that ends with } is taken for a complete object; any
/// other first line of JSON begins a document that spans many lines.
Format format_of(std::string_view first_line, std::string_view file_name) {
    const auto begin = first_line.find_first_not_of(" \t");
    const auto end = first_line.find_last_not_of(" \t");
    if (has_extension(file_name, ".csv")) return Format::csv;
    const bool json = first_line[begin] == '{' || first_line[begin] == '[';
    if (!json && !has_extension(file_name, ".jsonl") && !has_extension(file_name, ".json")) {
        return Format::csv;
    }
    if (begin == end) return Format::json_document;
    const bool is_complete = first_line[end] == '}';
    return is_complete || has_extension(file_name, ".jsonl") ? Format::json_lines
                                                             : Format::json_document;
}

/// "AAPL" of "prices/AAPL.csv".
std::string_view stem(std::string_view file_name) {
    const auto slash = file_name.find_last_of('/');
    if (slash != std::string_view::npos) file_name.remove_prefix(slash + 1);
    return file_name.substr(0, file_name.rfind('.'));
}

std::variant<PriceFile, FileFault> read_lines(std::string_view text) {
    PriceCollector collector;
    TextLines lines(text);
    while (const auto line = lines.next()) {
        if (line->size() > LINE_BYTES_MAX) return FileFault{lines.number(), line_too_long_text()};
        if (auto fault = read_price_series(*line, lines.number(), collector)) {
            return FileFault{lines.number(), *std::move(fault)};
        }
    }
    return collector.finish();
}

std::variant<PriceFile, FileFault> read_document(std::string_view text) {
    PriceCollector collector;
    if (auto fault = read_price_series(without_byte_order_mark(text), 0, collector))
        return FileFault{0, *std::move(fault)};
    return collector.finish();
}

}  // namespace

std::variant<PriceFile, FileFault> parse_price_file(std::string_view text,
                                                    std::string_view file_name) {
    const auto first_line = TextLines(text).next();
    if (!first_line) return FileFault{0, "the file is empty"};
    switch (format_of(*first_line, file_name)) {
        case Format::json_lines:
            return read_lines(text);
        case Format::json_document:
            return read_document(text);
        case Format::csv:
            return read_price_csv(text, stem(file_name));
    }
    CHECK(false);
    return FileFault{};
}

}  // namespace tradepit::common
