#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "bench/load/ack_log.h"

namespace tradepit::bench {

/// Milliseconds within which each batch must be acknowledged while a task runs.
inline constexpr double ACK_MS_MAX = 250;

/// The figures of one task that ran while the writer was loaded.
struct TaskFigures {
    std::string name;
    double seconds = 0;  ///< from the request until the task is done
    /// From the request to the answer. The cleanup is several requests, one after another: to the
    /// answer to the last one.
    double answer_seconds = 0;
    double amount = 0;  ///< how much the task removed, freed or copied, in `unit`
    std::string unit;   ///< "positions" or "MB" (a million bytes)
    LoadSpan before;    ///< the load just before the task
    LoadSpan during;    ///< the load while the task ran
};

/// The figures of all tasks, and of the load under which they ran.
struct MaintenanceFigures {
    std::size_t positions = 0;     ///< in the file at the start
    double megabytes = 0;          ///< of the file at the start, in millions of bytes
    double writer_alone = 0;       ///< positions per second at full speed, without a task
    std::size_t acknowledged = 0;  ///< positions of the load, in all
    std::vector<TaskFigures> tasks;
    std::vector<std::string> faults;  ///< of the file and the backup at the end, as faults_of()
};

/// Whether there are no faults, and no acknowledgement took longer than ACK_MS_MAX during a task.
[[nodiscard]] bool keeps_its_promises(const MaintenanceFigures& figures);

/// The part of the report for people.
std::string to_text(const MaintenanceFigures& figures);
/// The same figures as JSON.
nlohmann::json to_json(const MaintenanceFigures& figures);

}  // namespace tradepit::bench
