#pragma once

#include <functional>
#include <string_view>

#include "query/api/resolve.h"
#include "query/requests/reply.h"

/// Lists as CSV (RFC 4180, with a header row) and as JSON lines, page by page, so that a large list
/// is never in memory as a whole. Pure.
namespace tradepit::query {

/// A page of a list in the format that `request` asks for (not JSON): the member `rows` of the
/// JSON document, one row a line. In CSV a null is nothing, the empty text is "", and a nested
/// value is JSON; `columns`, separated by commas, are the header where there is no row to take it
/// from. The body is an ExportPage where the document has a next_cursor. A reply that is not 200
/// stays as it is.
[[nodiscard]] Reply exported(Reply page, const ResolvedRequest& request, std::string_view rows,
                             std::string_view columns);

/// All pages in one reply: 507 above ANSWER_BYTES_MAX. What is no ExportPage stays as it is.
[[nodiscard]] Outcome whole_export(const std::function<Outcome(const ResolvedRequest&)>& answer,
                                   const ResolvedRequest& request);

}  // namespace tradepit::query
