#include "query/rest/exports.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "common/limits.h"
#include "common/text/json_text.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view LINE_END = "\r\n";

void append_cell(std::string& out, std::string_view text) {
    const bool plain = !text.empty() && text.find_first_of(",\"\r\n") == text.npos &&
                       text.front() != ' ' && text.back() != ' ';
    if (plain) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) out.append(c == '"' ? 2 : 1, c);
    out += '"';
}

void append_value(std::string& out, const Json& value) {
    if (value.is_null()) return;
    append_cell(out,
                value.is_string() ? value.get_ref<const std::string&>() : common::json_text(value));
}

void append_header(std::string& out, const Json& list, std::string_view columns) {
    std::string names{columns};
    if (!list.empty()) {
        names.clear();
        for (const auto& [name, value] : list.front().items())
            names += (names.empty() ? "" : ",") + name;
    }
    out += names;
    out += LINE_END;
}

std::string csv(const Json& list, std::string_view columns, LaterPage later) {
    std::string out;
    if (later == LaterPage::no) append_header(out, list, columns);
    for (const auto& row : list) {
        bool first = true;
        for (const auto& value : row) {
            if (!std::exchange(first, false)) out += ',';
            append_value(out, value);
        }
        out += LINE_END;
    }
    return out;
}

std::string lines(const Json& list) {
    std::string out;
    for (const auto& row : list) {
        out += common::json_text(row);
        out += '\n';
    }
    return out;
}

}  // namespace

Reply exported(Reply page, std::string_view format, std::string_view rows, std::string_view columns,
               LaterPage later) {
    if (page.status != 200) return page;
    const auto document = Json::parse(page.body);
    const auto& list = document.at(std::string{rows});
    const bool is_csv = format == CSV;
    page.type = is_csv ? CSV_TYPE : JSONL_TYPE;
    page.body = is_csv ? csv(list, columns, later) : lines(list);
    const auto next = document.find("next_cursor");
    if (next != document.end() && next->is_string()) page.next = next->get<std::string>();
    return page;
}

Request next_page(Request request, const std::string& cursor) {
    std::erase_if(request.parameters, [](const auto& each) { return each.name == "cursor"; });
    request.parameters.push_back({"cursor", cursor});
    request.later_page = LaterPage::yes;
    return request;
}

Answered whole_export(const std::function<Answered(const Request&)>& answer,
                      const Request& request) {
    auto answered = answer(request);
    auto* whole = std::get_if<Reply>(&answered);
    auto asked = request;
    while (whole != nullptr && !whole->next.empty()) {
        if (whole->body.size() > common::ANSWER_BYTES_MAX)
            return refused(507, "the export is larger than " +
                                    std::to_string(common::ANSWER_BYTES_MAX) +
                                    " bytes; ask for less of it, or over HTTP");
        asked = next_page(std::move(asked), whole->next);
        auto more = std::get<Reply>(answer(asked));
        if (more.status != 200) return more;
        whole->body += more.body;
        whole->next = std::move(more.next);
    }
    return answered;
}

}  // namespace tradepit::query
