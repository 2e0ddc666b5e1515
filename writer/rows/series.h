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
/// of days. Where a later chain continues an earlier one, the earlier one's days count only up to
/// the first date of the later. Not thread-safe.
/// @throws SQLite::Exception; Corrupt for rows that do not have the form in which a writer stores
/// them.
class Series {
public:
    explicit Series(SQLite::Database& database);

    /// The state of a series before a date.
    struct State {
        common::SeriesOpening opening;  ///< the first date and value of the series' first chain
        std::optional<common::RunningStats> stats;  ///< nothing when no day before is completed
        /// The close of the last completed day before the date. Without such a day it is the
        /// opening of the first chain.
        common::Close close;
    };
    /// The state, before `date`, of the series that ends with `chain`. @throws Corrupt also for a
    /// chain that is not stored.
    [[nodiscard]] State state_before(std::int64_t chain, common::Stamp date);

    /// The stored chains that the models of `job` are to continue; a chain that is not stored has
    /// no entry. For a resume also each model's last completed close.
    [[nodiscard]] Predecessors predecessors_of(const common::Job& job);

private:
    /// A job that continues a chain of `job`; empty: none does.
    [[nodiscard]] std::string successor_of(const std::string& job);
    [[nodiscard]] std::optional<LastClose> last_close_of(const common::ModelName& model,
                                                         const common::Job& job);
    /// The days of a chain before the date `end`.
    struct ChainDays {
        std::int64_t chain;
        common::Stamp end;
    };
    /// The running statistics at the latest closing of these days, which the chains of a series
    /// have, newest chain first; nothing when none of the days is completed.
    [[nodiscard]] std::optional<common::RunningStats> latest_stats(
        const std::vector<ChainDays>& newest_first);
    /// The closing as a portfolio, with its holdings.
    [[nodiscard]] common::Close close_of(const common::Closing& closing);

    SQLite::Statement select_chain_;
    SQLite::Statement select_latest_closing_;
    SQLite::Statement select_names_;
    SQLite::Statement select_job_chains_;
    SQLite::Statement select_successor_;
    SQLite::Statement select_holdings_;
    SQLite::Statement select_last_completed_;
};

}  // namespace tradepit::writer
