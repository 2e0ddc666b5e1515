#pragma once

#include <string>

#include "tests/pipeline/running_pipeline.h"

namespace tradepit {

/// Imports a small market of `days` days, and writes slow.json: a config of `models` models that
/// trade on it, each day of which takes `delay_ms`.
void prepare_slow_job(const RunningPipeline& pipeline, int models, int days, int delay_ms);

/// Submits slow.json. @return the job's id
std::string submit_slow_job(const RunningPipeline& pipeline);

/// Waits for the job's end, which has to be `completed`. @return its digest
std::string digest_at_the_end(const RunningPipeline& pipeline, const std::string& job);

/// GET /jobs/JOB/attempts.
nlohmann::json attempts_of(const RunningPipeline& pipeline, const std::string& job);

}  // namespace tradepit
