#pragma once

#include <array>
#include <span>
#include <string_view>

#include "common/limits.h"
#include "common/shapes/shape.h"

/// The maintenance tasks: what each is called and what it takes. The routes and the OpenAPI of the
/// REST API, the commands of `tradepit` and the writer's checks are made from this one list.
/// docs/CHANGING.md says how to add a task.
namespace tradepit::common {

struct TaskInfo {
    std::string_view name;   ///< in paths, commands and the column `kind` of maintenance_tasks
    std::string_view shape;  ///< the name of its arguments' shape
    std::string_view description;
    /// Their types are int, bool and text. An int has limits; a text is a path on the writer's
    /// machine.
    std::span<const Field> parameters;
    std::string_view unit;  ///< the unit of its progress: "pages"
    std::string_view help;  ///< examples and exit codes, for the command line

    /// Whether a request may leave every argument out.
    [[nodiscard]] constexpr bool needs_no_arguments() const {
        for (const Field& parameter : parameters)
            if (parameter.required) return false;
        return true;
    }
};

inline constexpr Field CLEANUP_PARAMETERS[] = {
    {.name = "days",
     .type = "int",
     .minimum = 0,
     .maximum = DAYS_KEPT_MAX,
     .unset = "90",
     .flag = "--days",
     .help = "Jobs that ended more than so many days ago"}};
inline constexpr TaskInfo CLEANUP_TASK{
    .name = "cleanup",
    .shape = "Cleanup",
    .description = "Delete jobs that ended long ago, with everything of theirs",
    .parameters = CLEANUP_PARAMETERS,
    .unit = "positions",
    .help =
        "  tradepit cleanup --days 90\n"
        "  tradepit cleanup --days 30 --wait --json\n"
        "Nobody finds the jobs any more when this returns. Their rows are removed in slices,\n"
        "and tradepit vacuum gives the room back. Open jobs stay, and so do jobs that another\n"
        "one goes on from. Exit code: 0, also when there was nothing to delete."};

inline constexpr Field VACUUM_PARAMETERS[] = {
    {.name = "full",
     .type = "bool",
     .unset = "false",
     .flag = "--full",
     .help = "Make the whole file anew, while no job is open"}};
inline constexpr TaskInfo VACUUM_TASK{
    .name = "vacuum",
    .shape = "Vacuum",
    .description = "Give the database's free pages back to the file system",
    .parameters = VACUUM_PARAMETERS,
    .unit = "pages",
    .help =
        "  tradepit vacuum              while jobs run, in slices\n"
        "  tradepit vacuum --full       the whole file anew; nothing is written meanwhile\n"
        "Exit code: 0 done, 1 refused or failed: with --full, a job is open; other maintenance\n"
        "is under way."};

inline constexpr Field BACKUP_PARAMETERS[] = {{.name = "file",
                                               .type = "text",
                                               .required = true,
                                               .minimum = 1,
                                               .flag = "FILE",
                                               .help = "Where the copy is to be"},
                                              {.name = "force",
                                               .type = "bool",
                                               .unset = "false",
                                               .flag = "--force",
                                               .help = "Replace a file of that name"}};
inline constexpr TaskInfo BACKUP_TASK{
    .name = "backup",
    .shape = "Backup",
    .description = "Copy the database while it is in use",
    .parameters = BACKUP_PARAMETERS,
    .unit = "pages",
    .help =
        "  tradepit backup /var/backups/results.db\n"
        "  tradepit backup results-today.db --force --json\n"
        "The copy is what was committed at one moment, in one file, checked and forced to the\n"
        "disk before it has its name; tradepit up --db FILE runs on it. The writer makes it, on\n"
        "its own machine.\n"
        "Exit code: 0 there, 1 refused or failed: other maintenance is under way. 64: there is\n"
        "such a file already, or no such folder."};

inline constexpr std::array MAINTENANCE_TASKS{&CLEANUP_TASK, &VACUUM_TASK, &BACKUP_TASK};

/// Null for a name that no task has.
constexpr const TaskInfo* find_maintenance_task(std::string_view name) {
    for (const TaskInfo* task : MAINTENANCE_TASKS)
        if (task->name == name) return task;
    return nullptr;
}

}  // namespace tradepit::common
