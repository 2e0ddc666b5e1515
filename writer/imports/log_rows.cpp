#include "writer/imports/log_rows.h"

#include <SQLiteCpp/Statement.h>

#include "common/schema/stored_values.h"

namespace tradepit::writer {

using namespace common;

namespace {

void bind_day(SQLite::Statement& statement, const LogImport& import) {
    statement.bind(1, import.owner.job.value());
    statement.bind(2, import.date.text());
    statement.bind(3, import.owner.model.value());
}

}  // namespace

StoredLog load_log(SQLite::Database& database, const LogImport& import) {
    StoredLog stored;
    SQLite::Statement steps{database,
                            "SELECT role, content, tool_name FROM reasoning_logs "
                            "WHERE job_id = ? AND date = ? AND model = ? ORDER BY step_number"};
    bind_day(steps, import);
    while (steps.executeStep())
        stored.steps.push_back({word_of<Role>(steps.getColumn(0).getString(), "a role"),
                                steps.getColumn(1).getString(), steps.getColumn(2).getString()});
    SQLite::Statement tools{database,
                            "SELECT tool_name, call_count, total_duration_seconds FROM tool_usage "
                            "WHERE job_id = ? AND date = ? AND model = ?"};
    bind_day(tools, import);
    while (tools.executeStep())
        stored.tools.push_back({tools.getColumn(0).getString(), tools.getColumn(1).getInt(),
                                tools.getColumn(2).getDouble()});
    return stored;
}

void store_log(SQLite::Database& database, const LogImport& import, const LogPlan& plan,
               const std::string& now_utc) {
    SQLite::Statement step{database,
                           "INSERT INTO reasoning_logs(job_id, date, model, step_number, "
                           "timestamp, role, content, tool_name) VALUES(?, ?, ?, ?, ?, ?, ?, ?)"};
    for (std::size_t i = plan.present; i < import.steps.size(); ++i) {
        const LoggedStep& logged = import.steps[i];
        bind_day(step, import);
        step.bind(4, static_cast<std::int64_t>(i + 1));
        step.bind(5, logged.timestamp.empty() ? now_utc : logged.timestamp);
        step.bind(6, to_text(logged.role).data());
        step.bind(7, logged.content);
        if (logged.tool.empty())
            step.bind(8);
        else
            step.bind(8, logged.tool);
        step.exec();
        step.reset();
    }
    SQLite::Statement usage{
        database,
        "INSERT INTO tool_usage(job_id, date, model, tool_name, call_count, "
        "total_duration_seconds) VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT (job_id, date, model, "
        "tool_name) DO UPDATE SET call_count = excluded.call_count, "
        "total_duration_seconds = excluded.total_duration_seconds"};
    for (const ToolUsage& tool : plan.tools) {
        bind_day(usage, import);
        usage.bind(4, tool.tool);
        usage.bind(5, tool.calls);
        usage.bind(6, tool.seconds);
        usage.exec();
        usage.reset();
    }
}

}  // namespace tradepit::writer
