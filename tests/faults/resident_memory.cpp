#include "tests/faults/resident_memory.h"

#include <algorithm>
#include <cstdio>
#include <fstream>

namespace tradepit::faults {

namespace {

/// The process's VmRSS in KiB; 0 when there is no such process.
std::int64_t resident_kib(pid_t pid) {
    std::ifstream status{"/proc/" + std::to_string(pid) + "/status"};
    std::string word;
    std::int64_t kib = 0;
    while (status >> word)
        if (word == "VmRSS:") status >> kib;
    return kib;
}

/// The program's process id; 0 while it does not run.
pid_t pid_of(const RunningPipeline& pipeline, const std::string& program) {
    pid_t pid = 0;
    std::ifstream{pipeline.folder() / "run" / (program + ".pid")} >> pid;
    return pid;
}

}  // namespace

ResidentMemory::ResidentMemory(const RunningPipeline& pipeline, std::vector<std::string> programs)
    : pipeline_{pipeline} {
    for (auto& program : programs) kib_[std::move(program)];
}

void ResidentMemory::look(Phase phase) {
    for (auto& [program, kib] : kib_)
        kib[phase] = std::max(kib[phase], resident_kib(pid_of(pipeline_, program)));
}

void ResidentMemory::print() const {
    std::printf("resident MiB   before  during   after\n");
    for (const auto& [program, kib] : kib_) {
        const auto mib = [&](Phase phase) { return static_cast<double>(kib.at(phase)) / 1024; };
        std::printf("%-12s %8.1f%8.1f%8.1f\n", program.c_str(), mib(Phase::before),
                    mib(Phase::during), mib(Phase::after));
    }
}

std::int64_t ResidentMemory::growth_kib(const std::string& program) const {
    const auto& kib = kib_.at(program);
    return std::max(kib.at(Phase::during), kib.at(Phase::after)) - kib.at(Phase::before);
}

}  // namespace tradepit::faults
