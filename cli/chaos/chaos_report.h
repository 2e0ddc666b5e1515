#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "cli/chaos/chaos_plan.h"
#include "common/time.h"

namespace tradepit::cli {

/// What became of one job, from GET /jobs/{id}/attempts and GET /jobs/{id}/digest.
struct ChaosJob {
    std::string id;
    std::string status;
    std::string digest;
    std::int64_t model_days = 0;
    std::int64_t completed = 0;
    std::int64_t attempts = 0;
    std::int64_t days_repeated = 0;          ///< model-days that took more than one attempt
    std::int64_t max_attempts_of_a_day = 0;  ///< the most attempts that one model-day took
    std::int64_t superseded = 0;             ///< attempts that a later claim replaced
    /// Attempts whose events were not as many as their end says, did not have the digest that it
    /// says, or did not add up.
    std::int64_t refused = 0;
    /// Events that came after their attempt was superseded or refused.
    std::int64_t late_events = 0;
    std::int64_t lost = 0;  ///< completed model-days that lack an attempt, a closing or a position
    std::int64_t completed_twice = 0;  ///< model-days that completed more than once
};

/// The strikes on the programs of one role: kills (SIGKILL) and stops (SIGSTOP, and SIGCONT later).
/// Each was made while leases were held.
struct ChaosRole {
    int kills = 0;
    int stops = 0;
    /// Sum of the times from a strike (of a stop: from SIGCONT) until the program served again.
    common::Duration recovery_total{};
    common::Duration recovery_longest{};
};

/// The result of Chaos::run().
struct ChaosReport {
    std::uint64_t seed = 0;
    ChaosJob undisturbed;                  ///< ran without strikes
    std::vector<ChaosJob> disturbed;       ///< ran while programs were struck, in order
    std::array<ChaosRole, ROLES> roles{};  ///< indexed by Role
    int unexpected_exits = 0;              ///< ends of programs that no strike caused
    bool sound = false;                    ///< integrity_check and foreign_key_check found nothing
    common::Duration elapsed{};
};

/// The guarantees that were broken, in one sentence each; empty when all held.
[[nodiscard]] std::vector<std::string> broken_guarantees(const ChaosReport& report);
/// The report for people: a table of the roles, the sums of the disturbed jobs, and the broken
/// guarantees. The last line says whether all held.
[[nodiscard]] std::string chaos_text(const ChaosReport& report);
/// The report as JSON; `held` is true when nothing was broken.
[[nodiscard]] nlohmann::ordered_json chaos_json(const ChaosReport& report);

}  // namespace tradepit::cli
