#include "query/lookups/logs.h"

#include <optional>
#include <type_traits>
#include <utility>

#include "common/text/json_text.h"
#include "query/series/which_job.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

/// Where a page goes on: after this row. As the JSON array [date, model, step or tool].
template <class Last>
struct LogPageStart {
    std::string date{};
    std::string model{};
    Last last{};
};

template <class Last>
std::optional<LogPageStart<Last>> page_start(const std::string& cursor) {
    if (cursor.empty()) return LogPageStart<Last>{};
    const auto parts = nlohmann::json::parse(cursor, nullptr, false);
    const bool sound =
        parts.is_array() && parts.size() == 3 && parts[0].is_string() && parts[1].is_string() &&
        (std::is_same_v<Last, std::string> ? parts[2].is_string() : parts[2].is_number_integer());
    if (!sound) return std::nullopt;
    return LogPageStart<Last>{parts[0].get<std::string>(), parts[1].get<std::string>(),
                              parts[2].get<Last>()};
}

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
    const auto start = page_start<std::int64_t>(parameters.text("cursor").value_or(""));
    if (!start) parameters.refuse("value_error", "cursor", "Input should be a next_cursor");
    if (const auto fault = parameters.fault()) return *fault;
    if (!job_exists(reader, job_id)) return unknown_job(job_id);
    auto rows = reader.ask(
        "SELECT date, model, step_number, timestamp, role, content, tool_name FROM reasoning_logs"
        " WHERE job_id = ?1 AND (date, model, step_number) > (?2, ?3, ?4)"
        " ORDER BY date, model, step_number LIMIT ?5",
        job_id, start->date, start->model, start->last, limit + 1);
    auto list = Json::array();
    Json next = nullptr;
    std::size_t bytes = 0;
    while (rows.next()) {
        if (static_cast<std::int64_t>(list.size()) == limit || bytes > LOG_PAGE_BYTES) {
            const auto& last = list.back();
            next = Json{last["date"], last["model"], last["step_number"]}.dump();
            break;
        }
        auto content = rows.text(5);
        bytes += content.size();
        list.push_back({{"date", rows.text(0)},
                        {"model", rows.text(1)},
                        {"step_number", rows.integer(2)},
                        {"timestamp", rows.text(3)},
                        {"role", rows.json(4)},
                        {"content", std::move(content)},
                        {"tool_name", rows.json(6)}});
    }
    return page_of("logs", job_id, std::move(list), std::move(next));
}

Reply tools_of_job(Reader& reader, const std::string& job_id, Parameters& parameters) {
    const auto limit = parameters.count("limit");
    const auto start = page_start<std::string>(parameters.text("cursor").value_or(""));
    if (!start) parameters.refuse("value_error", "cursor", "Input should be a next_cursor");
    if (const auto fault = parameters.fault()) return *fault;
    if (!job_exists(reader, job_id)) return unknown_job(job_id);
    auto rows = reader.ask(
        "SELECT date, model, tool_name, call_count, total_duration_seconds FROM tool_usage"
        " WHERE job_id = ?1 AND (date, model, tool_name) > (?2, ?3, ?4)"
        " ORDER BY date, model, tool_name LIMIT ?5",
        job_id, start->date, start->model, start->last, limit + 1);
    auto list = Json::array();
    Json next = nullptr;
    while (rows.next()) {
        if (static_cast<std::int64_t>(list.size()) == limit) {
            const auto& last = list.back();
            next = Json{last["date"], last["model"], last["tool_name"]}.dump();
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
