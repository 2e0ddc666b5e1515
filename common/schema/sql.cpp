#include "common/schema/sql.h"

#include <SQLiteCpp/Exception.h>
#include <nlohmann/json.hpp>

namespace tradepit::common {

void bind_value(SQLite::Statement& statement, int& index, double value) {
    statement.bind(index++, value);
}

void bind_value(SQLite::Statement& statement, int& index, const std::string& text) {
    statement.bind(index++, text);
}

void bind_value(SQLite::Statement& statement, int& index, std::string_view text) {
    statement.bind(index++, std::string{text});
}

void bind_value(SQLite::Statement& statement, int& index, const char* text) {
    statement.bind(index++, text);
}

void bind_value(SQLite::Statement& statement, int& index, std::nullopt_t) {
    statement.bind(index++);
}

void bind_value(SQLite::Statement& statement, int& index, Blob blob) {
    if (blob.bytes.empty()) return bind_value(statement, index, std::nullopt);
    statement.bind(index++, static_cast<const void*>(blob.bytes.data()),
                   static_cast<int>(blob.bytes.size()));
}

void bind_value(SQLite::Statement& statement, int& index, TextOrNull text) {
    if (text.text.empty()) return bind_value(statement, index, std::nullopt);
    bind_value(statement, index, text.text);
}

void bind_value(SQLite::Statement& statement, int& index, NumberOrNull number) {
    if (number.number == 0) return bind_value(statement, index, std::nullopt);
    bind_value(statement, index, number.number);
}

void bind_value(SQLite::Statement& statement, int& index, Money money) {
    bind_value(statement, index, money.to_double());
}

void bind_value(SQLite::Statement& statement, int& index, Percent percent) {
    bind_value(statement, index, percent.to_double());
}

void bind_value(SQLite::Statement& statement, int& index, Quantity quantity) {
    if (quantity.units() % UNITS_PER_WHOLE == 0)
        bind_value(statement, index, quantity.units() / UNITS_PER_WHOLE);
    else
        bind_value(statement, index, quantity.to_double());
}

void bind_value(SQLite::Statement& statement, int& index, const Stamp& stamp) {
    bind_value(statement, index, stamp.text());
}

void Rows::write(JsonWriter& json, int column) const {
    const auto value = statement_.getColumn(column);
    if (value.isNull()) {
        json.null();
    } else if (value.isInteger()) {
        json.value(value.getInt64());
    } else if (value.isFloat()) {
        json.value(value.getDouble());
    } else {
        const char* text = value.getText();
        json.value(std::string_view{text, static_cast<std::size_t>(value.getBytes())});
    }
}

nlohmann::ordered_json Rows::json(int column) const {
    const auto value = statement_.getColumn(column);
    if (value.isNull()) return nullptr;
    if (value.isInteger()) return value.getInt64();
    if (value.isFloat()) return value.getDouble();
    return value.getString();
}

std::string placeholders(int count) {
    std::string text = "?";
    for (int i = 1; i < count; ++i) text += ", ?";
    return text;
}

SQLite::Statement& Reader::prepared(Sql sql) {
    auto& statement = statements_[sql.text];
    if (!statement) statement = std::make_unique<SQLite::Statement>(database_, sql.text);
    return *statement;
}

Snapshot::Snapshot(Reader& reader) : reader_{reader} {
    static_cast<void>(reader_.ask("BEGIN").next());
}

Snapshot::~Snapshot() {
    try {
        static_cast<void>(reader_.ask("ROLLBACK").next());
    } catch (const SQLite::Exception&) {
        // Nothing was written. The owner (query's Snapshots) looks for a transaction that is left
        // open.
    }
}

}  // namespace tradepit::common
