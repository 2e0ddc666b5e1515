#include "query/storage/row_text.h"

#include <utility>

#include <SQLiteCpp/Column.h>
#include <sqlite3.h>

#include "common/text/json_text.h"
#include "query/requests/csv.h"

namespace tradepit::query {

void RowText::begin() {
    text_.clear();
    is_first_ = true;
    if (!is_csv_) text_ += '{';
}

void RowText::begin_value(std::string_view name) {
    if (!std::exchange(is_first_, false)) text_ += ',';
    if (is_csv_) return;
    text_ += '"';
    text_ += name;
    text_ += "\":";
}

void RowText::value(std::string_view name, const Rows& rows, int column) {
    begin_value(name);
    const auto value = rows[column];
    switch (value.getType()) {
        case SQLITE_INTEGER:
            return common::append_integer(text_, value.getInt64());
        case SQLITE_FLOAT:
            return common::append_number(text_, value.getDouble());
        case SQLITE_NULL:
            if (!is_csv_) text_ += "null";
            return;
        default:
            return append_text(rows.view(column));
    }
}

void RowText::value(std::string_view name, std::string_view text) {
    begin_value(name);
    append_text(text);
}

void RowText::append_text(std::string_view text) {
    if (is_csv_)
        append_cell(text_, text);
    else
        common::append_string(text_, text);
}

void RowText::nested(std::string_view name, std::string_view json) {
    begin_value(name);
    if (is_csv_)
        append_cell(text_, json);
    else
        text_ += json;
}

std::string_view RowText::end() {
    if (!is_csv_) text_ += '}';
    return text_;
}

}  // namespace tradepit::query
