#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "writer/maintenance/task.h"

namespace tradepit::writer {

/// The registry of tasks, of which the scheduler knows nothing else.
[[nodiscard]] std::span<const TaskKind> task_kinds();
/// Null for a name that no task has.
[[nodiscard]] const TaskKind* find_task_kind(std::string_view name);

/// In the order in which they are looked at: the first one that is due comes first.
[[nodiscard]] std::vector<std::unique_ptr<Upkeep>> all_upkeep(const TaskContext& context);
[[nodiscard]] std::vector<std::unique_ptr<TaskOnSchedule>> all_schedules(
    const TaskContext& context);

}  // namespace tradepit::writer
