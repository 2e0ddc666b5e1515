#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include "tests/pipeline/environment.h"
#include "tests/pipeline/running_pipeline.h"

namespace tradepit::faults {

/// How long a fault lasts: TRADEPIT_FAULT_SECONDS, else `otherwise`.
std::chrono::seconds fault_seconds(std::chrono::seconds otherwise);

/// Asks the pipeline for its health until `enough`, one answered question after the other; fails
/// the test after two minutes, and after that of the fault.
void until(const RunningPipeline& pipeline, const std::string& what,
           const std::function<bool()>& enough);

/// What /health says of the writer, "" while it is well.
std::string trouble_of_writer(const RunningPipeline& pipeline);

/// Imports a market of `days` and submits `config` (a JSON object) over it. @return the job.
std::string submit_over_small_market(const RunningPipeline& pipeline, int days,
                                     const std::string& models);

/// Waits until the job has ended. @return its status, the whole answer.
nlohmann::json ended(const RunningPipeline& pipeline, const std::string& job);

/// What a pipeline without any fault comes to with a job.
struct Undisturbed {
    std::string digest;
    /// How many calls of the writer changed its database, from its start to its end: the numbers
    /// that a disk fault may have.
    long disk_calls = 0;
};
Undisturbed undisturbed_run(int days, const std::string& models);

}  // namespace tradepit::faults
