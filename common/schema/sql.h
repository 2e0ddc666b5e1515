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
#include "common/stamp.h"
#include "common/text/json_writer.h"

/// How statements are asked and carried out: values are bound in order, rows are read by column.
///
/// run(insert, chain, date, money) carries a statement out; ask(query, chain) gives its rows. Each
/// value is stored in one way, which bind_value() states; stored_values.h reads it back. A batch
/// of events alone is bound by hand, since it binds the values that its rows share only once
/// (writer/rows/event_rows).
namespace tradepit::common {

/// An array of bytes; an empty one is stored as NULL.
struct Blob {
    std::string_view bytes;
};

/// A text of which an empty one is stored as NULL.
struct TextOrNull {
    std::string_view text;
};

/// A number of which 0 is stored as NULL.
struct NumberOrNull {
    std::int64_t number;
};

/// A statement whose parameters are being bound, in order.
struct Binding {
    SQLite::Statement& statement;
    int index = 1;  ///< of the parameter that is bound next
    /// Whether texts and bytes are copied. They are not where the statement is reset before the
    /// values that it was asked with can go away.
    bool copies = true;
};

// Each binds a value to the next parameter.

void bind_value(Binding& at, double value);
void bind_value(Binding& at, const std::string& text);
void bind_value(Binding& at, std::string_view text);
void bind_value(Binding& at, const char* text);
void bind_value(Binding& at, std::nullopt_t null);
void bind_value(Binding& at, Blob blob);
void bind_value(Binding& at, TextOrNull text);
void bind_value(Binding& at, NumberOrNull number);
/// Money and percentages are the nearest double, which their from_double() reads back exactly.
void bind_value(Binding& at, Money money);
void bind_value(Binding& at, Percent percent);
/// A whole quantity is an integer, another one the nearest double.
void bind_value(Binding& at, Quantity quantity);
void bind_value(Binding& at, const Stamp& stamp);
/// All columns of STATS_COLUMNS (stats_rows.h).
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

/// Resets the statement and binds all of its parameters, in order. One that fails takes new values
/// only after a reset.
template <class... Values>
void bind_all(Binding at, const Values&... values) {
    static_cast<void>(at.statement.tryReset());
    (bind_value(at, values), ...);
    CHECK(at.index == at.statement.getBindParameterCount() + 1);
}

/// The rows of one question, in order. The statement is reset when this ends, however it ends: an
/// open one would keep its read mark on the file.
class Rows {
public:
    explicit Rows(SQLite::Statement& statement) : statement_{statement} {}
    ~Rows() { static_cast<void>(statement_.tryReset()); }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    /// Steps to the next row; false when there is none.
    bool next() { return statement_.executeStep(); }
    SQLite::Column operator[](int column) const { return statement_.getColumn(column); }

    [[nodiscard]] bool is_null(int column) const { return statement_.isColumnNull(column); }
    [[nodiscard]] std::string text(int column) const {
        return statement_.getColumn(column).getString();
    }
    [[nodiscard]] std::int64_t integer(int column) const {
        return statement_.getColumn(column).getInt64();
    }
    /// A column that holds no more than 32 bits.
    [[nodiscard]] std::int32_t int32(int column) const {
        return statement_.getColumn(column).getInt();
    }
    [[nodiscard]] double real(int column) const { return statement_.getColumn(column).getDouble(); }
    /// As it is stored: null, integer, number or text.
    [[nodiscard]] nlohmann::ordered_json json(int column) const;
    /// The same, as the next value of a document.
    void write(JsonWriter& json, int column) const;

private:
    SQLite::Statement& statement_;
};

/// Asks a prepared statement. It can answer one question at a time.
template <class... Values>
[[nodiscard]] Rows ask(SQLite::Statement& statement, const Values&... values) {
    bind_all({statement}, values...);
    return Rows{statement};
}

/// Carries out a prepared statement that has no rows, and says how many it changed.
/// @throws SQLite::Exception
template <class... Values>
int run(SQLite::Statement& statement, const Values&... values) {
    bind_all({.statement = statement, .copies = false}, values...);
    const Rows reset_at_end{statement};
    return statement.exec();
}

/// "?, ?, ?": that many parameters.
[[nodiscard]] std::string placeholders(int count);

/// The text of a statement, at an address that is its own as long as the process lives.
struct Sql {
    consteval Sql(const char* literal) : text{literal} {}  // NOLINT(google-explicit-constructor)
    /// Of a static one that is put together.
    static Sql of_static(const std::string& made) {
        Sql sql{""};
        sql.text = made.c_str();
        return sql;
    }
    const char* text;
};

/// A read-only connection with its prepared statements. One thread.
class Reader {
public:
    explicit Reader(SQLite::Database database) : database_{std::move(database)} {}

    SQLite::Database& database() { return database_; }

    /// Asks with the values bound in order. A statement is prepared once, and can answer one
    /// question at a time.
    template <class... Values>
    [[nodiscard]] Rows ask(Sql sql, const Values&... values) {
        return common::ask(prepared(sql), values...);
    }

private:
    SQLite::Statement& prepared(Sql sql);

    SQLite::Database database_;
    std::unordered_map<const char*, std::unique_ptr<SQLite::Statement>> statements_;
};

/// One consistent view of the database for as long as it lives: BEGIN, and ROLLBACK at the end,
/// which fails only where a progress handler has SQLite give up.
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
