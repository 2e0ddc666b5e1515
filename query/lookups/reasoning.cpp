#include "query/lookups/reasoning.h"

#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "query/lookups/row_pages.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

/// RowList::select for reasoning steps.
Rows select_steps(Reader& reader, const Selection& selection, const RowPage& page) {
    return reader.ask(
        "SELECT r.job_id, r.date, r.model, r.step_number, r.timestamp, r.role, r.content,"
        " r.tool_name, d.status"
        " FROM reasoning_logs r INDEXED BY idx_reasoning_logs_unique CROSS JOIN job_details d"
        " ON d.job_id = r.job_id AND d.date = r.date AND d.model = r.model"
        " WHERE r.job_id = ?1 AND r.date BETWEEN ?2 AND ?3"
        " AND (r.date, r.model, r.step_number) > (?4, ?5, ?6) AND (?7 = '' OR r.model = ?7)"
        " AND (?8 = 0 OR d.status = 'completed') AND (?10 = '' OR r.date < ?10)"
        " ORDER BY r.date, r.model, r.step_number LIMIT ?9",
        selection.job_id, page.first_date(), page.span.upto, page.start.date, page.start.model,
        page.start.number, selection.model, selection.completed_only ? 1 : 0, page.limit + 1,
        selection.before);
}

/// RowList::write for reasoning steps.
void write_step(const Rows& rows, RowText& text) {
    int column = 0;
    for (const char* name : {"job_id", "date", "model", "step_number", "timestamp", "role",
                             "content", "tool_name", "status"})
        text.value(name, rows, column++);
}

}  // namespace

Reply reasoning_rows(Reader& reader, const std::string&, Parameters& parameters,
                     const ReadContext& context) {
    return reply_of_rows(
        reader, parameters, context.format,
        {.name = "reasoning", .select = select_steps, .write = write_step, .date_column = 1});
}

Json steps_of(Reader& reader, const ModelDay& day, std::size_t& bytes) {
    auto list = Json::array();
    auto rows = reader.ask(
        "SELECT step_number, timestamp, role, content, tool_name FROM reasoning_logs"
        " WHERE job_id = ? AND date = ? AND model = ? ORDER BY step_number",
        day.where.job_id, day.date, day.where.model);
    while (bytes <= REASONING_RESULT_BYTES_MAX && rows.next()) {
        bytes += rows.text(3).size();
        list.push_back({{"step_number", rows.integer(0)},
                        {"timestamp", rows.text(1)},
                        {"role", rows.json(2)},
                        {"content", rows.json(3)},
                        {"tool_name", rows.json(4)}});
    }
    return list;
}

Reply reasoning_too_large() {
    return refused(507, "the reasoning is larger than " +
                            std::to_string(REASONING_RESULT_BYTES_MAX) +
                            " bytes (REASONING_RESULT_BYTES_MAX): name a model, or ask"
                            " /reasoning by page");
}

}  // namespace tradepit::query
