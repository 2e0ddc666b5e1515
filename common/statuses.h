#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "common/enum_names.h"

/// The statuses of jobs, model-days and maintenance tasks, under the names by which the database
/// stores and the API shows them.
namespace tradepit::common {

/// A job whose days have all ended is completed when some days completed and none failed, partial
/// when some completed and some failed, and failed when none completed. A cancelled job is
/// cancelled, whatever became of its days.
enum class JobStatus : std::uint8_t { pending, running, completed, partial, failed, cancelled };
constexpr std::array<std::string_view, 6> names_of(JobStatus) {
    return {"pending", "running", "completed", "partial", "failed", "cancelled"};
}
/// Whether days of the job may still run.
[[nodiscard]] constexpr bool is_open(JobStatus status) {
    return status == JobStatus::pending || status == JobStatus::running;
}

enum class DayStatus : std::uint8_t { pending, running, completed, failed, cancelled, skipped };
constexpr std::array<std::string_view, 6> names_of(DayStatus) {
    return {"pending", "running", "completed", "failed", "cancelled", "skipped"};
}
/// Whether the day may still run.
[[nodiscard]] constexpr bool is_open(DayStatus status) {
    return status == DayStatus::pending || status == DayStatus::running;
}

enum class MaintenanceState : std::uint8_t { running, done, failed };
constexpr std::array<std::string_view, 3> names_of(MaintenanceState) {
    return {"running", "done", "failed"};
}

}  // namespace tradepit::common
