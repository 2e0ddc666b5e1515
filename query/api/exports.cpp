#include "query/api/exports.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "common/check.h"
#include "common/limits.h"
#include "query/requests/csv.h"

namespace tradepit::query {

namespace {

using Json = nlohmann::ordered_json;

/// Goes through the text of a JSON document that this program has written itself: json_text(),
/// which has no spaces. Building the document in memory again would take longer than reading it
/// from the database. CHECKs that the text has that form.
class WrittenJson {
public:
    explicit WrittenJson(std::string_view text) : rest_{text} {}

    /// Steps over the character, if it is the next one. @return whether it was.
    bool take(char wanted) {
        if (rest_.empty() || rest_.front() != wanted) return false;
        rest_.remove_prefix(1);
        return true;
    }
    /// Steps over a value. @return its text.
    std::string_view value() {
        const auto text = rest_;
        int depth = 0;
        do {
            CHECK(!rest_.empty());
            const char c = rest_.front();
            if (c == '"') {
                skip_string();
            } else {
                if (c == '{' || c == '[') ++depth;
                if (c == '}' || c == ']') --depth;
                rest_.remove_prefix(1);
            }
        } while (depth > 0 || !is_at_end_of_value());
        return text.substr(0, text.size() - rest_.size());
    }
    /// Steps over the name of a member and the colon. @return the name, between its quotes.
    std::string_view name() {
        const auto text = rest_;
        CHECK(!rest_.empty() && rest_.front() == '"');
        skip_string();
        const auto name = text.substr(1, text.size() - rest_.size() - 2);
        CHECK(take(':'));
        return name;
    }

private:
    [[nodiscard]] bool is_at_end_of_value() const {
        return rest_.empty() || rest_.front() == ',' || rest_.front() == '}' ||
               rest_.front() == ']';
    }
    void skip_string() {
        std::size_t end = 0;
        std::size_t backslashes = 0;
        do {  // A quote behind an odd number of backslashes is part of the string.
            end = rest_.find('"', end + 1);
            CHECK(end != rest_.npos);
            backslashes = 0;
            while (rest_[end - 1 - backslashes] == '\\') ++backslashes;
        } while (backslashes % 2 == 1);
        rest_.remove_prefix(end + 1);
    }

    std::string_view rest_;
};

/// A value of the text as a CSV cell.
void append_value(std::string& out, std::string_view value) {
    if (value == "null") return;
    if (value.front() != '"') return append_cell(out, value);
    const auto plain = value.substr(1, value.size() - 2);
    if (plain.find('\\') == plain.npos)
        append_cell(out, plain);
    else
        append_cell(out, Json::parse(value).get_ref<const std::string&>());
}

/// Calls `each` with the name and the text of every member of the object.
template <class Each>
void each_member(std::string_view object, Each each) {
    WrittenJson json{object};
    CHECK(json.take('{'));
    if (json.take('}')) return;
    do {
        const auto name = json.name();
        each(name, json.value());
    } while (json.take(','));
}

/// Calls `each` with the text of every item of the list.
template <class Each>
void each_item(std::string_view list, Each each) {
    WrittenJson json{list};
    CHECK(json.take('['));
    if (json.take(']')) return;
    do {
        each(json.value());
    } while (json.take(','));
}

/// Appends the names of the first row, or `columns` where there is no row.
void append_header(std::string& out, std::string_view list, std::string_view columns) {
    std::string names;
    WrittenJson first{list.substr(1)};
    if (list != "[]")
        each_member(first.value(), [&](std::string_view name, std::string_view) {
            names += (names.empty() ? "" : ",") + std::string{name};
        });
    out += list == "[]" ? columns : std::string_view{names};
    out += CSV_LINE_END;
}

std::string csv(std::string_view list, std::string_view columns, bool is_first_page) {
    std::string out;
    out.reserve(list.size());
    if (is_first_page) append_header(out, list, columns);
    each_item(list, [&](std::string_view row) {
        bool is_first_cell = true;
        each_member(row, [&](std::string_view, std::string_view value) {
            if (!std::exchange(is_first_cell, false)) out += ',';
            append_value(out, value);
        });
        out += CSV_LINE_END;
    });
    return out;
}

std::string json_lines(std::string_view list) {
    std::string out;
    out.reserve(list.size() + 1);
    each_item(list, [&](std::string_view row) {
        out += row;
        out += '\n';
    });
    return out;
}

}  // namespace

Reply exported(Reply page, const ResolvedRequest& request, std::string_view rows,
               std::string_view columns) {
    if (page.status != 200) return page;
    std::string_view list;
    std::string next_cursor;
    each_member(page.text(), [&](std::string_view name, std::string_view value) {
        if (name == rows) list = value;
        if (name == "next_cursor" && value != "null")
            next_cursor = Json::parse(value).get<std::string>();
    });
    auto text = request.format == common::ListFormat::csv ? csv(list, columns, request.first_page)
                                                          : json_lines(list);
    if (next_cursor.empty())
        page.body = std::move(text);
    else
        page.body = ExportPage{std::move(text), std::move(next_cursor)};
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
