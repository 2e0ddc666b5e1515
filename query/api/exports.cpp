#include "query/api/exports.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "common/limits.h"
#include "common/text/json_text.h"
#include "query/requests/csv.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

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
    out += CSV_LINE_END;
}

std::string csv(const Json& list, std::string_view columns, bool is_first_page) {
    std::string out;
    if (is_first_page) append_header(out, list, columns);
    for (const auto& row : list) {
        bool is_first_cell = true;
        for (const auto& value : row) {
            if (!std::exchange(is_first_cell, false)) out += ',';
            append_value(out, value);
        }
        out += CSV_LINE_END;
    }
    return out;
}

std::string json_lines(const Json& list) {
    std::string out;
    for (const auto& row : list) {
        out += common::json_text(row);
        out += '\n';
    }
    return out;
}

}  // namespace

Reply exported(Reply page, const ResolvedRequest& request, std::string_view rows,
               std::string_view columns) {
    if (page.status != 200) return page;
    const auto document = Json::parse(page.text());
    const auto& list = document.at(std::string{rows});
    auto text = request.format == common::ListFormat::csv ? csv(list, columns, request.first_page)
                                                          : json_lines(list);
    const auto next = document.find("next_cursor");
    if (next != document.end() && next->is_string())
        page.body = ExportPage{std::move(text), next->get<std::string>()};
    else
        page.body = std::move(text);
    return page;
}

Reply with_header(Reply page, const ResolvedRequest& request, std::string_view columns) {
    if (page.status != 200 || request.format != common::ListFormat::csv || !request.first_page)
        return page;
    const auto header = std::string{columns} + std::string{CSV_LINE_END};
    if (auto* more = std::get_if<ExportPage>(&page.body))
        more->text.insert(0, header);
    else
        page.body = header + std::string{page.text()};
    return page;
}

Outcome whole_export(const std::function<Outcome(const ResolvedRequest&)>& answer,
                     const ResolvedRequest& request) {
    auto outcome = answer(request);
    auto* reply = std::get_if<Reply>(&outcome);
    if (reply == nullptr || !std::holds_alternative<ExportPage>(reply->body)) return outcome;
    std::string whole;
    auto page_request = request;
    while (const auto* page = std::get_if<ExportPage>(&reply->body)) {
        whole += page->text;
        if (whole.size() > common::ANSWER_BYTES_MAX)
            return refused(507, "the export is larger than " +
                                    std::to_string(common::ANSWER_BYTES_MAX) +
                                    " bytes (ANSWER_BYTES_MAX); ask for less of it, or over HTTP");
        page_request = next_page(std::move(page_request), page->next_cursor);
        *reply = std::get<Reply>(answer(page_request));
        if (reply->status != 200) return outcome;
    }
    reply->body = std::move(whole) + std::string{reply->text()};
    return outcome;
}

}  // namespace tradepit::query
