#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include "tests/pipeline/environment.h"
#include "tests/pipeline/running_pipeline.h"

namespace tradepit::faults {

/// The duration of a fault: TRADEPIT_FAULT_SECONDS, else `otherwise`.
std::chrono::seconds fault_seconds(std::chrono::seconds otherwise);

/// Sends GET /health, one request after the other, until `enough` is true. @throws
/// std::runtime_error after two minutes plus TRADEPIT_FAULT_SECONDS.
void until(const RunningPipeline& pipeline, const std::string& what,
           const std::function<bool()>& enough);

/// The writer's `detail` in GET /health; "" while the writer is healthy.
std::string trouble_of_writer(const RunningPipeline& pipeline);

/// Imports a market of `days` days, and submits a job with `models` on it. `models` is a list of
/// JSON objects without brackets. @return the job's id
std::string submit_over_small_market(const RunningPipeline& pipeline, int days,
                                     const std::string& models);

/// Waits until the job has ended. @return the answer to GET /simulate/status
nlohmann::json ended(const RunningPipeline& pipeline, const std::string& job);

/// The outcome of such a job in a pipeline without faults.
struct Undisturbed {
    std::string digest;
    /// The calls of the writer that changed its database, from its start to its end: the numbers
    /// that a disk fault may have.
    long disk_calls = 0;
};
Undisturbed undisturbed_run(int days, const std::string& models);

}  // namespace tradepit::faults
