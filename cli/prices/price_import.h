#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "cli/channel.h"
#include "common/market/market_rules.h"
#include "common/messages/upload_messages.h"

namespace tradepit::cli {

/// The content of one price file, ready to be sent to the writer.
struct PriceFileContent {
    common::PriceImport prices;
    std::int64_t symbols = 0;
    /// Missing bars: stamps between a symbol's first and last bar at which only other symbols of
    /// the file have a bar, and bars without an open.
    std::int64_t gaps = 0;
    std::vector<std::string> notes;
};

/// The result of importing one price file.
struct ImportReport {
    std::string source;
    std::string market;
    int status = 0;      ///< 200, else refused: the writer's status, or 422 for an invalid file
    std::string detail;  ///< of a refusal: the reason, with the line
    std::int64_t bars = 0;
    std::int64_t symbols = 0;
    common::PriceCounts counts;
    std::int64_t gaps = 0;
    std::vector<std::string> notes;

    [[nodiscard]] bool is_committed() const { return status == 200; }
};

/// Reads a price file of at most 1 GiB and finds its market: `market` (--market), or if that is
/// empty the one of `markets` (markets.json) with the file's time zone and interval. The file is
/// refused when `market` has another time zone or interval. A `market` that is not in `markets` is
/// accepted with a note. The alternative is the reason of a refusal.
std::variant<PriceFileContent, std::string> read_prices(
    const std::filesystem::path& file, const std::string& market,
    const std::vector<common::MarketRules>& markets);

/// Sends the prices to the writer with send_upload(), which takes `progress`, and waits for its
/// answer. @throws Unreachable.
ImportReport import_prices(Channel& writer, const PriceFileContent& content,
                           const std::function<void(std::size_t, std::size_t)>& progress);

/// Imports the files one after the other, with read_prices() and import_prices(). A refused file
/// does not stop the others. @return one report a file, in the same order. @throws Unreachable.
std::vector<ImportReport> import_files(
    Channel& writer, const std::vector<std::string>& files, const std::string& market,
    const std::vector<common::MarketRules>& markets,
    const std::function<void(std::size_t, std::size_t)>& progress);

}  // namespace tradepit::cli
