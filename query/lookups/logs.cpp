#include "query/lookups/logs.h"

#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "query/lookups/row_pages.h"
#include "query/requests/cursor.h"
#include "query/series/which_job.h"

namespace tradepit::query {

Reply logs_of_job(Reader& reader, const std::string& job_id, Parameters& parameters) {
    const auto limit = parameters.integer("limit");
    const auto start = page_start(parameters);
    if (const auto fault = parameters.fault()) return *fault;
    if (!job_exists(reader, job_id)) return unknown_job(job_id);
    auto rows = reader.ask(
        "SELECT date, model, step_number, timestamp, role, content, tool_name FROM reasoning_logs"
        " WHERE job_id = ?1 AND (date, model, step_number) > (?2, ?3, ?4)"
        " ORDER BY date, model, step_number LIMIT ?5",
        job_id, start.date, start.model, start.number, limit + 1);
    PageText text{"logs", limit, job_id};
    PageStart last;
    while (rows.next()) {
        if (text.is_full()) return std::move(text).finish(last.text());
        last = {.date = rows.text(0), .model = rows.text(1), .number = rows.integer(2)};
        text.add({{"date", last.date},
                  {"model", last.model},
                  {"step_number", last.number},
                  {"timestamp", rows.text(3)},
                  {"role", rows.json(4)},
                  {"content", rows.text(5)},
                  {"tool_name", rows.json(6)}});
    }
    return std::move(text).finish("");
}

Reply tools_of_job(Reader& reader, const std::string& job_id, Parameters& parameters) {
    const auto limit = parameters.integer("limit");
    const auto after = cursor_key(parameters, 3);  // date, model and tool name
    if (const auto fault = parameters.fault()) return *fault;
    if (!job_exists(reader, job_id)) return unknown_job(job_id);
    auto rows = reader.ask(
        "SELECT date, model, tool_name, call_count, total_duration_seconds FROM tool_usage"
        " WHERE job_id = ?1 AND (date, model, tool_name) > (?2, ?3, ?4)"
        " ORDER BY date, model, tool_name LIMIT ?5",
        job_id, after[0], after[1], after[2], limit + 1);
    PageText text{"tools", limit, job_id};
    std::string last;
    while (rows.next()) {
        if (text.is_full()) return std::move(text).finish(last);
        last = cursor_text({rows.text(0), rows.text(1), rows.text(2)});
        text.add({{"date", rows.text(0)},
                  {"model", rows.text(1)},
                  {"tool_name", rows.text(2)},
                  {"call_count", rows.integer(3)},
                  {"total_duration_seconds", rows.json(4)}});
    }
    return std::move(text).finish("");
}

}  // namespace tradepit::query
