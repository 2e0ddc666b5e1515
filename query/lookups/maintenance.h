#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "common/messages/maintenance_messages.h"
#include "common/shapes/maintenance_tasks.h"
#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

/// Maintenance in the API: the tasks that the writer is asked for, and what it is at.
namespace tradepit::query {

/// The path that begins the task, by POST; it is valid for ever.
[[nodiscard]] std::string_view maintenance_path(const common::TaskInfo& task);
/// The task of that path; null for every other path.
[[nodiscard]] const common::TaskInfo* task_at(std::string_view path);

/// The body of such a POST, checked against the task's parameters; empty is {}. The command has no
/// key yet. The alternative is a 422 that lists what is wrong.
[[nodiscard]] std::variant<common::RunMaintenance, Reply> read_maintenance(
    const common::TaskInfo& task, std::string_view body);

/// GET /maintenance: how large the database is, what is left of jobs that were cleaned up, and the
/// newest tasks with their progress and results.
Reply maintenance(Reader& reader, Parameters& parameters);

/// GET /maintenance/tasks/{task}: one of them.
Reply maintenance_task(Reader& reader, const std::string& number);

}  // namespace tradepit::query
