#include "query/lookups/logs.h"

#include <utility>

#include <nlohmann/json.hpp>

#include "common/text/json_text.h"
#include "query/lookups/row_pages.h"
#include "query/requests/cursor.h"
#include "query/series/which_job.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

Reply page_of(const char* name, const std::string& job_id, Json list, Json next) {
    const auto count = list.size();
    return {200,
            common::json_text({{"job_id", job_id},
                               {name, std::move(list)},
                               {"count", count},
                               {"next_cursor", std::move(next)}}),
            0};
}

}  // namespace

Reply logs_of_job(Reader& reader, const std::string& job_id, Parameters& parameters) {
    const auto limit = parameters.count("limit");
    const auto after = page_start(parameters);
    if (const auto fault = parameters.fault()) return *fault;
    if (!job_exists(reader, job_id)) return unknown_job(job_id);
    auto rows = reader.ask(
        "SELECT date, model, step_number, timestamp, role, content, tool_name FROM reasoning_logs"
        " WHERE job_id = ?1 AND (date, model, step_number) > (?2, ?3, ?4)"
        " ORDER BY date, model, step_number LIMIT ?5",
        job_id, after.date, after.model, after.number, limit + 1);
    auto list = Json::array();
    Json next = nullptr;
    std::size_t bytes = 0;
    PageStart last;
    while (rows.next()) {
        if (static_cast<std::int64_t>(list.size()) == limit || bytes > LOG_PAGE_BYTES) {
            next = last.text();
            break;
        }
        auto content = rows.text(5);
        bytes += content.size();
        last = {rows.text(0), rows.text(1), rows.integer(2)};
        list.push_back({{"date", last.date},
                        {"model", last.model},
                        {"step_number", last.number},
                        {"timestamp", rows.text(3)},
                        {"role", rows.json(4)},
                        {"content", std::move(content)},
                        {"tool_name", rows.json(6)}});
    }
    return page_of("logs", job_id, std::move(list), std::move(next));
}

Reply tools_of_job(Reader& reader, const std::string& job_id, Parameters& parameters) {
    const auto limit = parameters.count("limit");
    const auto after = cursor_key(parameters, 3);
    if (const auto fault = parameters.fault()) return *fault;
    if (!job_exists(reader, job_id)) return unknown_job(job_id);
    auto rows = reader.ask(
        "SELECT date, model, tool_name, call_count, total_duration_seconds FROM tool_usage"
        " WHERE job_id = ?1 AND (date, model, tool_name) > (?2, ?3, ?4)"
        " ORDER BY date, model, tool_name LIMIT ?5",
        job_id, after[0], after[1], after[2], limit + 1);
    auto list = Json::array();
    Json next = nullptr;
    while (rows.next()) {
        if (static_cast<std::int64_t>(list.size()) == limit) {
            const auto& last = list.back();
            next = cursor_text({last["date"].get_ref<const std::string&>(),
                                last["model"].get_ref<const std::string&>(),
                                last["tool_name"].get_ref<const std::string&>()});
            break;
        }
        list.push_back({{"date", rows.text(0)},
                        {"model", rows.text(1)},
                        {"tool_name", rows.text(2)},
                        {"call_count", rows.integer(3)},
                        {"total_duration_seconds", rows.json(4)}});
    }
    return page_of("tools", job_id, std::move(list), std::move(next));
}

}  // namespace tradepit::query
