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
    /// As the file states it; empty for CSV.
    std::string time_zone;
    /// DAILY or HOURLY; for CSV it follows from whether the dates have a time.
    std::string interval;
    /// Stamps that the file lists without an open price. They are gaps, and not bars.
    int64_t gaps = 0;
    /// Notes for the report of the import, each a sentence.
    std::vector<std::string> notes;
};

/// Reads a price file: JSON lines with one symbol each (AI-Trader's merged.jsonl, daily or hourly),
/// one pretty-printed JSON document, or CSV. The name decides where the content is ambiguous, and
/// gives the symbol of a CSV without a symbol column. A file is read whole, or refused with its
/// first fault.
[[nodiscard]] std::variant<PriceFile, FileFault> parse_price_file(std::string_view text,
                                                                  std::string_view file_name);

}  // namespace tradepit::common
