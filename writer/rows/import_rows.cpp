#include "writer/rows/import_rows.h"

#include <nlohmann/json.hpp>

#include "common/schema/sql.h"

namespace tradepit::writer {

using namespace common;

ImportRows::ImportRows(SQLite::Database& database, JobRows& jobs)
    : jobs_{jobs},
      add_chain_days_{database, "UPDATE job_models SET days = days + ? WHERE chain = ?"},
      update_extent_{
          database,
          "UPDATE jobs SET date_range = ?, models = ?, completed_at = ? WHERE job_id = ?"},
      update_counts_{database, "UPDATE job_settings SET total = ?, completed = ? WHERE job_id = ?"},
      delete_closings_{database, "DELETE FROM closings WHERE chain = ?"},
      insert_step_{database,
                   "INSERT INTO reasoning_logs(job_id, date, model, step_number, timestamp, role, "
                   "content, tool_name) VALUES(?, ?, ?, ?, ?, ?, ?, ?)"},
      replace_tool_{
          database,
          "INSERT INTO tool_usage(job_id, date, model, tool_name, call_count, "
          "total_duration_seconds) VALUES(?, ?, ?, ?, ?, ?) ON CONFLICT (job_id, date, model, "
          "tool_name) DO UPDATE SET call_count = excluded.call_count, "
          "total_duration_seconds = excluded.total_duration_seconds"} {}

void ImportRows::apply(const RecordChain& operation, const std::string&) {
    jobs_.insert(JobRows::ChainRow{.chain = operation.chain,
                                   .job = operation.job,
                                   .market = operation.market,
                                   .model = operation.model,
                                   .days = 0,  // RecordCompletedDays adds to them
                                   .first_detail = operation.first_detail});
}

void ImportRows::apply(const RecordCompletedDays& operation, const std::string&) {
    std::int64_t detail = operation.first_detail;
    for (const Stamp date : operation.dates)
        jobs_.insert(JobRows::DayRow{.detail = detail++,
                                     .job = operation.job,
                                     .date = date,
                                     .model = operation.model,
                                     .status = DayStatus::completed,
                                     .started = operation.completed,
                                     .completed = operation.completed});
    run(add_chain_days_, operation.dates.size(), operation.chain);
}

void ImportRows::apply(const SaveExtent& operation, const std::string&) {
    run(update_extent_, nlohmann::json(operation.dates).dump(),
        nlohmann::json(operation.models).dump(), utc_text(operation.completed), operation.job);
    // Every model-day of an imported job is completed.
    run(update_counts_, operation.days, operation.days, operation.job);
}

void ImportRows::apply(const DeleteClosings& operation, const std::string&) {
    run(delete_closings_, operation.chain);
}

void ImportRows::apply(const StoreLog& operation, const std::string& timestamp) {
    const RowNames& names = *operation.names;
    std::int64_t step_number = operation.first_step;
    for (const LoggedStep& step : operation.steps)
        run(insert_step_, names.job, operation.date, names.model, step_number++,
            step.timestamp.empty() ? timestamp : step.timestamp, step.role, step.content,
            TextOrNull{step.tool});
    for (const ToolUsage& tool : operation.tools)
        run(replace_tool_, names.job, operation.date, names.model, tool.tool, tool.calls,
            tool.seconds);
}

}  // namespace tradepit::writer
