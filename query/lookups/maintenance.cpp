#include "query/lookups/maintenance.h"

#include <map>
#include <utility>

#include <nlohmann/json.hpp>

#include "common/shapes/shape.h"
#include "common/text/json_text.h"
#include "common/text/quoted.h"
#include "query/requests/body.h"
#include "query/storage/sizes.h"

namespace tradepit::query {

using Json = nlohmann::ordered_json;

namespace {

/// A row of maintenance_tasks as an object. The statements of maintenance() and maintenance_task()
/// select these columns, in this order.
Json task_of(const Rows& rows) {
    return {{"task", rows.integer(0)},
            {"kind", rows.text(1)},
            {"state", rows.text(2)},
            {"options", stored_document(rows, 3)},
            {"done", rows.integer(4)},
            {"total", rows.integer(5)},
            {"result", stored_document(rows, 6)},
            {"started_at", rows.text(7)},
            {"ended_at", rows.json(8)}};
}

}  // namespace

std::string_view maintenance_path(const common::TaskInfo& task) {
    static const auto paths = [] {
        std::map<std::string_view, std::string> made;
        for (const auto* each : common::MAINTENANCE_TASKS)
            made.emplace(each->name, "/maintenance/" + std::string{each->name});
        return made;
    }();
    return paths.at(task.name);
}

const common::TaskInfo* task_of_path(std::string_view path) {
    for (const auto* task : common::MAINTENANCE_TASKS)
        if (path == maintenance_path(*task)) return task;
    return nullptr;
}

std::variant<common::RunMaintenance, Reply> read_maintenance(const common::TaskInfo& task,
                                                             std::string_view text) {
    const auto read = Body::read(text, common::shape_named(task.shape), EmptyBody::means_object);
    if (const auto* reply = std::get_if<Reply>(&read)) return *reply;
    const auto& body = std::get<Body>(read);
    if (auto fault = body.fault()) return std::move(*fault);
    auto arguments = Json::object();
    for (const auto& parameter : task.parameters) {
        const std::string name{parameter.name};
        const auto kind = common::type_of(parameter.type).kind;
        if (kind == common::TypeKind::integer)
            arguments[name] = body.integer(name);
        else if (kind == common::TypeKind::boolean)
            arguments[name] = body.flag(name);
        else
            arguments[name] = body.text(name);
    }
    return common::RunMaintenance{.key = {},
                                  .request_hash = {},
                                  .task = std::string{task.name},
                                  .arguments = common::json_text(arguments)};
}

Reply maintenance(Reader& reader, Parameters& parameters) {
    const auto limit = parameters.integer("limit");
    if (const auto fault = parameters.fault()) return *fault;
    auto tasks = Json::array();
    {
        auto rows = reader.ask(
            "SELECT task, kind, state, options, done, total, result, started_at, ended_at"
            " FROM maintenance_tasks ORDER BY task DESC LIMIT ?",
            limit);
        while (rows.next()) tasks.push_back(task_of(rows));
    }
    const auto sizes = sizes_of(reader);
    return {200,
            common::json_text({{"database_bytes", sizes.database_bytes},
                               {"log_bytes", sizes.log_bytes},
                               {"page_bytes", sizes.page_bytes},
                               {"pages", sizes.pages},
                               {"free_pages", sizes.free_pages},
                               {"jobs_to_purge", sizes.jobs_to_purge},
                               {"positions_to_purge", sizes.positions_to_purge},
                               {"tasks", std::move(tasks)}}),
            0};
}

Reply maintenance_task(Reader& reader, const std::string& number) {
    // The number as a text must be equal too: SQLite casts "7x" and "07" to 7.
    auto rows = reader.ask(
        "SELECT task, kind, state, options, done, total, result, started_at, ended_at"
        " FROM maintenance_tasks WHERE CAST(task AS TEXT) = ?1 AND task = CAST(?1 AS INTEGER)",
        number);
    if (!rows.next())
        return refused(404, "Maintenance task " + common::quoted_text(number) + " not found");
    return {200, common::json_text(task_of(rows))};
}

}  // namespace tradepit::query
