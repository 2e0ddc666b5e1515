#include "query/lookups/positions.h"

#include <utility>
#include <variant>

#include <nlohmann/json.hpp>

#include "query/lookups/row_pages.h"
#include "query/storage/position_row.h"

namespace tradepit::query {

namespace {

/// RowList::select for positions.
Rows select_positions(Reader& reader, const Selection& selection, const RowPage& page) {
    static const std::string SQL = select_positions_where(
        "p.job_id = ?1 AND p.date BETWEEN ?2 AND ?3"
        " AND (p.date, p.model, p.action_id) > (?4, ?5, ?6) AND (?7 = '' OR p.model = ?7)"
        " AND (?8 = 0 OR d.status = 'completed') AND (?10 = '' OR p.date < ?10)"
        " ORDER BY p.date, p.model, p.action_id LIMIT ?9");
    return reader.ask(Sql::of_static(SQL), selection.job_id, page.span.from, page.span.upto,
                      page.start.date, page.start.model, page.start.number, selection.model,
                      selection.completed_only ? 1 : 0, page.limit + 1, selection.before);
}

}  // namespace

Reply position_rows(Reader& reader, Parameters& parameters) {
    return reply_of_rows(
        reader, parameters,
        {.name = "results", .select = select_positions, .row = position_row, .date_column = 2});
}

}  // namespace tradepit::query
