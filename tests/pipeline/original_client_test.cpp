// AI-Trader's users have scripts against its server. They run unchanged against this one.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/pipeline/running_pipeline.h"
#include "tests/pipeline/small_market.h"

namespace tradepit {
namespace {

TEST(OriginalClient, AnEndpointScriptOfCurlAndJqPasses) {
    const common::TemporaryFolder configs;
    std::filesystem::copy_file(source_root() / "config" / "markets.json",
                               configs.path() / "markets.json");
    std::ofstream{configs.path() / "default_config.json"} << R"({
        "agent_type": "BaseAgent", "market": "small",
        "date_range": {"init_date": "2024-01-02", "end_date": "2024-01-05"},
        "models": [{"name": "gpt-5", "signature": "gpt-5", "enabled": true,
                    "agent": {"kind": "equal_weight"}}],
        "agent_config": {"max_steps": 30, "max_retries": 3, "base_delay": 1.0,
                         "initial_cash": 10000.0},
        "log_config": {"log_path": "./data/agent_data"}})";
    const RunningPipeline pipeline{{"--config-dir", configs.path().string()}};
    write_small_market(pipeline.folder() / "small.csv", 10);
    pipeline.tell({"import", "prices", "small.csv", "--market", "small"});
    const auto ended = run_command("/bin/bash",
                                   {(source_root() / "tests/pipeline/original_client.sh").string(),
                                    "http://" + pipeline.address(), configs.path().string()},
                                   pipeline.folder());
    EXPECT_EQ(ended.exit_code, 0) << ended.out << ended.err;
    EXPECT_NE(ended.out.find("all steps passed"), std::string::npos);
}

}  // namespace
}  // namespace tradepit
