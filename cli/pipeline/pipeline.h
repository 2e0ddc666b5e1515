#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/channel.h"
#include "cli/pipeline/run_folder.h"
#include "cli/pipeline/supervisor.h"
#include "common/process/deployment.h"
#include "common/process/settings.h"
#include "common/process/stop_signals.h"

namespace tradepit::cli {

struct PipelineSettings {
    common::ProgramSettings common;  ///< with resolved endpoints
    std::filesystem::path programs;  ///< the folder of tradepit-writer and the others
    std::string db;                  ///< the database file
    std::string config_dir;
    std::optional<std::string> http;  ///< "127.0.0.1:8080"; nothing: no HTTP
    std::string tokens = {};          ///< file of bearer tokens; empty: none are asked for
    int workers = 1;
    enum class Logs { file, standard_error } logs = Logs::file;
    common::Deployment deployment;
};

/// What a pipeline is made of, in the order of its start: writer, broker, query, workers.
/// @throws std::runtime_error when a program is not beside the CLI.
std::vector<Program> programs_of(const PipelineSettings& settings, const RunFolder& folder);

/// The whole pipeline on this machine, as processes of ours. What is left of it is killed by the
/// destructor; stop() ends it in order.
class Pipeline {
public:
    /// Locks the run folder and starts every program, in dev mode on an empty database, unless it
    /// is to be preserved.
    Pipeline(const PipelineSettings& settings, common::StopSignals& signals);

    /// What a wait in front of this pipeline serves: its processes; and stop signals, which end the
    /// wait with Stopped, as a program that is gone for good ends it with GoneForGood.
    std::vector<Watched> watched();

    /// Waits until query says that every process is well.
    /// @throws std::runtime_error after READY_WITHIN, or as soon as a program keeps dying: which
    /// one, and the end of its log; UsageError where it refuses its settings.
    void await_ready(zmq::context_t& context);

    Supervisor& programs() { return supervisor_; }

    /// Drains and ends every process: workers, then query, broker, and the writer last. A second
    /// stop signal ends it at once. @return whether all of it ended by itself.
    bool stop();

private:
    [[noreturn]] void fail_to_start(const std::string& reason) const;
    void fail_when_hopeless() const;
    void fail_when_gone() const;

    PipelineSettings settings_;
    common::StopSignals& signals_;
    RunFolder folder_;
    Supervisor supervisor_;
};

/// What a command in front of somebody else's pipeline serves while it waits.
std::vector<Watched> watch_signals(common::StopSignals& signals);

}  // namespace tradepit::cli
