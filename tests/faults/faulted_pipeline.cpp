#include "tests/faults/faulted_pipeline.h"

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/faults/writer_process.h"
#include "tests/pipeline/small_market.h"

namespace tradepit::faults {

using nlohmann::json;

std::chrono::seconds fault_seconds(std::chrono::seconds otherwise) {
    const char* given = std::getenv("TRADEPIT_FAULT_SECONDS");
    return given != nullptr ? std::chrono::seconds{std::atoi(given)} : otherwise;
}

void until(const RunningPipeline& pipeline, const std::string& what,
           const std::function<bool()>& enough) {
    const auto deadline =
        std::chrono::steady_clock::now() + std::chrono::minutes{2} + fault_seconds({});
    while (!enough()) {
        static_cast<void>(pipeline.get("/health"));
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("not in time: " + what);
    }
}

std::string trouble_of_writer(const RunningPipeline& pipeline) {
    const auto health = pipeline.get("/health").json();
    const auto writer = health.value(json::json_pointer{"/processes/writer"}, json::object());
    return writer.value("status", "") == "healthy" ? "" : writer.value("detail", "not known");
}

std::string submit_over_small_market(const RunningPipeline& pipeline, int days,
                                     const std::string& models) {
    write_small_market(pipeline.folder() / "small.csv", days);
    std::ofstream{pipeline.folder() / "config.json"} << R"({"market": "small", "models": [)"
                                                     << models << "]}";
    pipeline.tell({"import", "prices", "small.csv", "--market", "small"});
    return pipeline.tell({"submit", "config.json"})["job_id"];
}

json ended(const RunningPipeline& pipeline, const std::string& job) {
    json status;
    until(pipeline, "the end of job " + job, [&] {
        status = pipeline.get("/simulate/status/" + job).json();
        return status["status"] != "pending" && status["status"] != "running";
    });
    return status;
}

Undisturbed undisturbed_run(int days, const std::string& models) {
    const common::TemporaryFolder folder;
    const auto count = folder.path() / "count";
    Undisturbed run;
    {
        const Environment settings{{{"LD_PRELOAD", disk_library()},
                                    {"ASAN_OPTIONS", "verify_asan_link_order=0"},
                                    {"TRADEPIT_DISK_COUNT", count.string()}}};
        const RunningPipeline pipeline{{"--workers", "1"}};
        const auto job = submit_over_small_market(pipeline, days, models);
        EXPECT_EQ(ended(pipeline, job)["status"], "completed");
        run.digest = pipeline.tell({"digest", job})["digest"];
    }
    std::ifstream{count} >> run.disk_calls;
    return run;
}

}  // namespace tradepit::faults
