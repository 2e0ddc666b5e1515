#include "tests/simulation/database.h"

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <vector>

#include <SQLiteCpp/Statement.h>
#include <stdlib.h>

namespace tradepit::simulation {

namespace {

std::string new_folder() {
    const std::filesystem::path memory{"/dev/shm"};
    std::error_code none;
    const auto place = std::filesystem::is_directory(memory, none)
                           ? memory
                           : std::filesystem::temp_directory_path();
    std::string form = (place / "tradepit-simulation-XXXXXX").string();
    if (::mkdtemp(form.data()) == nullptr)
        throw std::filesystem::filesystem_error{"mkdtemp", form,
                                                std::error_code{errno, std::generic_category()}};
    return form;
}

/// The tables that clear() empties, those that reference others before them.
std::vector<std::string> tables_of(SQLite::Database& database) {
    std::vector<std::string> tables;
    // The schema creates a table before those that reference it. The store stays open, and goes on
    // with its own epoch.
    SQLite::Statement query{database,
                            "SELECT name FROM sqlite_master WHERE type = 'table'"
                            " AND name <> 'writer_epoch' ORDER BY rowid DESC"};
    while (query.executeStep()) tables.push_back(query.getColumn(0).getString());
    return tables;
}

}  // namespace

Database::Database()
    : folder_{new_folder()},
      store_{std::make_unique<writer::Store>(file(), writer::Synchronous::normal)},
      reader_{std::make_unique<SQLite::Database>(file(), SQLite::OPEN_READONLY)} {}

Database::~Database() {
    reader_.reset();
    store_.reset();
    std::error_code ignored;  // a leftover folder harms no other run
    std::filesystem::remove_all(folder_, ignored);
}

void Database::clear() {
    SQLite::Database& database = store_->database();
    const auto tables = tables_of(database);
    database.exec("BEGIN IMMEDIATE");
    for (const std::string& table : tables) database.exec("DELETE FROM " + table);
    database.exec("COMMIT");
    store_->checkpoint();
}

void Database::reopen() {
    store_.reset();
    store_ = std::make_unique<writer::Store>(file(), writer::Synchronous::normal);
}

}  // namespace tradepit::simulation
