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

/// Kills and stops the programs of a pipeline under load by a plan, and reports what became of its
/// jobs. Each strike is made right after the broker reports leases that workers hold. The next
/// strike is made only after the program that was hit serves again. Not thread-safe.
class Chaos {
public:
    /// `job` is the body of POST /simulate/trigger. It is submitted again whenever a job has ended
    /// and strikes are left.
    Chaos(OwnPipeline& own, const PipelineSettings& settings, nlohmann::json job);

    /// Runs the job once undisturbed, then with strikes, until every strike is made and the last
    /// job has ended. @return the state of all these jobs. @throws std::runtime_error when a
    /// program does not serve again, or a job makes no progress, within PATIENCE.
    ChaosReport run(const ChaosPlan& plan);

    static constexpr common::Duration PATIENCE = std::chrono::seconds{60};

private:
    /// Submits one more disturbed job.
    void submit();
    /// Waits until workers hold leases, and submits a job if none is left to run. @return the state
    /// of the broker then.
    common::BrokerState await_leases();
    void submit_if_last_ended();
    void strike(const Strike& strike, ChaosReport& report);
    /// Sends the strike's signals to the program `name`; returns after the SIGCONT of a stop.
    void hit(const std::string& name, const Strike& strike);
    /// Waits until the program that was hit serves again. `epoch` is the broker's from before the
    /// strike; `since` is when the process that was killed had started, or for a stop, the SIGCONT.
    void await_return(const std::string& name, const Strike& strike, std::int64_t epoch,
                      common::Instant since);
    /// Whether the program serves: query as it answers, the broker by its epoch, the others as the
    /// broker has heard them after `since`.
    [[nodiscard]] bool serves(const std::string& name, const Strike& strike, std::int64_t epoch,
                              common::Instant since);
    void await_last_job();
    /// What became of a job that has ended.
    ChaosJob outcome_of(const std::string& job);
    /// How often the programs were started so far, all together.
    [[nodiscard]] int starts() const;
    /// Waits, and keeps the pipeline running meanwhile.
    void pause(common::Duration length);

    OwnPipeline& own_;
    const PipelineSettings& settings_;
    nlohmann::json job_;
    BrokerProbe broker_;
    std::vector<std::string> names_;  ///< of the programs of the pipeline
    std::vector<std::string> jobs_;   ///< ids of the disturbed jobs, in order
};

}  // namespace tradepit::cli
