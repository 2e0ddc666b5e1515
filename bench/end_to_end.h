#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "bench/figures/sample.h"
#include "bench/programs/pipeline.h"
#include "bench/programs/progress.h"

namespace tradepit::bench {

/// The times of equal jobs that ran through the whole pipeline.
struct EndToEnd {
    std::string agent;  ///< the agent's kind
    std::size_t models = 0;
    std::size_t dates = 0;
    Sample seconds;  ///< of each job, from the submission until its status is `completed`

    [[nodiscard]] std::size_t model_days() const { return models * dates; }
};

struct EndToEndSettings {
    std::size_t models = 100;  ///< of each job
    std::size_t dates = 200;   ///< of each job; at most Pipeline::DATES
    std::size_t rounds = 3;    ///< jobs for each agent
    /// Agent kinds: `idle` does not trade, `momentum` does.
    std::vector<std::string> agents{"idle", "momentum"};
};

/// Runs `rounds` jobs for each agent. No two jobs run at once.
/// @throws std::runtime_error when a job is refused or does not complete, or when the pipeline
/// ends; Interrupted on SIGINT or SIGTERM.
std::vector<EndToEnd> measure_end_to_end(Pipeline& pipeline, const EndToEndSettings& settings,
                                         Progress& progress);

}  // namespace tradepit::bench
