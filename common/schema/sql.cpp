#include "common/schema/sql.h"

#include <SQLiteCpp/Exception.h>
#include <nlohmann/json.hpp>

namespace tradepit::common {

void bind_value(Binding& at, double value) { at.statement.bind(at.index++, value); }

void bind_value(Binding& at, const std::string& text) {
    if (at.copies)
        at.statement.bind(at.index++, text);
    else
        at.statement.bindNoCopy(at.index++, text);
}

// A view is always copied: SQLiteCpp takes texts that end with a NUL.
void bind_value(Binding& at, std::string_view text) {
    at.statement.bind(at.index++, std::string{text});
}

void bind_value(Binding& at, const char* text) {
    if (at.copies)
        at.statement.bind(at.index++, text);
    else
        at.statement.bindNoCopy(at.index++, text);
}

void bind_value(Binding& at, std::nullopt_t) { at.statement.bind(at.index++); }

void bind_value(Binding& at, Blob blob) {
    if (blob.bytes.empty()) return bind_value(at, std::nullopt);
    const void* bytes = blob.bytes.data();
    const auto size = static_cast<int>(blob.bytes.size());
    if (at.copies)
        at.statement.bind(at.index++, bytes, size);
    else
        at.statement.bindNoCopy(at.index++, bytes, size);
}

void bind_value(Binding& at, TextOrNull text) {
    if (text.text.empty()) return bind_value(at, std::nullopt);
    bind_value(at, text.text);
}

void bind_value(Binding& at, NumberOrNull number) {
    if (number.number == 0) return bind_value(at, std::nullopt);
    bind_value(at, number.number);
}

void bind_value(Binding& at, Price price) { bind_value(at, price.to_double()); }

void bind_value(Binding& at, Money money) { bind_value(at, money.to_double()); }

void bind_value(Binding& at, Percent percent) { bind_value(at, percent.to_double()); }

void bind_value(Binding& at, Quantity quantity) {
    if (quantity.units() % UNITS_PER_WHOLE == 0)
        bind_value(at, quantity.units() / UNITS_PER_WHOLE);
    else
        bind_value(at, quantity.to_double());
}

// The text is a temporary object, so it is always copied.
void bind_value(Binding& at, const Stamp& stamp) { at.statement.bind(at.index++, stamp.text()); }

void Rows::write(JsonWriter& document, int column) const {
    const auto value = statement_.getColumn(column);
    if (value.isNull()) {
        document.null();
    } else if (value.isInteger()) {
        document.value(value.getInt64());
    } else if (value.isFloat()) {
        document.value(value.getDouble());
    } else {
        const char* text = value.getText();
        document.value(std::string_view{text, static_cast<std::size_t>(value.getBytes())});
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
        // Nothing was written, so nothing is lost. The owner of the Reader (query's Snapshots)
        // looks for a transaction that is left open.
    }
}

}  // namespace tradepit::common
