#pragma once

#include <string>

#include "tests/pipeline/running_pipeline.h"

namespace tradepit {

/// Imports a small market of `days` days, and writes slow.json: a config with `models` models that
/// trade on it. Each model-day takes `delay_ms`.
void prepare_slow_job(const RunningPipeline& pipeline, int models, int days, int delay_ms);

/// Submits slow.json. @return the job's id
std::string submit_slow_job(const RunningPipeline& pipeline);

/// Waits until the job has ended. Fails the test unless it completed. @return its digest
std::string digest_at_the_end(const RunningPipeline& pipeline, const std::string& job);

/// The answer to GET /jobs/JOB/attempts.
nlohmann::json attempts_of(const RunningPipeline& pipeline, const std::string& job);

}  // namespace tradepit
