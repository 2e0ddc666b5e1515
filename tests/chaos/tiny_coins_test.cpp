#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "tests/chaos/slow_job.h"
#include "tests/pipeline/results_file.h"

namespace tradepit {
namespace {

using nlohmann::json;
using std::chrono::steady_clock;

constexpr int DAYS = 300;
constexpr int KILLS = 10;
/// How many days complete between two kills of the writer.
constexpr int DAYS_BETWEEN_KILLS = 15;

/// A market whose quantities have eight decimals.
const char* const MARKETS = R"({"markets": [
    {"name": "coins", "currency": "USDT", "lot": 1, "quantity_decimals": 8, "t_plus_one": false,
     "periods_per_year": 365, "buy_action": "buy", "sell_action": "sell", "time_zone": "",
     "interval": "daily"}]})";

/// The delay makes rows of unfinished days, from which the writer loads its state after a kill.
/// Without it, the worker carries the close of a day to the next one itself.
const char* const CONFIG = R"({"market": "coins", "agent_config": {"initial_cash": 10000},
    "models": [
    {"signature": "hold", "agent": {"kind": "buy_and_hold", "delay_ms": 2}},
    {"signature": "equal", "agent": {"kind": "equal_weight", "delay_ms": 2}},
    {"signature": "random", "agent": {"kind": "random", "trades": 6, "delay_ms": 2}},
    {"signature": "undelayed", "agent": {"kind": "equal_weight"}}]})";

/// Two coins at 58 to 96 millionths. Half of the cash pays for 52 to 86 million of one, and a
/// quantity of eight decimals is at most 67,108,864.
void write_coins(const std::filesystem::path& file) {
    std::ofstream out{file};
    out << "symbol,date,open,close\n";
    for (int n = 0; n < DAYS; ++n) {
        for (int coin = 0; coin < 2; ++coin) {
            const int millionths = 58 + n * (coin + 7) % 39;
            char line[80];
            std::snprintf(line, sizeof line, "C%d,%d-%02d-%02d,0.%06d,0.%06d\n", coin,
                          2020 + n / 336, n / 28 % 12 + 1, n % 28 + 1, millionths, millionths);
            out << line;
        }
    }
}

class TinyCoins : public testing::Test {
protected:
    TinyCoins() {
        std::ofstream{configs.path() / "markets.json"} << MARKETS;
        std::ofstream{pipeline.folder() / "slow.json"} << CONFIG;
        write_coins(pipeline.folder() / "coins.csv");
        pipeline.tell({"import", "prices", "coins.csv", "--market", "coins", "--config-dir",
                       configs.path().string()});
    }
    int completed_days(const std::string& job) const {
        return std::stoi(
            results.row("SELECT count(*) FROM closings JOIN job_models USING (chain)"
                        " WHERE job_id = '" +
                        job + "'"));
    }
    /// Waits until the job has at least that many completed days. @return whether it gets there.
    bool has_days(const std::string& job, int days) const {
        const auto deadline = steady_clock::now() + std::chrono::minutes{1};
        while (completed_days(job) < days)
            if (steady_clock::now() > deadline) return false;
        return true;
    }
    const common::TemporaryFolder configs;
    const RunningPipeline pipeline{{"--workers", "2"}};
    const ResultsFile results{pipeline.results()};
};

TEST_F(TinyCoins, TenWriterKillsLeaveOneDigest) {
    const auto undisturbed = digest_at_the_end(pipeline, submit_slow_job(pipeline));
    const auto job = submit_slow_job(pipeline);
    int days = 0;
    for (int kills = 0; kills < KILLS; ++kills) {
        ASSERT_TRUE(has_days(job, days + DAYS_BETWEEN_KILLS));
        days = completed_days(job);
        ASSERT_LT(days, 4 * DAYS) << "the job ended after " << kills << " kills";
        ASSERT_EQ(::kill(pipeline.pid_of("writer"), SIGKILL), 0);
    }
    EXPECT_EQ(digest_at_the_end(pipeline, job), undisturbed);
    EXPECT_EQ(results.row("SELECT count(*) FROM attempts WHERE state = 'refused'"), "0");
    EXPECT_EQ(results.row("SELECT count(*) FROM holdings WHERE quantity > 67108864"), "0");
    EXPECT_NE(results.row("SELECT count(*) FROM holdings WHERE quantity BETWEEN 60000000 AND"
                          " 67108863 AND quantity <> CAST(quantity AS INTEGER)"),
              "0")
        << "the job reaches the limit";
}

}  // namespace
}  // namespace tradepit
