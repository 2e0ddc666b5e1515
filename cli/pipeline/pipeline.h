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

/// What a pipeline is started with.
struct PipelineSettings {
    common::ProgramSettings common;         ///< no endpoint is empty (common::resolved())
    std::filesystem::path programs_folder;  ///< the folder of tradepit-writer and the others
    std::string db;                         ///< the database file
    std::string config_dir;                 ///< the folder of configs and markets.json
    std::optional<std::string> http;        ///< "127.0.0.1:8080"; nothing: no HTTP
    std::string tokens = {};                ///< the token file; empty: HTTP asks for no tokens
    int workers = 1;                        ///< how many worker processes
    /// Where the programs log: each to a file of its own in the run folder, or all to the standard
    /// error of this process.
    enum class Logs { file, standard_error } logs = Logs::file;
    common::Deployment deployment;  ///< production or dev mode
};

/// The programs of a pipeline in the order of their start: writer, broker, query, workers.
/// @throws std::runtime_error when an executable is missing in settings.programs_folder.
std::vector<Program> programs_of(const PipelineSettings& settings, const RunFolder& folder);

/// The whole pipeline on this machine, as child processes. stop() drains and ends them in order;
/// the destructor kills those that still run. All calls must come from the thread that constructed
/// the Pipeline, and that thread must outlive it.
class Pipeline {
public:
    /// Locks the run folder and starts every program. In dev mode the database is emptied first,
    /// unless deployment.preserve_dev_data is set. @throws std::runtime_error or std::system_error
    /// when any of this fails; UsageError when the writer refuses its set-up, as it empties it.
    Pipeline(const PipelineSettings& settings, common::StopSignals& signals);

    /// The descriptors that a Channel must watch while this pipeline runs, those of its programs
    /// and of the stop signals: programs that die are started again only while a Channel waits. A
    /// wait throws Stopped for a stop signal, ProgramEndedForGood when a program ended with an
    /// error that a restart cannot fix, and UsageError when one refuses its set-up at its first
    /// start (exit code 64). No Channel may watch them once stop() was called.
    std::vector<Watched> watched();

    /// Asks query over ZeroMQ for GET /health until the answer says that every process is healthy.
    /// @throws std::runtime_error after 10 s, or once a program has died 8 times in a row, with its
    /// name and the end of its log; Stopped, ProgramEndedForGood and UsageError as watched().
    void await_ready(zmq::context_t& context);

    Supervisor& supervisor() { return supervisor_; }

    /// Drains and ends every process: workers, query, broker, then the writer. Those of one stage
    /// that have not ended within 10 s are killed. A stop signal that comes meanwhile kills all
    /// processes at once. @return whether every process ended by itself with code 0.
    bool stop();

private:
    [[noreturn]] void fail_to_start(const std::string& reason) const;
    void fail_on_crash_loop() const;
    /// "; its last messages: …", or where to read them.
    [[nodiscard]] std::string last_messages_of(const Supervisor::FailedProgram& failed) const;
    void fail_when_ended_for_good() const;
    /// @throws ProgramEndedForGood when another pipeline has the run folder's lock.
    void fail_when_folder_is_lost() const;

    PipelineSettings settings_;
    common::StopSignals& signals_;
    RunFolder folder_;
    Supervisor supervisor_;
};

/// What a Channel must watch in a command that runs no pipeline itself: the descriptor of the stop
/// signals. A wait throws Stopped for a stop signal.
std::vector<Watched> watch_signals(common::StopSignals& signals);

}  // namespace tradepit::cli
