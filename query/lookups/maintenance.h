#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "common/messages/maintenance_messages.h"
#include "common/shapes/maintenance_tasks.h"
#include "query/requests/parameters.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"

/// Maintenance in the API: beginning the writer's tasks, and reading their progress.
namespace tradepit::query {

/// The path whose POST begins the task: "/maintenance/NAME". The view is valid as long as the
/// process lives.
[[nodiscard]] std::string_view maintenance_path(const common::TaskInfo& task);
/// The task that a POST to this path begins; null for every other path.
[[nodiscard]] const common::TaskInfo* task_of_path(std::string_view path);

/// Reads `text`, the body of a POST that begins the task, and checks it against the task's
/// parameters. An empty body counts as {}. The command's key and request hash are left empty, for
/// the caller to set. A Reply is a refusal that lists what is wrong.
[[nodiscard]] std::variant<common::RunMaintenance, Reply> read_maintenance(
    const common::TaskInfo& task, std::string_view text);

/// GET /maintenance: the database's size, how many cleaned-up jobs and position rows are still to
/// be removed, and the newest tasks with their progress and results.
Reply maintenance(Reader& reader, Parameters& parameters);

/// GET /maintenance/tasks/{task}: the task with this number; 404 where there is none.
Reply maintenance_task(Reader& reader, const std::string& number);

}  // namespace tradepit::query
