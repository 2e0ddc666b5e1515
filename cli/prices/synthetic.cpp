#include "cli/prices/synthetic.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <random>
#include <string>

#include <spdlog/fmt/fmt.h>

#include "cli/config_folder.h"
#include "common/check.h"
#include "common/market/market_rules_json.h"

namespace tradepit::cli {

using common::Price;
using common::Stamp;
using common::WireBar;

namespace {

// In byte order, because the bars are sorted by symbol.
constexpr std::array<const char*, 10> SECTORS{"CON", "FIN", "IND", "MAT", "MED",
                                              "NRG", "REA", "TEC", "TEL", "UTL"};
constexpr std::size_t SYMBOLS_PER_SECTOR = SYNTHETIC_SYMBOLS / SECTORS.size();

// Prices are in millionths of a unit of money, returns and their deviations in millionths of 1.
constexpr std::int64_t MILLION = 1'000'000;
constexpr std::int64_t CENT = 10'000;
constexpr std::int64_t PRICE_MIN = 1 * MILLION;
constexpr std::int64_t PRICE_MAX = 100'000 * MILLION;

// Standard deviations, and the mean (drift), of returns. Those of market and sector are from a
// day's open to its close.
constexpr std::int64_t MARKET_DEVIATION = 7'000;
constexpr std::int64_t MARKET_DRIFT = 400;
constexpr std::int64_t SECTOR_DEVIATION = 6'000;
constexpr std::int64_t OVERNIGHT_DEVIATION = 4'000;  ///< of the open against the previous close
constexpr std::int64_t WICK_DEVIATION = 5'000;       ///< of high and low beyond open and close

/// Random draws that are the same on every machine; those of the standard library's distributions
/// are not.
class Draws {
public:
    explicit Draws(std::uint64_t seed) : engine_(seed) {}

    /// 0 to bound-1. The bias of the remainder is below 1e-12 for the bounds used here.
    std::int64_t below(std::int64_t bound) {
        return static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(bound));
    }
    /// A nearly normal draw with mean 0 and this standard deviation: the sum of twelve uniform
    /// draws between 0 and 1 has the variance 1 (Irwin–Hall).
    std::int64_t normal(std::int64_t deviation) {
        std::int64_t sum = -6 * MILLION;
        for (int i = 0; i < 12; ++i) sum += below(MILLION);
        return sum * deviation / MILLION;
    }

private:
    std::mt19937_64 engine_;
};

/// The dates of the market.
std::vector<Stamp> weekdays() {
    using namespace std::chrono;
    std::vector<Stamp> dates;
    for (sys_days day = 2024y / January / 2; dates.size() < SYNTHETIC_DAYS; day += days{1}) {
        const weekday weekday{day};
        if (weekday == Saturday || weekday == Sunday) continue;
        const year_month_day date{day};
        const auto stamp = Stamp::parse(
            fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())));
        CHECK(stamp.has_value());
        dates.push_back(*stamp);
    }
    return dates;
}

/// The price after a return, rounded down to whole cents and limited to PRICE_MIN and PRICE_MAX.
std::int64_t grown(std::int64_t price, std::int64_t daily_return) {
    const auto next = price + price / 1'000 * daily_return / 1'000;
    return std::clamp(next / CENT * CENT, PRICE_MIN, PRICE_MAX);
}

/// The part of each day's return from open to close that all symbols of a sector share: the
/// market's plus the sector's.
struct Sector {
    std::array<std::int64_t, SYNTHETIC_DAYS> daily_returns;
};

std::vector<Sector> draw_sectors(Draws& draws) {
    std::vector<Sector> sectors(SECTORS.size());
    for (std::size_t day = 0; day < SYNTHETIC_DAYS; ++day) {
        const auto market = MARKET_DRIFT + draws.normal(MARKET_DEVIATION);
        for (auto& sector : sectors)
            sector.daily_returns[day] = market + draws.normal(SECTOR_DEVIATION);
    }
    return sectors;
}

/// Appends the bars of one symbol: a random walk that begins at a price of about 15 to 400. The
/// symbol's own part of its return from open to close has a deviation of 0.8 to 2.2 %, and a drift
/// that is drawn with the deviation 0.06 %.
void append_bars(Draws& draws, const Sector& sector, const common::Symbol& symbol,
                 const std::vector<Stamp>& dates, std::vector<WireBar>& bars) {
    const auto deviation = 8'000 + draws.below(14'000);
    const auto drift = draws.normal(600);
    auto close = grown((15 + draws.below(385)) * MILLION, draws.normal(100'000));
    for (std::size_t day = 0; day < dates.size(); ++day) {
        const auto open = grown(close, draws.normal(OVERNIGHT_DEVIATION));
        close = grown(open, sector.daily_returns[day] + drift + draws.normal(deviation));
        const auto high = grown(std::max(open, close), std::abs(draws.normal(WICK_DEVIATION)));
        const auto low = grown(std::min(open, close), -std::abs(draws.normal(WICK_DEVIATION)));
        bars.push_back({.symbol = symbol,
                        .date = dates[day],
                        .open = Price::from_millionths(open),
                        .high = Price::from_millionths(high),
                        .low = Price::from_millionths(low),
                        .close = Price::from_millionths(close),
                        .volume = static_cast<double>(100'000 + draws.below(9'900'000))});
    }
}

}  // namespace

std::vector<WireBar> synthetic_bars(std::uint64_t seed) {
    Draws draws{seed};
    const auto dates = weekdays();
    const auto sectors = draw_sectors(draws);
    std::vector<WireBar> bars;
    bars.reserve(SYNTHETIC_SYMBOLS * SYNTHETIC_DAYS);
    for (std::size_t sector = 0; sector < SECTORS.size(); ++sector)
        for (std::size_t number = 1; number <= SYMBOLS_PER_SECTOR; ++number)
            append_bars(draws, sectors[sector],
                        common::Symbol{fmt::format("{}{:02}", SECTORS[sector], number)}, dates,
                        bars);
    return bars;
}

PriceFileContent synthetic_prices(const std::string& config_dir, std::uint64_t seed) {
    const auto rules = common::rules_for(read_markets(config_dir),
                                         common::MarketName{SYNTHETIC_MARKET}, common::DAILY);
    return {.prices = {.market = rules.name,
                       .rules = common::to_json(rules),
                       .source = "synthetic, seed " + std::to_string(seed),
                       .bars = synthetic_bars(seed)},
            .symbols = SYNTHETIC_SYMBOLS,
            .gaps = 0,
            .notes = {},
            .left_out = {}};
}

PriceFileContent thinned(PriceFileContent content, std::size_t days, std::size_t one_in) {
    // Bars are sorted by symbol and date, and every symbol has a bar on each of the SYNTHETIC_DAYS.
    auto& bars = content.prices.bars;
    std::vector<common::WireBar> kept;
    for (std::size_t i = 0; i < bars.size(); ++i)
        if (i % SYNTHETIC_DAYS < days && i / SYNTHETIC_DAYS % one_in == 0)
            kept.push_back(std::move(bars[i]));
    bars = std::move(kept);
    content.symbols = static_cast<std::int64_t>((SYNTHETIC_SYMBOLS + one_in - 1) / one_in);
    return content;
}

}  // namespace tradepit::cli
