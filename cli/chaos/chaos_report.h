#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "cli/chaos/chaos_plan.h"
#include "common/time.h"

namespace tradepit::cli {

/// What became of one job: GET /jobs/{}/attempts and its digest.
struct ChaosJob {
    std::string id;
    std::string status;
    std::string digest;
    std::int64_t model_days = 0;
    std::int64_t completed = 0;
    std::int64_t attempts = 0;
    std::int64_t repeated = 0;       ///< model-days that took more than one attempt
    std::int64_t most_of_a_day = 0;  ///< attempts
    std::int64_t superseded = 0;     ///< attempts
    std::int64_t refused = 0;        ///< attempts that did not add up
    std::int64_t late_events = 0;
    std::int64_t lost = 0;
    std::int64_t doubled = 0;
};

/// What was done to the programs of one role. Each counted while leases were held.
struct ChaosRole {
    int kills = 0;
    int stops = 0;
    common::Instant back_total{};  ///< from each strike (SIGCONT of a stop) until it served again
    common::Instant back_longest{};
};

struct ChaosReport {
    std::uint64_t seed = 0;
    ChaosJob undisturbed;
    std::vector<ChaosJob> disturbed;
    std::array<ChaosRole, ROLES> roles{};
    int own_deaths = 0;  ///< programs that ended without being killed by us
    bool sound = false;  ///< integrity_check and foreign_key_check
    common::Instant elapsed{};
};

/// What did not hold, a sentence each; empty when everything did.
[[nodiscard]] std::vector<std::string> broken(const ChaosReport& report);
/// Tables for people, the verdict last.
[[nodiscard]] std::string chaos_text(const ChaosReport& report);
[[nodiscard]] nlohmann::ordered_json chaos_json(const ChaosReport& report);

}  // namespace tradepit::cli
