#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pipeline/commands.h"
#include "tests/pipeline/results_file.h"

namespace tradepit {
namespace {

/// Runs buy_and_hold and equal_weight over every day of a market, and expects that an independent
/// script recomputes the same results.
void expect_recomputed(const std::string& prices, const std::string& days,
                       const std::string& market) {
    const common::TemporaryFolder folder;
    std::ofstream{folder.path() / "config.json"}
        << R"({"models": [{"signature": "buy_and_hold"}, {"signature": "equal_weight"}],
               "agent_config": {"initial_cash": 100000}})";
    std::ofstream{folder.path() / "given.jsonl"} << prices;
    const auto done = run_command("tradepit",
                                  {"run", "config.json", "--prices", "given.jsonl", "--market",
                                   market, "--db", "results.db", "--json"},
                                  folder.path());
    ASSERT_EQ(done.exit_code, 0) << done.err;
    const auto checked =
        run_command("/usr/bin/python3",
                    {(source_root() / "tests" / "pipeline" / "recompute.py").string(),
                     "given.jsonl", "results.db", done.json()["job_id"].get<std::string>()},
                    folder.path());
    EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;
    EXPECT_EQ(checked.out,
              "buy_and_hold: " + days + " days agree\nequal_weight: " + days + " days agree\n");
    ResultsFile{folder.path() / "results.db"}.expect_sound();
}

TEST(Recompute, AnIndependentScriptAgreesToTheLastDecimalOnEveryRealDay) {
    if (real_data().empty()) GTEST_SKIP() << "no real data: set TRADEPIT_DATA";
    std::ifstream file{real_data() / "us-daily" / "merged.jsonl"};
    expect_recomputed({std::istreambuf_iterator<char>{file}, {}}, "100", "us-daily");
}

/// merged.jsonl with seven symbols and prices of up to four decimals. Each symbol lacks every fifth
/// bar, and the newest bars have no close.
std::string made_up_prices(int days) {
    std::string text;
    for (int symbol = 0; symbol < 7; ++symbol) {
        nlohmann::json series;
        for (int day = 0; day < days; ++day) {
            if (day > 0 && day % 5 == symbol % 5) continue;
            char date[64];
            std::snprintf(date, sizeof date, "2024-%02d-%02d", 1 + day / 28, 1 + day % 28);
            const int open = 93'017 + symbol * 41'111 + (day * (symbol + 3) * 977) % 20'011;
            char price[32];
            std::snprintf(price, sizeof price, "%d.%04d", open / 1'000, open % 1'000 * 7);
            series[date] = {{"1. buy price", price}};
            if (day + 1 < days) series[date]["4. sell price"] = price;
        }
        text +=
            nlohmann::json{
                {"Meta Data",
                 {{"2. Symbol", "S" + std::to_string(symbol)}, {"5. Time Zone", "US/Eastern"}}},
                {"Time Series (Daily)", series}}
                .dump() +
            "\n";
    }
    return text;
}

TEST(Recompute, AnIndependentScriptAgreesWhereSymbolsHaveGaps) {
    expect_recomputed(made_up_prices(50), "50", "made-up");
}

}  // namespace
}  // namespace tradepit
