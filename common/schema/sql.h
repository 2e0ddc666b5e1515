#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <nlohmann/json_fwd.hpp>

#include "common/accounting/running_stats.h"
#include "common/check.h"
#include "common/decimal.h"
#include "common/enum_names.h"
#include "common/names.h"
#include "common/price.h"
#include "common/stamp.h"
#include "common/text/json_writer.h"

/// How SQL statements are run: values are bound in order, and rows are read by column.
///
/// run(insert, chain, date, money) executes a statement; ask(query, chain) returns its rows.
/// bind_value() decides how each type is stored, and stored_values.h reads it back. Only the
/// statements that insert events (writer/rows/event_rows) bind their values by themselves, because
/// they bind what many rows share once for a batch.
namespace tradepit::common {

/// An array of bytes; an empty one is stored as NULL.
struct Blob {
    std::string_view bytes;
};

/// A text that is stored as NULL when it is empty.
struct TextOrNull {
    std::string_view text;
};

/// A number that is stored as NULL when it is 0.
struct NumberOrNull {
    std::int64_t number;
};

/// A statement whose parameters are being bound, in order.
struct Binding {
    SQLite::Statement& statement;
    int index = 1;  ///< of the parameter that is bound next
    /// Whether SQLite keeps copies of texts and bytes. It needs none where the statement is reset
    /// before the values that were bound can go away.
    bool copies = true;
};

// Each of these binds a value to the next parameter.

void bind_value(Binding& at, double value);
void bind_value(Binding& at, const std::string& text);
void bind_value(Binding& at, std::string_view text);
void bind_value(Binding& at, const char* text);
void bind_value(Binding& at, std::nullopt_t null);
void bind_value(Binding& at, Blob blob);
void bind_value(Binding& at, TextOrNull text);
void bind_value(Binding& at, NumberOrNull number);
/// Money and percentages are stored as the nearest double. Their from_double() recovers the
/// decimal.
void bind_value(Binding& at, Money money);
void bind_value(Binding& at, Price price);
void bind_value(Binding& at, Percent percent);
/// A whole quantity is stored as an integer, any other one as the nearest double.
void bind_value(Binding& at, Quantity quantity);
void bind_value(Binding& at, const Stamp& stamp);
/// Binds all columns of STATS_COLUMNS (stats_rows.h).
void bind_value(Binding& at, const RunningStats& stats);

template <std::integral Number>
void bind_value(Binding& at, Number value) {
    at.statement.bind(at.index++, static_cast<std::int64_t>(value));
}
template <NamedEnum Enum>
void bind_value(Binding& at, Enum value) {
    // The words of an enum live as long as the program.
    at.statement.bindNoCopy(at.index++, to_text(value).data());
}
template <class Tag>
void bind_value(Binding& at, const Named<Tag>& name) {
    bind_value(at, name.value());
}
template <class Value>
void bind_value(Binding& at, const std::optional<Value>& value) {
    if (value)
        bind_value(at, *value);
    else
        bind_value(at, std::nullopt);
}

/// Resets the statement and binds its parameters in order. CHECKs that there are as many values as
/// parameters. Without the reset, a statement that failed would take no new values.
template <class... Values>
void bind_all(Binding at, const Values&... values) {
    static_cast<void>(at.statement.tryReset());
    (bind_value(at, values), ...);
    CHECK(at.index == at.statement.getBindParameterCount() + 1);
}

/// The rows of one query, in order. The destructor resets the statement, because an open statement
/// would keep its read mark in the WAL, and checkpoints could not get past that.
class Rows {
public:
    explicit Rows(SQLite::Statement& statement) : statement_{statement} {}
    ~Rows() { static_cast<void>(statement_.tryReset()); }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    /// Steps to the next row; false when there is none. @throws SQLite::Exception
    bool next() { return statement_.executeStep(); }
    SQLite::Column operator[](int column) const { return statement_.getColumn(column); }

    [[nodiscard]] bool is_null(int column) const { return statement_.isColumnNull(column); }
    [[nodiscard]] std::string text(int column) const {
        return statement_.getColumn(column).getString();
    }
    /// The same, valid until the next call of next().
    [[nodiscard]] std::string_view view(int column) const {
        const auto value = statement_.getColumn(column);
        const char* text = value.getText();
        return {text, static_cast<std::size_t>(value.getBytes())};
    }
    [[nodiscard]] std::int64_t integer(int column) const {
        return statement_.getColumn(column).getInt64();
    }
    /// A column that holds no more than 32 bits.
    [[nodiscard]] std::int32_t int32(int column) const {
        return statement_.getColumn(column).getInt();
    }
    [[nodiscard]] double real(int column) const { return statement_.getColumn(column).getDouble(); }
    /// The value as it is stored: null, integer, number or text.
    [[nodiscard]] nlohmann::ordered_json json(int column) const;
    /// Writes the value that json() returns to `document`, as its next value.
    void write(JsonWriter& document, int column) const;

private:
    SQLite::Statement& statement_;
};

/// Returns the rows of a prepared statement. The Rows must be destroyed before the statement is
/// used again.
template <class... Values>
[[nodiscard]] Rows ask(SQLite::Statement& statement, const Values&... values) {
    bind_all({statement}, values...);
    return Rows{statement};
}

/// Executes a prepared statement that returns no rows, and returns how many rows it changed.
/// @throws SQLite::Exception
template <class... Values>
int run(SQLite::Statement& statement, const Values&... values) {
    bind_all({.statement = statement, .copies = false}, values...);
    const Rows reset_at_end{statement};
    return statement.exec();
}

/// `count` parameters for the text of a statement: "?, ?, ?" for 3. `count` is at least 1.
[[nodiscard]] std::string placeholders(int count);

/// The text of a statement. The address of the text identifies the statement, and must stay valid
/// as long as the process lives.
struct Sql {
    consteval Sql(const char* literal) : text{literal} {}  // NOLINT(google-explicit-constructor)
    /// For a text that is put together at run time, in an object that lives as long as the process.
    static Sql of_static(const std::string& static_text) {
        Sql sql{""};
        sql.text = static_text.c_str();
        return sql;
    }
    const char* text;
};

/// A read-only connection with its prepared statements. Not thread-safe.
class Reader {
public:
    explicit Reader(SQLite::Database database) : database_{std::move(database)} {}

    SQLite::Database& database() { return database_; }

    /// Returns the rows of a statement, which is prepared when it is first asked. The Rows must be
    /// destroyed before the same statement is asked again.
    template <class... Values>
    [[nodiscard]] Rows ask(Sql sql, const Values&... values) {
        return common::ask(prepared(sql), values...);
    }

private:
    SQLite::Statement& prepared(Sql sql);

    SQLite::Database database_;
    /// By the address of their text.
    std::unordered_map<const char*, std::unique_ptr<SQLite::Statement>> statements_;
};

/// A read transaction, as long as this object lives: all reads see the database as it was at the
/// first one. The ROLLBACK at the end fails only where a progress handler makes SQLite give up.
class Snapshot {
public:
    explicit Snapshot(Reader& reader);
    ~Snapshot();
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

private:
    Reader& reader_;
};

}  // namespace tradepit::common
