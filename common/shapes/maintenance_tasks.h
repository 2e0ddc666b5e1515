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
    std::string_view shape;  ///< the name of the Shape (shape.h) of its arguments
    std::string_view description;
    /// The arguments that it takes. Their types are int, bool and text. An int has a minimum and a
    /// maximum. A text is a path on the writer's machine.
    std::span<const Field> parameters;
    std::string_view unit;     ///< the unit of its progress, such as "pages"
    std::string_view example;  ///< arguments to try out, as a JSON object
    std::string_view help;     ///< examples and exit codes, for the command line

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
     .default_json = "90",
     .flag = "--days",
     .help = "Delete the jobs that ended more than this many days ago"}};
inline constexpr TaskInfo CLEANUP_TASK{
    .name = "cleanup",
    .shape = "Cleanup",
    .description = "Delete jobs that ended long ago, with everything of theirs",
    .parameters = CLEANUP_PARAMETERS,
    .unit = "positions",
    .example = R"({"days": 90})",
    .help =
        "  tradepit cleanup --days 90\n"
        "  tradepit cleanup --days 30 --wait --json\n"
        "When this returns, no command shows the jobs any more. Their rows are removed in\n"
        "slices; with --wait it returns when that is done. tradepit vacuum gives their space\n"
        "back. Open jobs stay, and so do jobs that another job continues. Exit code: 0, also\n"
        "when there was nothing to delete."};

inline constexpr Field VACUUM_PARAMETERS[] = {
    {.name = "full",
     .type = "bool",
     .default_json = "false",
     .flag = "--full",
     .help = "Make the whole file anew, while no job is open"}};
inline constexpr TaskInfo VACUUM_TASK{
    .name = "vacuum",
    .shape = "Vacuum",
    .description = "Give the database's free pages back to the file system",
    .parameters = VACUUM_PARAMETERS,
    .unit = "pages",
    .example = R"({"full": false})",
    .help =
        "  tradepit vacuum              while jobs run, in slices\n"
        "  tradepit vacuum --full       the whole file anew; nothing is written meanwhile\n"
        "Exit code: 0 done, 1 failed or refused. It is refused while other maintenance runs,\n"
        "and with --full while a job is open."};

inline constexpr Field BACKUP_PARAMETERS[] = {{.name = "file",
                                               .type = "text",
                                               .required = true,
                                               .minimum = 1,
                                               .flag = "FILE",
                                               .help = "Where the copy is to be"},
                                              {.name = "force",
                                               .type = "bool",
                                               .default_json = "false",
                                               .flag = "--force",
                                               .help = "Replace a file of that name"}};
inline constexpr TaskInfo BACKUP_TASK{
    .name = "backup",
    .shape = "Backup",
    .description = "Copy the database while it is in use",
    .parameters = BACKUP_PARAMETERS,
    .unit = "pages",
    .example = R"({"file": "/var/tmp/results-backup.db", "force": true})",
    .help =
        "  tradepit backup /var/backups/results.db\n"
        "  tradepit backup results-today.db --force --json\n"
        "The copy is what was committed at one moment, in one file. It is checked and synced\n"
        "before it gets its name. tradepit up --db FILE starts a pipeline on it. FILE is a path\n"
        "on the machine of the writer.\n"
        "Exit code: 0 the copy is there; 1 failed, or refused because other maintenance runs;\n"
        "64 the file exists already, or its folder does not."};

inline constexpr std::array MAINTENANCE_TASKS{&CLEANUP_TASK, &VACUUM_TASK, &BACKUP_TASK};

/// The task of that name; null where no task has it.
constexpr const TaskInfo* find_maintenance_task(std::string_view name) {
    for (const TaskInfo* task : MAINTENANCE_TASKS)
        if (task->name == name) return task;
    return nullptr;
}

}  // namespace tradepit::common
