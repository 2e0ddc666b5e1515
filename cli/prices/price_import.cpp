#include "cli/prices/price_import.h"

#include <algorithm>
#include <optional>

#include <spdlog/fmt/fmt.h>

#include "cli/config_folder.h"
#include "cli/failures.h"
#include "cli/suggestion.h"
#include "common/limits.h"
#include "common/market/market_rules_json.h"
#include "common/market/price_file.h"
#include "common/market/prices.h"
#include "common/process/clock.h"
#include "common/uuid.h"

namespace tradepit::cli {

using common::ImportAnswer;
using common::ImportPrices;
using common::Instant;
using common::PriceFile;

namespace {

constexpr std::size_t FILE_BYTES_MAX = std::size_t{1} << 30;
/// Parts sent and not answered.
constexpr std::size_t PARTS_UNDER_WAY = 8;
constexpr Instant SILENCE_BEFORE_REPEAT = std::chrono::seconds{4};
/// Of the writer, which may be committing millions of bars.
constexpr Instant SILENCE_MAX = std::chrono::seconds{30};
constexpr Instant CONNECT_MAX = std::chrono::seconds{10};
constexpr int PART_TAKEN = 100;
constexpr int PARTS_MISSING = 503;

std::string known_markets(const std::vector<common::MarketRules>& markets) {
    std::string names;
    for (const auto& rules : markets) {
        if (rules.name.value() == common::DEFAULT_MARKET) continue;
        names += (names.empty() ? "" : ", ") + rules.name.value();
    }
    return names;
}

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

/// One name for a time zone that goes by several in price files.
std::string_view zone_of(std::string_view name) {
    if (name == "America/New_York" || name == "EST5EDT") return "US/Eastern";
    if (name == "PRC" || name == "China/Shanghai") return "Asia/Shanghai";
    if (name == "Etc/UTC" || name == "GMT") return "UTC";
    return name;
}

/// Why the prices cannot be of the market that --market names; empty when they can.
std::string contradiction(const PriceFile& prices, const common::MarketRules& rules) {
    const auto& market = rules.name.value();
    if (rules.interval != prices.interval)
        return fmt::format("its bars are {}, and the market {} of --market is {}", prices.interval,
                           market, rules.interval);
    const bool known = !prices.time_zone.empty() && !rules.time_zone.empty();
    if (known && zone_of(rules.time_zone) != zone_of(prices.time_zone))
        return fmt::format("its time zone is {}, and that of the market {} of --market is {}",
                           prices.time_zone, market, rules.time_zone);
    return {};
}

/// What is to be said of a market without rules of its own: nothing for one that has them.
std::optional<std::string> note_on(const std::string& market,
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

PriceBatch batch_of(PriceFile file, std::string source, const common::MarketRules& rules) {
    PriceBatch batch{.source = std::move(source),
                     .market = rules.name,
                     .rules = common::to_json(rules),
                     .bars = {},
                     .symbols = static_cast<std::int64_t>(file.prices.size()),
                     .gaps = count_gaps(file),
                     .notes = std::move(file.notes)};
    for (const auto& symbol : file.prices)
        for (const auto& [stamp, bar] : symbol.bars)
            batch.bars.push_back(
                {symbol.symbol, stamp, bar.open, bar.high, bar.low, bar.close, bar.volume});
    return batch;
}

/// The state of one file's parts on their way.
class Sending {
public:
    Sending(Channel& writer, const std::vector<ImportPrices>& parts)
        : writer_(writer), parts_(parts), answered_(parts.size(), false) {}

    /// The writer's last word.
    ImportAnswer run(const std::function<void(std::size_t, std::size_t)>& progress) {
        auto give_up = common::steady_now() + CONNECT_MAX;
        while (common::steady_now() < give_up) {
            const auto repeat = std::min(give_up, common::steady_now() + SILENCE_BEFORE_REPEAT);
            fill(repeat);
            const auto frame = writer_.receive(repeat);
            if (!frame) {
                again();
                continue;
            }
            const auto answer = take(*frame);
            if (!answer) continue;
            give_up = common::steady_now() + SILENCE_MAX;
            if (answer->status == PARTS_MISSING) {
                again();
                writer_.serve_until(common::steady_now() + std::chrono::milliseconds{200});
            } else if (answer->status != PART_TAKEN) {
                return *answer;
            }
            progress(answered_count(), parts_.size());
        }
        throw Unreachable("the writer does not answer at " + writer_.endpoint() +
                          ": is the pipeline up (tradepit up), and in this --run-dir?");
    }

private:
    void fill(Instant deadline) {
        while (next_ < parts_.size() && next_ < answered_count() + PARTS_UNDER_WAY) {
            if (!writer_.send(common::encode(parts_[next_]), deadline)) return;
            ++next_;
        }
    }
    void again() {
        next_ = 0;
        std::fill(answered_.begin(), answered_.end(), false);
    }
    std::optional<ImportAnswer> take(const std::string& frame) {
        const auto message = common::decode(frame);
        const auto* known = std::get_if<common::Message>(&message);
        const auto* answer = known == nullptr ? nullptr : std::get_if<ImportAnswer>(known);
        if (answer == nullptr || answer->key != parts_.front().key) return std::nullopt;
        const auto part = static_cast<std::size_t>(std::max(answer->part, 0));
        if (part < answered_.size()) answered_[part] = true;
        return *answer;
    }
    [[nodiscard]] std::size_t answered_count() const {
        return static_cast<std::size_t>(std::count(answered_.begin(), answered_.end(), true));
    }

    Channel& writer_;
    const std::vector<ImportPrices>& parts_;
    std::vector<bool> answered_;
    std::size_t next_ = 0;
};

}  // namespace

std::variant<PriceBatch, std::string> read_prices(const std::filesystem::path& file,
                                                  const std::string& market,
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
        auto batch = batch_of(std::move(prices), source, rules);
        if (auto note = note_on(market, markets)) batch.notes.push_back(std::move(*note));
        return batch;
    }
    const auto* rules = common::recognise(markets, prices.time_zone, prices.interval);
    if (rules == nullptr)
        return fmt::format(
            "{}: nothing says which market it is (time zone \"{}\", interval {}): give --market; "
            "known are {}",
            file.string(), prices.time_zone, prices.interval, known_markets(markets));
    return batch_of(std::move(prices), source, *rules);
}

std::vector<ImportPrices> parts_of(const PriceBatch& batch, const std::string& key) {
    std::vector<ImportPrices> parts;
    std::size_t bytes = 0;
    for (const auto& bar : batch.bars) {
        const auto bar_bytes = common::WireBar::BYTES_MAX + bar.symbol.value().size();
        if (parts.empty() || bytes + bar_bytes > common::PART_BYTES_MAX ||
            parts.back().bars.size() == common::PAGE_BARS_MAX) {
            parts.push_back({.key = key,
                             .part = static_cast<std::int32_t>(parts.size()),
                             .parts = 0,
                             .market = batch.market,
                             .rules = batch.rules,
                             .source = batch.source,
                             .bars = {}});
            bytes = 0;
        }
        parts.back().bars.push_back(bar);
        bytes += bar_bytes;
    }
    for (auto& part : parts) part.parts = static_cast<std::int32_t>(parts.size());
    return parts;
}

ImportReport import_prices(Channel& writer, const PriceBatch& batch,
                           const std::function<void(std::size_t, std::size_t)>& progress) {
    const auto parts = parts_of(batch, common::new_uuid());
    const auto answer = Sending{writer, parts}.run(progress);
    return {.source = batch.source,
            .market = batch.market.value(),
            .status = answer.status,
            .detail = answer.detail,
            .price_set = answer.price_set,
            .bars = static_cast<std::int64_t>(batch.bars.size()),
            .symbols = batch.symbols,
            .inserted = answer.inserted,
            .changed = answer.changed,
            .unchanged = answer.unchanged,
            .gaps = batch.gaps,
            .notes = batch.notes};
}

std::vector<ImportReport> import_files(
    Channel& writer, const std::vector<std::string>& files, const std::string& market,
    const std::vector<common::MarketRules>& markets,
    const std::function<void(std::size_t, std::size_t)>& progress) {
    std::vector<ImportReport> reports;
    for (const auto& file : files) {
        const auto read = read_prices(file, market, markets);
        if (const auto* batch = std::get_if<PriceBatch>(&read)) {
            reports.push_back(import_prices(writer, *batch, progress));
        } else {
            ImportReport refused;
            refused.source = std::filesystem::path{file}.filename().string();
            refused.status = 422;
            refused.detail = std::get<std::string>(read);
            reports.push_back(std::move(refused));
        }
    }
    return reports;
}

}  // namespace tradepit::cli
