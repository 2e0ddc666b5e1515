#include "writer/maintenance/tasks.h"

#include <algorithm>

namespace tradepit::writer {

std::span<const TaskKind> task_kinds() {
    static const TaskKind KINDS[] = {
        cleanup_task(),
        vacuum_task(),
        backup_task(),
    };
    return KINDS;
}

const TaskKind* find_task_kind(std::string_view name) {
    const auto kinds = task_kinds();
    const auto at =
        std::ranges::find_if(kinds, [&](const TaskKind& kind) { return kind.info->name == name; });
    return at == kinds.end() ? nullptr : &*at;
}

std::vector<std::unique_ptr<Upkeep>> all_upkeep(const TaskContext& context) {
    std::vector<std::unique_ptr<Upkeep>> all;
    all.push_back(deleted_jobs_upkeep(context));
    all.push_back(expired_keys_upkeep(context));
    return all;
}

std::vector<std::unique_ptr<TaskOnSchedule>> all_tasks_on_schedule(const TaskContext& context) {
    std::vector<std::unique_ptr<TaskOnSchedule>> all;
    all.push_back(retention(context));
    return all;
}

}  // namespace tradepit::writer
