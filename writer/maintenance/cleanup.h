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

/// Deletes jobs that ended before a time. They are chosen and counted in slices, which may take
/// long and changes nothing, and then hidden in one transaction. A hidden job has no row left in
/// jobs, job_settings and job_models, where every lookup begins. The table purges says what is left
/// of it.
///
/// A job stays when another job that stays goes on from it: the series of both is read from it.
class Cleanup {
public:
    struct Limits {
        /// Chains that one cleanup hides, so that its transaction is short. A single job is hidden
        /// whatever its size.
        std::size_t chains_max = 4'000;
        /// Jobs that stay because of another one and are named. More are only counted.
        std::size_t named_max = 100;
    };
    /// A job that stays, and the one that goes on from it.
    struct Kept {
        std::string job;
        std::string successor;
    };
    struct Outcome {
        std::int64_t jobs = 0;
        std::int64_t positions = 0;
        std::vector<Kept> kept;      ///< at most named_max
        std::int64_t kept_jobs = 0;  ///< in all
        bool more = false;           ///< others ended before the cutoff, beyond chains_max
    };

    /// @param cutoff as common::utc_text() writes it: jobs that ended before are deleted
    Cleanup(SQLite::Database& database, std::string cutoff) : Cleanup(database, cutoff, Limits{}) {}
    Cleanup(SQLite::Database& database, std::string cutoff, Limits limits);

    [[nodiscard]] bool planned() const { return planned_; }
    /// Chooses and counts for about `slice`. Only reads. @throws SQLite::Exception
    void plan_once(common::Instant slice);
    /// Hides what was planned, except for jobs that another job has come to go on from since, or an
    /// import has added to. The caller has begun a transaction, with foreign keys off
    /// (ForeignKeysOff) since rows stay behind.
    [[nodiscard]] Outcome hide();

    [[nodiscard]] const std::string& cutoff() const { return cutoff_; }

private:
    struct Chosen {
        std::string job;
        std::int64_t positions = 0;
        std::int64_t counted_to = 0;  ///< the last position counted
    };

    void plan_step();
    void consider(const std::string& job);
    [[nodiscard]] bool count(Chosen& chosen);
    [[nodiscard]] bool is_old(const std::string& job);
    [[nodiscard]] std::string successor_of(const std::string& job);
    void keep(Outcome& outcome, const std::string& job, const std::string& successor) const;

    std::string cutoff_;
    Limits limits_;
    SQLite::Statement candidates_;
    SQLite::Statement chains_;
    SQLite::Statement successors_;
    SQLite::Statement count_;
    SQLite::Statement is_old_;
    SQLite::Statement hide_job_;
    std::vector<SQLite::Statement> hide_;

    // The plan so far.
    std::string after_time_, after_job_;  ///< candidates come in this order, newest first
    std::vector<Chosen> chosen_;          ///< newest first
    std::set<std::string> chosen_ids_;
    std::size_t chosen_chains_ = 0;
    std::optional<Chosen> counting_;
    Outcome outcome_;
    bool planned_ = false;
};

}  // namespace tradepit::writer
