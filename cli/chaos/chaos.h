#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/chaos/broker_probe.h"
#include "cli/chaos/chaos_plan.h"
#include "cli/chaos/chaos_report.h"
#include "cli/display/progress_line.h"
#include "cli/jobs/batch.h"
#include "common/messages/messages.h"

namespace tradepit::cli {

/// Kills and stops the programs of a pipeline under load by a plan, and reports what became of its
/// jobs. Each strike is made right after the broker reports leases that workers hold. The next
/// strike is made only after the program that was hit serves again. Not thread-safe.
class Chaos {
public:
    /// `job` is the body of POST /simulate/trigger. It is submitted again whenever a job has ended
    /// and strikes are left.
    Chaos(Batch& batch, const PipelineSettings& settings, nlohmann::json job);

    /// Runs the job once undisturbed, then with strikes, until every strike is made and the last
    /// job has ended. @return the state of all these jobs. @throws std::runtime_error when a
    /// program does not serve again, or a job makes no progress, within PATIENCE.
    ChaosReport run(const ChaosPlan& plan);

    static constexpr common::Duration PATIENCE = std::chrono::seconds{60};

private:
    void submit();
    common::BrokerState await_leases();
    void go_on_with_jobs();
    void strike(const Strike& strike, ChaosReport& report);
    void hit(const std::string& name, const Strike& strike);
    void await_return(const std::string& name, const Strike& strike, std::int64_t epoch,
                      common::Instant since);
    [[nodiscard]] bool serves(const std::string& name, const Strike& strike, std::int64_t epoch,
                              common::Instant since);
    void await_last_job();
    ChaosJob look_at(const std::string& job);
    [[nodiscard]] int starts() const;
    void pause(common::Instant time);

    Batch& batch_;
    const PipelineSettings& settings_;
    nlohmann::json job_;
    BrokerProbe broker_;
    std::vector<std::string> names_;  ///< every program of the pipeline
    std::vector<std::string> jobs_;   ///< ids of the disturbed jobs, in order
};

}  // namespace tradepit::cli
