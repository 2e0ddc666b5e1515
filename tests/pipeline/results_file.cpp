#include "tests/pipeline/results_file.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

namespace tradepit {

std::vector<std::string> ResultsFile::rows(const std::string& sql) const {
    const SQLite::Database database{path_.string(), SQLite::OPEN_READWRITE, 10'000};
    SQLite::Statement statement{database, sql};
    std::vector<std::string> rows;
    while (statement.executeStep()) {
        std::string row;
        for (int i = 0; i < statement.getColumnCount(); ++i)
            row += (i > 0 ? "|" : "") + statement.getColumn(i).getString();
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string ResultsFile::row(const std::string& sql) const {
    const auto all = rows(sql);
    return all.empty() ? "" : all.front();
}

void ResultsFile::change(const std::string& sql) const {
    SQLite::Database{path_.string(), SQLite::OPEN_READWRITE, 10'000}.exec(sql);
}

void ResultsFile::expect_sound() const {
    EXPECT_EQ(row("PRAGMA integrity_check"), "ok");
    EXPECT_EQ(row("PRAGMA foreign_key_check"), "");
}

}  // namespace tradepit
