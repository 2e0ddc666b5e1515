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
    std::int64_t symbols = 0;  ///< how many the file has
    /// How many bars are missing: the stamps between a symbol's first and last bar at which only
    /// other symbols of the file have a bar, plus PriceFile::gaps.
    std::int64_t gaps = 0;
    std::vector<std::string> notes;     ///< for the user, each a sentence
    std::vector<std::string> left_out;  ///< PriceFile::left_out
};

/// The result of importing one price file.
struct ImportReport {
    std::string source;  ///< the file's name without its folder
    std::string market;  ///< empty when read_prices() refused the file
    /// 200, or the status of the refusal: the writer's, or 422 when the file was not sent.
    int status = 0;
    std::string detail;                 ///< why the import was refused; empty when it was not
    std::int64_t bars = 0;              ///< how many the file has
    std::int64_t symbols = 0;           ///< as in PriceFileContent
    common::PriceCounts counts;         ///< all 0 unless the import is committed
    std::int64_t gaps = 0;              ///< as in PriceFileContent
    std::vector<std::string> notes;     ///< as in PriceFileContent
    std::vector<std::string> left_out;  ///< likewise

    [[nodiscard]] bool is_committed() const { return status == 200; }
};

/// Reads a price file of at most 1 GiB and finds its market: `market` (--market), or if that is
/// empty the one of `markets` (markets.json) with the file's time zone and interval. A `market`
/// that is not in `markets` is accepted with a note. @return a string when the file is refused. It
/// says why: the file cannot be read or parsed, `market` has another time zone or interval, or
/// `market` is empty and no entry of `markets` fits.
std::variant<PriceFileContent, std::string> read_prices(
    const std::filesystem::path& file, const std::string& market,
    const std::vector<common::MarketRules>& markets);

/// Sends the prices to the writer and waits for the writer's answer. For `progress`, and for what
/// is thrown, see send_upload().
ImportReport import_prices(Channel& writer, const PriceFileContent& content,
                           const std::function<void(std::size_t, std::size_t)>& progress);

/// Imports the files one after the other, with read_prices() and import_prices(). A refused file
/// does not stop the others. @return one report a file, in the same order. @throws as
/// import_prices().
std::vector<ImportReport> import_files(
    Channel& writer, const std::vector<std::string>& files, const std::string& market,
    const std::vector<common::MarketRules>& markets,
    const std::function<void(std::size_t, std::size_t)>& progress);

}  // namespace tradepit::cli
