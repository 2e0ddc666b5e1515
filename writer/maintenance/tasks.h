#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "writer/maintenance/task.h"

namespace tradepit::writer {

// Implemented in NAME_task.cpp.
[[nodiscard]] TaskKind cleanup_task();
[[nodiscard]] TaskKind vacuum_task();
[[nodiscard]] TaskKind backup_task();

// Implemented in upkeep.cpp.
/// Deletes the rows that are left of jobs that cleanups have hidden.
[[nodiscard]] std::unique_ptr<Upkeep> deleted_jobs_upkeep(const TaskContext& context);
/// Deletes the recorded answers to old requests. A repeat that comes after that is a new request.
[[nodiscard]] std::unique_ptr<Upkeep> expired_keys_upkeep(const TaskContext& context);

/// Begins a cleanup once a day, if `retention_days` is not 0, and at once while more jobs are old
/// enough than one cleanup hides. Implemented in cleanup_task.cpp.
[[nodiscard]] std::unique_ptr<TaskOnSchedule> retention(const TaskContext& context);

/// The registry of all kinds of tasks.
[[nodiscard]] std::span<const TaskKind> task_kinds();
/// The kind with this name; null when there is none.
[[nodiscard]] const TaskKind* find_task_kind(std::string_view name);

/// All upkeep, in order of precedence: of what is due, the first one runs.
[[nodiscard]] std::vector<std::unique_ptr<Upkeep>> all_upkeep(const TaskContext& context);
/// All schedules, in order of precedence.
[[nodiscard]] std::vector<std::unique_ptr<TaskOnSchedule>> all_tasks_on_schedule(
    const TaskContext& context);

}  // namespace tradepit::writer
