#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/pipeline/running_pipeline.h"

namespace tradepit::faults {

/// The largest resident memory of a pipeline's programs before, during and after a fault.
class ResidentMemory {
public:
    enum class Phase { before, during, after };

    ResidentMemory(const RunningPipeline& pipeline, std::vector<std::string> programs);

    /// Measures each program that runs. The largest value of a phase is kept.
    void look(Phase phase);
    /// Prints one line for each program, in MiB, on standard output.
    void print() const;
    /// The growth in KiB from `before` to the larger of `during` and `after`.
    [[nodiscard]] std::int64_t growth_kib(const std::string& program) const;

private:
    const RunningPipeline& pipeline_;
    std::map<std::string, std::map<Phase, std::int64_t>> kib_;
};

}  // namespace tradepit::faults
