#include "cli/prices/price_import.h"

#include <algorithm>
#include <optional>

#include <spdlog/fmt/fmt.h>

#include "cli/failures.h"
#include "cli/suggestion.h"
#include "cli/text_file.h"
#include "cli/uploads.h"
#include "common/limits.h"
#include "common/market/market_rules_json.h"
#include "common/market/price_file.h"
#include "common/market/prices.h"
#include "common/messages/messages.h"

namespace tradepit::cli {

using common::PriceFile;

namespace {

constexpr std::size_t FILE_BYTES_MAX = std::size_t{1} << 30;
/// ImportReport::status of a file that read_prices() refuses: the writer's status for such a file.
constexpr int REFUSED = 422;

/// "us-daily, crypto-daily": the markets in markets.json, without the entry DEFAULT_MARKET.
std::string known_markets(const std::vector<common::MarketRules>& markets) {
    std::string names;
    for (const auto& rules : markets) {
        if (rules.name.value() == common::DEFAULT_MARKET) continue;
        names += (names.empty() ? "" : ", ") + rules.name.value();
    }
    return names;
}

/// PriceFileContent::gaps of the file.
std::int64_t count_gaps(const PriceFile& file) {
    std::vector<common::Stamp> calendar;
    for (const auto& symbol : file.prices)
        for (const auto& bar : symbol.bars) calendar.push_back(bar.stamp);
    std::sort(calendar.begin(), calendar.end());
    calendar.erase(std::unique(calendar.begin(), calendar.end()), calendar.end());
    std::int64_t gaps = file.gaps;
    for (const auto& symbol : file.prices) {
        if (symbol.bars.empty()) continue;
        const auto first =
            std::lower_bound(calendar.begin(), calendar.end(), symbol.bars.front().stamp);
        const auto last = std::upper_bound(first, calendar.end(), symbol.bars.back().stamp);
        gaps += (last - first) - static_cast<std::ptrdiff_t>(symbol.bars.size());
    }
    return gaps;
}

/// The same name for all names of one time zone that price files use. Any other name is returned
/// unchanged.
std::string_view canonical_zone(std::string_view name) {
    if (name == "America/New_York" || name == "EST5EDT") return "US/Eastern";
    if (name == "PRC" || name == "China/Shanghai") return "Asia/Shanghai";
    if (name == "Etc/UTC" || name == "GMT") return "UTC";
    return name;
}

/// Why the file cannot belong to the market of --market; empty when it can.
std::string contradiction(const PriceFile& prices, const common::MarketRules& rules) {
    const auto& market = rules.name.value();
    if (rules.interval != prices.interval)
        return fmt::format("its bars are {}, and the market {} of --market is {}", prices.interval,
                           market, rules.interval);
    const bool both_known = !prices.time_zone.empty() && !rules.time_zone.empty();
    if (both_known && canonical_zone(rules.time_zone) != canonical_zone(prices.time_zone))
        return fmt::format("its time zone is {}, and that of the market {} of --market is {}",
                           prices.time_zone, market, rules.time_zone);
    return {};
}

/// A note for a market that is not in markets.json; nothing for one that is.
std::optional<std::string> unknown_market_note(const std::string& market,
                                               const std::vector<common::MarketRules>& markets) {
    std::vector<std::string> names;
    names.reserve(markets.size());
    for (const auto& rules : markets) names.push_back(rules.name.value());
    if (std::find(names.begin(), names.end(), market) != names.end()) return std::nullopt;
    std::erase(names, common::DEFAULT_MARKET);
    const auto meant = nearest(market, names);
    return fmt::format("new market {}: not in markets.json, traded under the rules of `{}`{}",
                       market, common::DEFAULT_MARKET,
                       meant ? "; did you mean " + *meant + "?" : "");
}

PriceFileContent content_of(PriceFile file, std::string source, const common::MarketRules& rules) {
    PriceFileContent content{.prices = {.market = rules.name,
                                        .rules = common::to_json(rules),
                                        .source = std::move(source),
                                        .bars = {}},
                             .symbols = static_cast<std::int64_t>(file.prices.size()),
                             .gaps = count_gaps(file),
                             .notes = std::move(file.notes),
                             .left_out = std::move(file.left_out)};
    for (const auto& symbol : file.prices)
        for (const auto& [stamp, bar] : symbol.bars)
            content.prices.bars.push_back(
                {symbol.symbol, stamp, bar.open, bar.high, bar.low, bar.close, bar.volume});
    return content;
}

}  // namespace

std::variant<PriceFileContent, std::string> read_prices(
    const std::filesystem::path& file, const std::string& market,
    const std::vector<common::MarketRules>& markets) {
    std::string text;
    try {
        text = read_text(file, "", FILE_BYTES_MAX);
    } catch (const UsageError& error) {
        return std::string{error.what()};
    }
    const auto source = file.filename().string();
    auto parsed = common::parse_price_file(text, source);
    if (const auto* fault = std::get_if<common::FileFault>(&parsed))
        return file.string() + ": " + fault->message();
    auto& prices = std::get<PriceFile>(parsed);
    if (prices.prices.empty()) return file.string() + ": there are no prices in it";
    if (!market.empty()) {
        const auto rules = common::rules_for(markets, common::MarketName{market}, prices.interval);
        if (const auto reason = contradiction(prices, rules); !reason.empty())
            return file.string() + ": " + reason;
        auto content = content_of(std::move(prices), source, rules);
        if (auto note = unknown_market_note(market, markets))
            content.notes.push_back(std::move(*note));
        return content;
    }
    const auto* rules = common::recognise(markets, prices.time_zone, prices.interval);
    if (rules == nullptr)
        return fmt::format(
            "{}: nothing says which market it is (time zone \"{}\", interval {}): give --market; "
            "known are {}",
            file.string(), prices.time_zone, prices.interval, known_markets(markets));
    return content_of(std::move(prices), source, *rules);
}

ImportReport import_prices(Channel& writer, const PriceFileContent& content,
                           const std::function<void(std::size_t, std::size_t)>& progress) {
    ImportReport report{.source = content.prices.source,
                        .market = content.prices.market.value(),
                        .status = 0,
                        .detail = {},
                        .bars = static_cast<std::int64_t>(content.prices.bars.size()),
                        .symbols = content.symbols,
                        .counts = {},
                        .gaps = content.gaps,
                        .notes = content.notes,
                        .left_out = content.left_out};
    auto answer = send_upload(writer, common::UploadKind::prices,
                              common::encode_upload(content.prices), progress);
    report.status = answer.status;
    report.detail = std::move(answer.detail);
    if (answer.prices) report.counts = *answer.prices;
    return report;
}

std::vector<ImportReport> import_files(
    Channel& writer, const std::vector<std::string>& files, const std::string& market,
    const std::vector<common::MarketRules>& markets,
    const std::function<void(std::size_t, std::size_t)>& progress) {
    std::vector<ImportReport> reports;
    for (const auto& file : files) {
        const auto read = read_prices(file, market, markets);
        if (const auto* content = std::get_if<PriceFileContent>(&read)) {
            reports.push_back(import_prices(writer, *content, progress));
        } else {
            ImportReport refused;
            refused.source = std::filesystem::path{file}.filename().string();
            refused.status = REFUSED;
            refused.detail = std::get<std::string>(read);
            reports.push_back(std::move(refused));
        }
    }
    return reports;
}

}  // namespace tradepit::cli
