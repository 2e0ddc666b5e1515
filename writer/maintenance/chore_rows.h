#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "common/time.h"

namespace tradepit::writer {

/// The table of chores, by which everybody sees what maintenance is at. In the caller's
/// transactions.
class ChoreRows {
public:
    /// Rows that are kept; older ones go as new ones come.
    static constexpr std::int64_t ROWS_MAX = 1'000;

    struct Interrupted {
        std::int64_t chore = 0;
        std::string kind;
        std::string options;
    };

    explicit ChoreRows(SQLite::Database& database);

    /// @param options JSON. @return the new chore's number.
    std::int64_t begin(std::string_view kind, const std::string& options, common::UtcTime now);
    void progress(std::int64_t chore, std::int64_t done, std::int64_t total);
    /// @param result JSON.
    void end(std::int64_t chore, std::string_view state, const std::string& result,
             common::UtcTime now);
    /// Those that the writer before this one was at.
    [[nodiscard]] std::vector<Interrupted> interrupted();

private:
    SQLite::Statement begin_;
    SQLite::Statement prune_;
    SQLite::Statement progress_;
    SQLite::Statement end_;
    SQLite::Statement running_;
    SQLite::Database& database_;
};

}  // namespace tradepit::writer
