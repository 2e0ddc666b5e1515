#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "writer/intake/intake.h"
#include "writer/rows/event_rows.h"
#include "writer/rows/series.h"

namespace tradepit::writer {

/// Reads the state of intake from the committed rows. The statements that it runs for every job and
/// chain are prepared once: a writer reads the state at its start, and again after each commit that
/// it discarded. Not thread-safe.
class StateLoader {
public:
    /// `database`, `series` and `events`, which read the same database, must outlive this object.
    StateLoader(SQLite::Database& database, Series& series, EventRows& events);

    /// The whole state, as it is committed. @throws SQLite::Exception; Corrupt for rows that do not
    /// have the form in which a writer stores them.
    [[nodiscard]] IntakeState load();

private:
    Counters counters();
    void load_epochs(IntakeState& state);
    void load_jobs(IntakeState& state);
    void load_skipped_dates(OpenJob& job);
    void load_chains(const std::shared_ptr<OpenJob>& job, IntakeState& state);
    void load_series(OpenChain& chain, std::int64_t predecessor);
    /// How many days of the chain have ended, skipped ones not included.
    std::int64_t ended_days(const OpenChain& chain);
    void load_close(OpenChain& chain);
    void load_order_bytes(OpenChain& chain);
    void load_attempts(OpenChain& chain);
    void load_running_days(OpenChain& chain);
    /// Loads the requests of the claims that the broker of `epoch` sent.
    void load_requests(OpenChain& chain, std::int64_t epoch);
    void load_claim(OpenChain& chain);
    /// The chain's close before a date; its opening where no day before is completed. To be called
    /// before load_close().
    common::Close close_before(const OpenChain& chain, common::Stamp date);
    std::vector<common::Holding> holdings_after(std::int64_t position);
    /// The integer that a query of one row and one column returns.
    std::int64_t integer(const char* sql);

    SQLite::Database& database_;
    Series& series_;
    EventRows& event_rows_;
    SQLite::Statement skipped_;
    SQLite::Statement chains_;
    SQLite::Statement ended_days_;
    SQLite::Statement order_bytes_;
    SQLite::Statement attempts_;
    SQLite::Statement running_;
    SQLite::Statement requests_;
    SQLite::Statement claim_;
    SQLite::Statement close_before_;
    SQLite::Statement series_stats_;
    SQLite::Statement holdings_;
};

}  // namespace tradepit::writer
