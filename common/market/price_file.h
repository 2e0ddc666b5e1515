#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/market/prices.h"
#include "common/text/text_lines.h"

namespace tradepit::common {

/// What a price file says.
struct PriceFile {
    /// In byte order of their symbols, each once; bars by stamp.
    std::vector<SymbolPrices> prices;
    /// As the file names it; empty in CSV.
    std::string time_zone;
    /// DAILY or HOURLY; in CSV by whether dates carry a time.
    std::string interval;
    /// Stamps that are there without an open: not bars, but gaps.
    int64_t gaps = 0;
    /// What a reader of the report should know, in sentences.
    std::vector<std::string> notes;
};

/// Reads prices as merged.jsonl (daily or hourly), one pretty-printed JSON document,
/// or CSV; the name decides where the content leaves a doubt, and names the symbol of a CSV without
/// a symbol column. A file is read whole or refused with its first fault.
[[nodiscard]] std::variant<PriceFile, FileFault> parse_price_file(std::string_view text,
                                                                  std::string_view file_name);

}  // namespace tradepit::common
