#include "query/requests/csv.h"

#include <algorithm>

namespace tradepit::query {

void append_cell(std::string& out, std::string_view text) {
    const bool needs_no_quotes = !text.empty() && text.front() != ' ' && text.back() != ' ' &&
                                 std::ranges::none_of(text, [](char c) {
                                     return c == ',' || c == '"' || c == '\r' || c == '\n';
                                 });
    if (needs_no_quotes) {
        out += text;
        return;
    }
    out += '"';
    while (!text.empty()) {
        const auto quote = std::min(text.find('"'), text.size());
        out += text.substr(0, quote);
        if (quote < text.size()) out += "\"\"";
        text.remove_prefix(std::min(quote + 1, text.size()));
    }
    out += '"';
}

}  // namespace tradepit::query
