#pragma once

#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "cli/pipeline/connection.h"
#include "cli/pipeline/pipeline.h"
#include "cli/prices/price_import.h"
#include "cli/session.h"

namespace tradepit::cli {

/// Runs jobs in a pipeline of its own. The destructor drains and ends the pipeline. Not
/// thread-safe; like Pipeline it belongs to the thread that made it. Every wait throws Stopped for
/// a stop signal, and ProgramEndedForGood when a program ended with an error that a restart cannot
/// fix.
class OwnPipeline {
public:
    /// Starts the pipeline and waits until it is ready. @throws as Pipeline and
    /// Pipeline::await_ready().
    OwnPipeline(const PipelineSettings& settings, common::StopSignals& signals);
    ~OwnPipeline();
    OwnPipeline(const OwnPipeline&) = delete;
    OwnPipeline& operator=(const OwnPipeline&) = delete;

    /// Imports price files as import_files() does, and prints the notes on them on standard error.
    /// @throws std::runtime_error when a file is refused, so that no job runs on a part of its
    /// prices; Unreachable.
    std::vector<ImportReport> import(const std::vector<std::string>& files,
                                     const std::string& market,
                                     const std::vector<common::MarketRules>& markets);
    /// Imports prices that were read already. @throws std::runtime_error when they are refused;
    /// Unreachable.
    ImportReport import(const PriceFileContent& content);

    /// Submits the job (`body` is that of POST /simulate/trigger) and waits until it has ended,
    /// with progress on standard error. For a job with dual_write it then waits at most 30 s for
    /// the files. @return {job_id, status, digest, leaderboard, elapsed_seconds, progress,
    /// model_days, market, warnings, files_complete, error}, in this order. files_complete is there
    /// only for dual_write, error only for a job with one. The fields of objects from the
    /// pipeline's answers keep their order. @throws as Connection::submit() and await_job().
    nlohmann::ordered_json run(const nlohmann::json& body);

    Connection& connection() { return *connection_; }
    Pipeline& pipeline() { return pipeline_; }
    zmq::context_t& context() { return context_; }

    /// ADDRESS:PORT of the HTTP API, with the port that the system chose when 0 was given. Empty
    /// without HTTP.
    [[nodiscard]] std::string http_address() const;

    /// Keeps the pipeline running. Never returns: it throws Stopped or ProgramEndedForGood.
    void serve();

private:
    common::StopSignals& signals_;
    PipelineSettings settings_;
    zmq::context_t context_;
    Pipeline pipeline_;
    std::unique_ptr<Connection> connection_;
};

/// The flags for a pipeline that `run`, `replay`, `demo`, `chaos` and `up` share.
struct PipelineOptions {
    /// Empty: results.db in the run folder. In dev mode common::database_of_mode() changes it.
    std::string db;
    int workers = 0;  ///< 0: one for each core
    common::Deployment deployment;
};

/// Adds the flags to a command. `options` must live as long as the command.
void declare_pipeline_options(CLI::App& command, PipelineOptions& options);
/// The settings of a pipeline without HTTP that logs to files.
PipelineSettings pipeline_settings(const Session& session, const PipelineOptions& options);

/// The market of the imported prices; empty when there are none or they are of several markets.
std::string market_of(const std::vector<ImportReport>& reports);

/// Prints the result of OwnPipeline::run(), to which a command may have added fields: with --json
/// as it is, else as tables, with the differences of a replay where it has them. Its warnings and
/// its error then go to standard error.
void print_run(const Session& session, const nlohmann::ordered_json& document);
/// The exit code for the document of OwnPipeline::run(): that of the job's status, but 2 for a
/// completed job whose files are not complete. Files that are not complete are reported on standard
/// error.
int exit_code_of_run(const nlohmann::ordered_json& document);
/// Says on standard error where the results and the logs are.
void print_locations(const PipelineSettings& settings);

}  // namespace tradepit::cli
