#pragma once

#include <functional>
#include <string_view>

#include "query/requests/reply.h"
#include "query/requests/request.h"

/// Lists as CSV (RFC 4180, with a header row) and as JSON lines, page by page: a large one is never
/// in memory whole. Pure.
namespace tradepit::query {

inline constexpr std::string_view CSV = "csv";
inline constexpr std::string_view JSONL = "jsonl";

/// A page of a list, as the JSON document has it, in that format: its member `rows`, a row a line.
/// In CSV a null is nothing, the empty text is "" and what is nested is JSON. `fields` are the
/// columns where there is no row to tell them, parted by commas. Its `next` is the page's
/// next_cursor; what is no 200 stays as it is.
[[nodiscard]] Reply exported(Reply page, std::string_view format, std::string_view rows,
                             std::string_view columns, LaterPage later);

/// The same question for the rows after `cursor`.
[[nodiscard]] Request next_page(Request request, const std::string& cursor);

/// All pages in one, for a transport that cannot stream: 507 above ANSWER_BYTES_MAX. What is no
/// export is answered as it is.
[[nodiscard]] Answered whole_export(const std::function<Answered(const Request&)>& answer,
                                    const Request& request);

}  // namespace tradepit::query
