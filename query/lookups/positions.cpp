#include "query/lookups/positions.h"

#include <utility>
#include <variant>

#include "query/lookups/row_pages.h"
#include "query/storage/position_row.h"

namespace tradepit::query {

namespace {

/// RowList::select for positions.
Rows select_positions(Reader& reader, const Selection& selection, const RowPage& page) {
    static const std::string SQL = select_positions_where(
        "p.job_id = ?1 AND p.date BETWEEN ?2 AND ?3"
        " AND (p.date, p.model, p.action_id) > (?4, ?5, ?6) AND (?7 = '' OR p.model = ?7)"
        " AND (?8 = 0 OR EXISTS (SELECT 1 FROM job_details d WHERE d.job_id = p.job_id"
        " AND d.date = p.date AND d.model = p.model AND d.status = 'completed'))"
        " AND (?10 = '' OR p.date < ?10)"
        " ORDER BY p.date, p.model, p.action_id LIMIT ?9");
    return reader.ask(Sql::of_static(SQL), selection.job_id, page.first_date(), page.span.upto,
                      page.start.date, page.start.model, page.start.number, selection.model,
                      selection.completed_only ? 1 : 0, page.limit + 1, selection.before);
}

}  // namespace

Reply position_rows(Reader& reader, const std::string&, Parameters& parameters,
                    const ReadContext& context) {
    PositionRows positions{reader};
    return reply_of_rows(
        reader, parameters, context.format,
        {.name = "results",
         .select = select_positions,
         .write = [&](const Rows& rows, RowText& text) { positions.write(rows, text); },
         .date_column = 2});
}

}  // namespace tradepit::query
