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

/// What one file of prices is to the writer.
struct PriceBatch {
    common::PriceImport prices;
    std::int64_t symbols = 0;
    /// Dates between a symbol's first and last bar that the file has for others and not for it, and
    /// stamps without an open.
    std::int64_t gaps = 0;
    std::vector<std::string> notes;
};

/// What became of one file.
struct ImportReport {
    std::string source;
    std::string market;
    int status = 0;  ///< 200, or as the writer refused it; 422 for a file that is not understood
    std::string detail;  ///< of a refusal: line and reason
    std::int64_t bars = 0;
    std::int64_t symbols = 0;
    common::PriceCounts counts;
    std::int64_t gaps = 0;
    std::vector<std::string> notes;

    [[nodiscard]] bool landed() const { return status == 200; }
};

/// Reads a file and finds its market: `market` where it is not empty, else by the file's time zone
/// and interval. A market that contradicts either is refused; one without rules of its own is
/// noted. The alternative is why the file is refused.
std::variant<PriceBatch, std::string> read_prices(const std::filesystem::path& file,
                                                  const std::string& market,
                                                  const std::vector<common::MarketRules>& markets);

/// Sends a file to the writer (send_upload()) and waits for its answer. @throws Unreachable
ImportReport import_prices(Channel& writer, const PriceBatch& batch,
                           const std::function<void(std::size_t, std::size_t)>& progress);

/// Every file, one after the other; a bad one does not keep the others out.
std::vector<ImportReport> import_files(
    Channel& writer, const std::vector<std::string>& files, const std::string& market,
    const std::vector<common::MarketRules>& markets,
    const std::function<void(std::size_t, std::size_t)>& progress);

}  // namespace tradepit::cli
