#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/pipeline/running_pipeline.h"

namespace tradepit::faults {

/// The resident memory of a pipeline's programs, as it was before a fault, at its most during it,
/// and afterwards.
class ResidentMemory {
public:
    enum class Phase { before, during, after };

    ResidentMemory(const RunningPipeline& pipeline, std::vector<std::string> programs);

    /// Looks at each program that runs; the most of a phase counts.
    void look(Phase phase);
    /// One line a program, in MiB, on standard output.
    void print() const;
    /// KiB that the program grew by from `before` to the most of `during` and `after`.
    [[nodiscard]] std::int64_t growth_kib(const std::string& program) const;

private:
    const RunningPipeline& pipeline_;
    std::map<std::string, std::map<Phase, std::int64_t>> kib_;
};

}  // namespace tradepit::faults
