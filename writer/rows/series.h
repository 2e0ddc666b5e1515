#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "common/accounting/running_stats.h"
#include "common/messages/job.h"
#include "writer/intake/intake.h"

namespace tradepit::writer {

/// Reads the series of a model from the store: a chain and those that it continues, as one sequence
/// of days. Of each chain but the newest, only the days before the next chain's first date count.
/// Not thread-safe.
/// @throws SQLite::Exception; Corrupt for rows that no writer wrote.
class Series {
public:
    explicit Series(SQLite::Database& database);

    /// The state of a series before a date.
    struct Start {
        common::SeriesOpening opening;
        std::optional<common::RunningStats> stats;
        common::Close close;  ///< of the last completed day, else the opening of the first chain
    };
    /// The state, before the date `from`, of the series that ends with `chain`.
    [[nodiscard]] Start before(std::int64_t chain, common::Stamp from);

    /// The stored chains that the models of the job are to continue. A chain that does not exist is
    /// left out.
    [[nodiscard]] Predecessors predecessors_of(const common::Job& job);

private:
    [[nodiscard]] std::string successor_of(const std::string& job);
    [[nodiscard]] std::optional<LastClose> last_close_of(const common::ModelName& model,
                                                         const common::Job& job);
    /// The days of a chain before a date.
    struct Part {
        std::int64_t chain;
        common::Stamp before;
    };
    [[nodiscard]] std::optional<common::RunningStats> stats_after(
        const std::vector<Part>& newest_first);
    [[nodiscard]] common::Close close_of(const common::Closing& closing);

    SQLite::Statement chain_;
    SQLite::Statement latest_;
    SQLite::Statement names_;
    SQLite::Statement job_chains_;
    SQLite::Statement successor_;
    SQLite::Statement holdings_;
    SQLite::Statement last_;
};

}  // namespace tradepit::writer
