#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/simulation/world.h"
#include "worker/agents/agent_clock.h"
#include "worker/slots/leases.h"
#include "worker/slots/slot_lease.h"

namespace tradepit::simulation {

/// A lease on its slot. It does what worker::Slot and worker::Attempt do, but step by step instead
/// of on a thread.
class SlotRun {
public:
    /// What the slot reports to the loop; `frame` is empty where there is no batch.
    struct Report {
        std::size_t day = 0;
        std::string frame;
        std::int64_t number = 0;
        bool day_over = false;
        bool lease_over = false;
    };
    enum class Outcome { nothing, report, worker_dies };

    SlotRun(World& world, const worker::Leases::Lease& lease, common::WorkerName worker);

    /// Does one step. Without `room` in the worker's window the agent waits, and its clock is
    /// paused.
    /// @return `report` when `report` was filled in.
    Outcome step(bool room, Report& report);
    void ask(worker::StopRequest request) { stop_request_ = std::max(stop_request_, request); }
    /// The first batch of this day's attempt is committed.
    void start_acknowledged(std::size_t day) { acknowledged_ = day; }

    [[nodiscard]] common::Duration agent_time() const { return agent_.total(world_.now); }
    [[nodiscard]] const common::Needs& needs() const { return assign_.needs; }
    /// Whether it can do a step without waiting for a message.
    [[nodiscard]] bool active() const;

private:
    enum class Phase { before_day, waits_for_start, agent_runs, agent_hangs };

    Outcome begin_day(Report& report);
    Outcome begin_agent();
    Outcome run_agent(Report& report);
    Outcome end_day(Report& report);
    Outcome give_back(Report& report);
    Outcome say(Report& report, std::vector<common::Event> events, std::optional<common::End> end);
    [[nodiscard]] common::AttemptKey key() const;

    World& world_;
    const common::Assign assign_;
    const common::WorkerName worker_;
    worker::StopRequest stop_request_ = worker::StopRequest::none;
    worker::AgentClock agent_;
    Phase phase_ = Phase::before_day;
    std::optional<std::size_t> acknowledged_;
    common::Close opening_;

    // The state of the day that runs.
    std::size_t day_ = 0;
    AgentDay script_;
    std::size_t said_ = 0;  ///< events of the script that were sent
    std::int64_t batches_ = 0;
    std::string digest_;
};

}  // namespace tradepit::simulation
