#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "common/time.h"

namespace tradepit::writer {

/// Deletes jobs that ended before a cutoff. First they are chosen, and their positions counted, in
/// slices: this may take long, and only reads. Then they are hidden in one transaction: a hidden
/// job has no row left in jobs, job_settings and job_models, where every lookup begins. The table
/// `purges` lists what is left of it, which Purges deletes later.
///
/// A job is kept while another job that is kept continues it, because the series of that other job
/// begin with the days of this one.
class Cleanup {
public:
    struct Limits {
        /// Chains that one cleanup hides at most, so that its transaction is short. A single job is
        /// hidden whatever its size.
        std::size_t chains_max = 4'000;
        /// How many of the jobs that are kept because of another one are named. Further ones are
        /// only counted.
        std::size_t named_max = 100;
    };
    /// A job that is kept, and the job that continues it.
    struct Kept {
        std::string job;
        std::string successor;
    };
    struct Outcome {
        std::int64_t jobs = 0;       ///< that were hidden
        std::int64_t positions = 0;  ///< of those jobs
        std::vector<Kept> kept;      ///< at most named_max
        std::int64_t kept_jobs = 0;  ///< all of them, named or not
        bool more = false;           ///< more jobs ended before the cutoff than chains_max allows
    };

    /// @param cutoff as common::utc_text() writes it: jobs that ended before this time are deleted.
    Cleanup(SQLite::Database& database, std::string cutoff) : Cleanup(database, cutoff, Limits{}) {}
    Cleanup(SQLite::Database& database, std::string cutoff, Limits limits);

    /// Whether plan_slice() has chosen and counted all jobs.
    [[nodiscard]] bool planned() const { return planned_; }
    /// Chooses and counts for about `slice`. Only reads. @throws SQLite::Exception
    void plan_slice(common::Duration slice);
    /// Hides the planned jobs, once planned() is true, except those that another job continues, or
    /// an import has added to, since they were chosen. The caller has begun a transaction with
    /// foreign keys off (ForeignKeysOff), because child rows stay behind.
    /// @throws SQLite::Exception
    [[nodiscard]] Outcome hide();

    [[nodiscard]] const std::string& cutoff() const { return cutoff_; }

private:
    /// A job that hide() is to hide.
    struct Chosen {
        std::string job;
        std::int64_t positions = 0;   ///< its rows in `positions`, as far as counted
        std::int64_t counted_to = 0;  ///< id of the last position counted so far
    };

    void plan_step();
    /// Chooses the job if it may be deleted; ends the plan where it would have too many chains.
    void consider(const std::string& job);
    /// Counts some positions. @return whether all are counted.
    [[nodiscard]] bool count(Chosen& chosen);
    [[nodiscard]] bool is_old(const std::string& job);
    [[nodiscard]] std::string successor_of(const std::string& job);
    /// Notes in the outcome that the job is kept.
    void keep(Outcome& outcome, const std::string& job, const std::string& successor) const;

    std::string cutoff_;
    Limits limits_;
    SQLite::Statement candidates_;
    SQLite::Statement chains_;
    SQLite::Statement successors_;
    SQLite::Statement count_;
    SQLite::Statement is_old_;
    SQLite::Statement note_for_purges_;
    std::vector<SQLite::Statement> hide_;  ///< delete the rows by which the job is found

    // The plan so far.
    std::string after_time_, after_job_;  ///< the last candidate seen; they come newest first
    std::vector<Chosen> chosen_;          ///< newest first
    std::set<std::string> chosen_ids_;
    std::size_t chosen_chains_ = 0;
    std::optional<Chosen> counting_;  ///< chosen, and its positions are being counted
    Outcome outcome_;
    bool planned_ = false;
};

}  // namespace tradepit::writer
