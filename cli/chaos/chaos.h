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

/// A pipeline under load whose programs are killed and stopped by a plan, and what became of its
/// jobs. A strike is made when the broker says that leases are held, in the next instant, and the
/// next one not before the program that was hit serves again. One thread.
class Chaos {
public:
    /// `job` is what is submitted, again and again: the body of POST /simulate/trigger.
    Chaos(Batch& batch, const PipelineSettings& settings, nlohmann::json job);

    /// Runs the job undisturbed, then disturbed until every strike is made and the last job has
    /// ended, and looks at all of them. @throws std::runtime_error when a program does not come
    /// back, or a job does not go on, within PATIENCE.
    ChaosReport run(const ChaosPlan& plan);

    static constexpr common::Instant PATIENCE = std::chrono::seconds{60};

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
    std::vector<std::string> names_;  ///< of every program
    std::vector<std::string> jobs_;   ///< submitted while disturbed, in order
};

}  // namespace tradepit::cli
