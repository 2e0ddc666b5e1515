#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <nlohmann/json_fwd.hpp>

#include "common/text/json_writer.h"

namespace tradepit::query {

/// The rows of one question, in order. The statement is free for another question when this ends.
class Rows {
public:
    explicit Rows(SQLite::Statement& statement) : statement_{statement} {}
    ~Rows() { static_cast<void>(statement_.tryReset()); }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    /// Steps to the next row; false when there is none.
    bool next() { return statement_.executeStep(); }
    SQLite::Column operator[](int column) const { return statement_.getColumn(column); }

    [[nodiscard]] std::string text(int column) const {
        return statement_.getColumn(column).getString();
    }
    [[nodiscard]] std::int64_t integer(int column) const {
        return statement_.getColumn(column).getInt64();
    }
    [[nodiscard]] double real(int column) const { return statement_.getColumn(column).getDouble(); }
    /// As it is stored: null, integer, number or text.
    [[nodiscard]] nlohmann::ordered_json json(int column) const;
    /// The same, as the next value of a document.
    void write(common::JsonWriter& json, int column) const;

private:
    SQLite::Statement& statement_;
};

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
    Rows ask(Sql sql, const Values&... values) {
        auto& statement = prepared(sql);
        int index = 0;
        (statement.bind(++index, values), ...);
        return Rows{statement};
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

}  // namespace tradepit::query
