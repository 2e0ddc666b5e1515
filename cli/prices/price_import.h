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
#include "common/messages/messages.h"

namespace tradepit::cli {

/// What one file of prices is to the writer.
struct PriceBatch {
    std::string source;  ///< the file's name
    common::MarketName market;
    std::string rules;  ///< JSON, for a market that is new
    std::vector<common::WireBar> bars;
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
    std::int64_t price_set = 0;
    std::int64_t bars = 0;
    std::int64_t symbols = 0;
    std::int64_t inserted = 0;
    std::int64_t changed = 0;
    std::int64_t unchanged = 0;
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

/// The bars of `batch` in frames that the wire takes, under one key.
std::vector<common::ImportPrices> parts_of(const PriceBatch& batch, const std::string& key);

/// Sends a file's bars to the writer, a few parts at a time, and waits for its word after the
/// commit. Parts are sent again when the writer falls silent: it keeps nothing of an import over a
/// restart. `progress(parts answered, parts)` is called as they are.
/// @throws Unreachable when the writer is silent for longer than a restart takes.
ImportReport import_prices(Channel& writer, const PriceBatch& batch,
                           const std::function<void(std::size_t, std::size_t)>& progress);

/// Every file, one after the other; a bad one does not keep the others out.
std::vector<ImportReport> import_files(
    Channel& writer, const std::vector<std::string>& files, const std::string& market,
    const std::vector<common::MarketRules>& markets,
    const std::function<void(std::size_t, std::size_t)>& progress);

}  // namespace tradepit::cli
