#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "bench/load/ack_log.h"

namespace tradepit::bench {

/// What a task may hold a commit up for.
inline constexpr double HELD_MS_MAX = 250;

/// One task while the writer is loaded.
struct TaskFigures {
    std::string name;
    double seconds = 0;         ///< from the request until it is done
    double answer_seconds = 0;  ///< until it is answered: a cleanup, when nobody finds the jobs
    double amount = 0;          ///< what it did, of `unit`
    std::string unit;           ///< "positions" or "MB"
    LoadSpan before;            ///< the load without it, just before
    LoadSpan during;
};

struct MaintenanceFigures {
    std::size_t positions = 0;  ///< in the file at first
    double megabytes = 0;
    double writer_alone = 0;  ///< positions a second as fast as it can
    std::size_t acknowledged = 0;
    std::vector<TaskFigures> tasks;
    std::vector<std::string> faults;  ///< of the file and of the backup, afterwards
};

/// Nothing was lost, and no task held a commit up for longer than HELD_MS_MAX.
[[nodiscard]] bool is_well(const MaintenanceFigures& figures);

std::string to_text(const MaintenanceFigures& figures);
nlohmann::json to_json(const MaintenanceFigures& figures);

}  // namespace tradepit::bench
