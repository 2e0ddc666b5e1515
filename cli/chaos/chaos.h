#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/chaos/broker_probe.h"
#include "cli/chaos/chaos_plan.h"
#include "cli/chaos/chaos_report.h"
#include "cli/display/progress_line.h"
#include "cli/jobs/own_pipeline.h"
#include "common/messages/messages.h"

namespace tradepit::cli {

/// Runs jobs in a pipeline, strikes its programs by a plan (SIGKILL, or SIGSTOP and SIGCONT), and
/// reports what became of the jobs. Each strike is made right after the broker reports leases that
/// workers hold. The next strike is made only after the program that was hit serves again. Not
/// thread-safe.
class Chaos {
public:
    /// `own` was started with `settings`; both must outlive this object. `job` is the body of POST
    /// /simulate/trigger. It is submitted again whenever a job has ended and strikes are left.
    Chaos(OwnPipeline& own, const PipelineSettings& settings, nlohmann::json job);

    /// Runs the job once undisturbed, then with strikes, until every strike is made and the last
    /// job has ended. @throws std::runtime_error when a program does not serve again, or a job
    /// makes no progress, within PATIENCE; also what OwnPipeline::run() throws.
    ChaosReport run(const ChaosPlan& plan);

    /// The longest wait for a lease, for a program that was hit, and for progress of the last job.
    static constexpr common::Duration PATIENCE = std::chrono::seconds{60};

private:
    /// Submits one more disturbed job.
    void submit();
    /// Waits until workers hold leases, and submits a job if none is left to run. @return the state
    /// of the broker then.
    common::BrokerState await_leases();
    void submit_if_last_ended();
    /// Makes one strike, waits until the program that was hit serves again, and adds both to the
    /// report.
    void strike(const Strike& strike, ChaosReport& report);
    /// Sends the strike's signals to the program `name`; returns after the SIGCONT of a stop.
    void hit(const std::string& name, const Strike& strike);
    /// Waits until the program that was hit serves again. `epoch` is the broker's from before the
    /// strike; `since` is when the process that was killed had started, or for a stop, the SIGCONT.
    void await_return(const std::string& name, const Strike& strike, std::int64_t epoch,
                      common::Instant since);
    /// Whether the program serves. Query does when it answers a request. The broker does when it
    /// hands out days, under a newer epoch than `epoch` after a kill, and under `epoch` after a
    /// stop. A worker and the writer do when the broker has heard from them after `since`.
    [[nodiscard]] bool serves(const std::string& name, const Strike& strike, std::int64_t epoch,
                              common::Instant since);
    void await_last_job();
    /// What became of a job that has ended.
    ChaosJob outcome_of(const std::string& job);
    /// How often the programs were started so far, the sum over all programs.
    [[nodiscard]] int starts() const;
    /// Waits for so long. Programs that die meanwhile are started again.
    void pause(common::Duration length);

    OwnPipeline& own_;
    const PipelineSettings& settings_;
    nlohmann::json job_;
    BrokerProbe broker_;
    std::vector<std::string> names_;  ///< of the programs of the pipeline
    std::vector<std::string> jobs_;   ///< ids of the disturbed jobs, in order
};

}  // namespace tradepit::cli
