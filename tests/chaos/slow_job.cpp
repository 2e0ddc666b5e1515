#include "tests/chaos/slow_job.h"

#include <fstream>

#include <gtest/gtest.h>

#include "tests/pipeline/small_market.h"

namespace tradepit {

using nlohmann::json;

void prepare_slow_job(const RunningPipeline& pipeline, int models, int days, int delay_ms) {
    write_small_market(pipeline.folder() / "small.csv", days);
    json list = json::array();
    for (int number = 0; number < models; ++number)
        list.push_back({{"signature", "random-" + std::to_string(number)},
                        {"agent", {{"kind", "random"}, {"seed", number}, {"delay_ms", delay_ms}}}});
    std::ofstream{pipeline.folder() / "slow.json"} << json{{"market", "small"}, {"models", list}};
    pipeline.tell({"import", "prices", "small.csv", "--market", "small"});
}

std::string submit_slow_job(const RunningPipeline& pipeline) {
    return pipeline.tell({"submit", "slow.json"})["job_id"];
}

std::string digest_at_the_end(const RunningPipeline& pipeline, const std::string& job) {
    const auto status = pipeline.status_until(job, has_ended);
    EXPECT_EQ(status["status"], "completed") << status.dump();
    return pipeline.tell({"digest", job})["digest"];
}

json attempts_of(const RunningPipeline& pipeline, const std::string& job) {
    return pipeline.get("/jobs/" + job + "/attempts").json();
}

}  // namespace tradepit
