#include "query/storage/reader.h"

#include <SQLiteCpp/Exception.h>
#include <nlohmann/json.hpp>

namespace tradepit::query {

void Rows::write(common::JsonWriter& json, int column) const {
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
        // Nothing was written. A transaction that is left open is its asker's to see (Snapshots).
    }
}

}  // namespace tradepit::query
