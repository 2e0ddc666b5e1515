#include "tests/pipeline/small_market.h"

#include <chrono>
#include <cstdio>
#include <fstream>

namespace tradepit {

void write_small_market(const std::filesystem::path& file, int days) {
    using std::chrono::year_month_day;
    std::ofstream out{file};
    out << "symbol,date,open,high,low,close,volume\n";
    std::chrono::sys_days day{std::chrono::year{2024} / 1 / 1};
    for (int n = 0; n < days; day += std::chrono::days{1}) {
        const std::chrono::weekday weekday{day};
        if (weekday == std::chrono::Saturday || weekday == std::chrono::Sunday) continue;
        const year_month_day date{day};
        for (int symbol = 0; symbol < 5; ++symbol) {
            // The prices move in waves of different lengths, so that the ranking of the symbols
            // changes.
            const int wave = (n * (symbol + 3)) % 37 - 18;
            const int open = 4'000 + symbol * 1'500 + n * (symbol - 2) * 3 + wave * 25;
            const int close = open + (n * 7 + symbol * 11) % 41 - 20;
            char line[160];
            std::snprintf(line, sizeof line, "S%d,%04d-%02u-%02u,%d.%02d,,,%d.%02d,%d\n", symbol,
                          static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                          static_cast<unsigned>(date.day()), open / 100, open % 100, close / 100,
                          close % 100, 1'000 + n);
            out << line;
        }
        ++n;
    }
}

void write_small_config(const std::filesystem::path& file, const std::string& extra) {
    std::ofstream{file} << R"({"market": "small", "models": [)" << extra << R"(
        {"signature": "momentum-5", "agent": {"kind": "momentum", "lookback": 5, "top": 2}},
        {"signature": "reversion", "agent": {"kind": "mean_reversion", "lookback": 3, "top": 2}},
        {"signature": "random"}, {"signature": "equal_weight"}, {"signature": "buy_and_hold"}]})";
}

}  // namespace tradepit
