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

/// One job from start to end in a pipeline of its own, which is drained by the destructor.
class Batch {
public:
    /// Starts the pipeline and waits until it is ready.
    Batch(const PipelineSettings& settings, common::StopSignals& signals);
    ~Batch();
    Batch(const Batch&) = delete;
    Batch& operator=(const Batch&) = delete;

    /// Imports price files. @throws std::runtime_error when one is refused: a job on half of its
    /// prices is not what was asked for.
    std::vector<ImportReport> import(const std::vector<std::string>& files,
                                     const std::string& market,
                                     const std::vector<common::MarketRules>& markets);
    ImportReport import(const PriceBatch& batch);

    /// Submits, waits with progress on standard error, also for the job's files where it has
    /// dual_write, and gathers what became of the job, in this order: {job_id, status, digest,
    /// leaderboard, elapsed_seconds, progress, model_days, market, warnings, files_complete,
    /// error}, the last two only where there is such a thing. Documents of the pipeline keep
    /// theirs.
    nlohmann::ordered_json run(const nlohmann::json& body);

    Connection& connection() { return *connection_; }
    Pipeline& pipeline() { return pipeline_; }
    zmq::context_t& context() { return context_; }

    /// Where the HTTP API is, with the port that was chosen where 0 was asked for.
    [[nodiscard]] std::string http_address() const;

    /// Serves the pipeline until a signal comes, which is thrown as Stopped.
    void serve();

private:
    common::StopSignals& signals_;
    PipelineSettings settings_;
    zmq::context_t context_;
    Pipeline pipeline_;
    std::unique_ptr<Connection> connection_;
};

/// The pipeline's settings that `run`, `replay`, `demo` and `up` share.
struct PipelineOptions {
    std::string db;   ///< empty: results.db in the run folder
    int workers = 0;  ///< 0: one a core
    common::Deployment deployment;
};

void declare_pipeline_options(CLI::App& command, PipelineOptions& options);
PipelineSettings pipeline_settings(const Session& session, const PipelineOptions& options);

/// The market that the job of a batch trades on, where neither --market nor its config says so:
/// that of the prices, when they are of one. Empty otherwise.
std::string market_of(const std::vector<ImportReport>& reports);

/// What a batch prints: the document with --json, else tables.
void print_batch(const Session& session, const nlohmann::ordered_json& document);
/// As of its job; 2 for one that completed without its files, which is said on standard error.
int exit_code_of_batch(const nlohmann::ordered_json& document);
/// Says on standard error where the results and the logs are.
void print_place(const PipelineSettings& settings);

}  // namespace tradepit::cli
