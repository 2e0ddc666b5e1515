#pragma once

#include <functional>
#include <string_view>

#include "query/api/resolve.h"
#include "query/requests/reply.h"

/// Lists as CSV (RFC 4180, with a header row) and as JSON lines, page by page, so that a large list
/// is never in memory as a whole. Pure.
namespace tradepit::query {

/// Converts `page`, whose body is a JSON document, to the format that `request` asks for, CSV or
/// JSON lines. The rows are in the document's member that `rows` names, and each becomes a line. In
/// CSV a null is an empty cell, an empty text is "", and a nested value is JSON. The CSV header, on
/// the first page alone, has the member names of the first row, or `columns` (names separated by
/// commas) where there is no row. The body is an ExportPage where the document has a next_cursor. A
/// reply other than 200 is returned as it is.
[[nodiscard]] Reply exported(Reply page, const ResolvedRequest& request, std::string_view rows,
                             std::string_view columns);

/// Puts the CSV header, `columns`, before the first page of a list that is in the format of
/// `request` already.
[[nodiscard]] Reply with_header(Reply page, const ResolvedRequest& request,
                                std::string_view columns);

/// Calls `answer` for `request` and, as long as its reply is an ExportPage, for the pages after it.
/// @return all pages in one reply, or a 507 once the pages before the last are above
/// ANSWER_BYTES_MAX together, or the first reply that is not a 200. A first outcome other than an
/// ExportPage is returned as it is.
[[nodiscard]] Outcome whole_export(const std::function<Outcome(const ResolvedRequest&)>& answer,
                                   const ResolvedRequest& request);

}  // namespace tradepit::query
