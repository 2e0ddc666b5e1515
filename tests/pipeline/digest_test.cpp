#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/pipeline/commands.h"
#include "tests/pipeline/results_file.h"
#include "tests/pipeline/running_pipeline.h"
#include "tests/pipeline/small_market.h"

namespace tradepit {
namespace {

class Digest : public testing::Test {
protected:
    void SetUp() override {
        write_small_market(folder.path() / "small.csv", 60);
        write_small_config(folder.path() / "config.json");
    }
    /// Runs the job with a new database. @return the digest that `tradepit run` reports.
    std::string run(const std::string& name, std::vector<std::string> more = {}) {
        std::vector<std::string> arguments = {"run",       "config.json", "--prices", "small.csv",
                                              "--market",  "small",       "--db",     name + ".db",
                                              "--run-dir", name,          "--json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto done = run_command("tradepit", arguments, folder.path());
        EXPECT_EQ(done.exit_code, 0) << done.err;
        const auto report = done.json();
        EXPECT_EQ(report["status"], "completed");
        ResultsFile{folder.path() / (name + ".db")}.expect_sound();
        return report["digest"];
    }
    common::TemporaryFolder folder;
};

TEST_F(Digest, IsTheSameWithOneWorkerAndWithFourAndASecondTime) {
    const auto once = run("one", {"--workers", "1"});
    EXPECT_EQ(once.size(), 64U);
    EXPECT_EQ(once, run("four", {"--workers", "4"}));
    EXPECT_EQ(once, run("again", {"--workers", "4"}));
}

TEST_F(Digest, IsTheSameInOrderOfDateAndOfModel) {
    EXPECT_EQ(run("model", {"--order", "model"}), run("date", {"--order", "date"}));
}

/// What a market's recorded competition came to when prices had six decimals only.
struct RealMarket {
    const char* market;
    const char* positions;  ///< the folder of the recorded models to import
    const char* price_hash;
    const char* run;     ///< digest of a job with the models of BUILT_IN
    const char* import;  ///< digest of the books of the imported records
    const char* replay;  ///< digest of the replay of agent_data
};

const RealMarket REAL_MARKETS[] = {
    {"us-daily", "us-daily/agent_data",
     "81c826e08754f1be86b7afc10c2f78ee027693dd3a20e4318c404f7de3957fac",
     "c0c6532a69b3caa52c765ad1635152285892dbb419c51cd8e2434f9b21059d8f",
     "e7b3346bbcb1e5943e1ec25ffc260872c1e9c47964ca16302e1706ed64001781",
     "4129b196d63a49368e68678b12de7b130007655a74aed6b923ce47c55e38c46d"},
    {"us-hourly", "us-hourly/agent_data",
     "b3095ccf6900a30ea1c19fb336e428cee5ebd366fa1ea80a71efc1f003ed5421",
     "fbccf03324fa06e0f8b2c49b29c812c64e4e92326999a7ff5f0277a000872cc6",
     "d8eaa91bd4e41a21c2333f7891a78b7aaa758190c9cfaeef3bdbabc88269d23d",
     "b8169ba38d25dae19d470dbfe7bd3ea7825e173a0dcebd30d0d05bac32d29169"},
    {"astock-daily", "astock-daily/agent_data",
     "9c8c8e5b1f7863a3bc9478cf73a814dbf24c2bd8a3b31720ef24ceca76077d9f",
     "11bfaf06f9efd3edd8421d156cd8c368ecfdb7ae6e7d9b89610a008d85e9171f",
     "f5f3ad2f60597894df7e945ad9a95eb9c5d75bef56193c57dc1cbe64bde9a957",
     "43e538d38b7dc9bc90169685ac6fcc7c81fb8d864a4c43e0cf2647437949d000"},
    {"crypto-daily", "crypto-daily",
     "74b36b75b7afd7d7b476fdaf9e0941607dbd1dabf8e29633c39f8a37eba7bbf3",
     "db7d96854b72c38d9864d3e351e720854427d26d949623cadc5da560417e71f5",
     "a2a54db5daeb00bc28d8bdeb05126cede39a2886b464da5578311935cf46386d",
     "c0ee436f67886b143d90cd8c2eb15a4149a516467635656bd4e14decd3769927"},
};

const char* const BUILT_IN = R"({"models": [{"signature": "buy_and_hold"},
    {"signature": "equal_weight"}, {"signature": "mean_reversion"}, {"signature": "momentum"},
    {"signature": "random"}], "agent_config": {"initial_cash": 10000}})";

class DigestOfARealMarket : public testing::TestWithParam<RealMarket> {
protected:
    void SetUp() override {
        if (real_data().empty()) GTEST_SKIP() << "no real data: set TRADEPIT_DATA";
    }
};

INSTANTIATE_TEST_SUITE_P(RealMarkets, DigestOfARealMarket, testing::ValuesIn(REAL_MARKETS),
                         [](const auto& each) {
                             std::string name = each.param.market;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

TEST_P(DigestOfARealMarket, IsWhatItWasWithSixDecimals) {
    const auto& expected = GetParam();
    const std::string market = expected.market;
    const auto tree = (real_data() / expected.positions).string();
    const auto prices = (real_data() / market / "merged.jsonl").string();
    const RunningPipeline pipeline;
    std::ofstream{pipeline.folder() / "config.json"} << BUILT_IN;
    pipeline.tell({"import", "prices", prices});
    const auto run = pipeline.tell({"submit", "config.json", "--market", market, "--wait"});
    EXPECT_EQ(run["status"], "completed");
    EXPECT_EQ(pipeline.tell({"digest", run["job_id"]})["digest"], expected.run);
    EXPECT_EQ(ResultsFile{pipeline.results()}.row("SELECT price_hash FROM job_settings"),
              expected.price_hash);
    pipeline.tell({"import", "positions", tree, "--job", "import", "--market", market});
    EXPECT_EQ(pipeline.tell({"digest", "import", "--books"})["digest"], expected.import);
    const auto recorded = (real_data() / market / "agent_data").string();
    const auto replay = run_command(
        "tradepit", {"replay", recorded, "--prices", prices, "--run-dir", "replay", "--json"},
        pipeline.folder());
    EXPECT_EQ(replay.exit_code, 0) << replay.err;
    EXPECT_EQ(replay.json()["digest"], expected.replay);
}

}  // namespace
}  // namespace tradepit
