#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/market/prices.h"
#include "common/text/text_lines.h"

namespace tradepit::common {

/// The content of a price file.
struct PriceFile {
    /// In byte order of their symbols, each symbol once; its bars are in the order of their stamps.
    std::vector<SymbolPrices> prices;
    /// As the file states it; empty where it states none. CSV never does.
    std::string time_zone;
    /// DAILY or HOURLY; for CSV it follows from whether the dates have a time.
    std::string interval;
    /// How many times the file lists a stamp of a symbol without an open price. These are no bars.
    int64_t gaps = 0;
    /// Notes for the report of the import, each a sentence.
    std::vector<std::string> notes;
    /// Symbols that are not in `prices`, because rounding a price of theirs to Money::DECIMALS
    /// would change it by more than a ten-thousandth: for each a sentence that names the price.
    std::vector<std::string> left_out;
};

/// Reads a price file: JSON lines with one symbol each (AI-Trader's merged.jsonl, daily or hourly),
/// one JSON document over many lines with one symbol, or CSV. The file's name and its first line
/// that is not blank decide which. The first rule that fits counts:
///
///     the name ends with .csv                                              CSV
///     the line does not begin with { or [, and the name does not end with
///     .jsonl or .json                                                      CSV
///     the line is a single character                                       document
///     the name ends with .jsonl, or the line ends with }                   JSON lines
///     otherwise                                                            document
///
/// The name without folder and extension is the symbol of a CSV without a symbol column. A file is
/// read whole, but for symbols that are left out (PriceFile::left_out), or refused with one fault.
/// A file of such symbols alone is refused.
[[nodiscard]] std::variant<PriceFile, FileFault> parse_price_file(std::string_view text,
                                                                  std::string_view file_name);

}  // namespace tradepit::common
