#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/messages/messages.h"
#include "common/time.h"
#include "writer/intake/day_ledger.h"
#include "writer/intake/operations.h"
#include "writer/intake/standing.h"

/// What intake remembers of unfinished jobs. All of it can be read back from the store.
namespace tradepit::writer {

/// A job whose days have not all ended.
struct JobRecord {
    // As submitted.
    std::int64_t number = 0;
    common::JobId job;
    common::MarketName market;
    std::int64_t price_set = 0;
    std::string price_hash;
    std::string rules;
    common::JobSettings settings;
    std::vector<common::Stamp> dates;
    std::vector<bool> skipped;     ///< by index into dates
    std::int64_t first_chain = 0;  ///< the others follow it
    std::int32_t chains = 0;

    // As it stands.
    JobStatus status = JobStatus::pending;
    DayCounts counts;
    std::optional<common::UtcTime> started;
    std::optional<common::UtcTime> completed;
    bool unsaved = false;  ///< changed since the last commit
};

struct Attempt {
    std::int32_t number = 0;
    common::WorkerName worker;
    std::uint64_t nonce = 0;
    common::AttemptState state = common::AttemptState::open;
    bool started = false;  ///< its first batch was taken
    std::int64_t last_batch = 0;
    std::int64_t events = 0;
    std::string digest;
    std::string error;
    DayLedger ledger;
    bool unsaved = false;  ///< changed since the last commit
};

/// A day that has been claimed and has not ended, or ended since the last commit.
struct OpenDay {
    std::vector<Attempt> attempts;  ///< by number, from 1
    bool running = false;           ///< job_details says so
    std::optional<common::UtcTime> started;

    /// Attempts that count against the budget.
    [[nodiscard]] std::int32_t spent() const;
};

/// The claim whose attempts are open, with the answer that its repeats get.
struct LiveClaim {
    std::string request;
    common::Close opening;
    std::vector<common::ClaimedDay> days;
};

/// One (job, model). Its days are the job's dates from first_date on, counted from 0.
struct ChainRecord {
    // As submitted.
    std::int64_t number = 0;
    std::shared_ptr<JobRecord> job;
    std::shared_ptr<const RowNames> names;
    std::string agent;
    common::Needs needs;
    std::int32_t lease_days_max = 1;
    std::size_t first_date = 0;
    std::int64_t first_detail = 0;  ///< job_details row of day 0; the others follow it
    std::int64_t predecessor = 0;   ///< the chain that it goes on from; 0: none
    SeriesOpening series;           ///< what it, or the first of its predecessors, started with
    /// Bytes of each day's recorded orders; empty for a chain without any.
    std::vector<std::int32_t> order_bytes;

    // As it stands.
    std::int32_t ended = 0;  ///< leading days that ended; the next one is the first open day
    bool cancelled = false;  ///< since the last commit, with its job
    common::Close close;     ///< of the last completed day, or what the chain began with
    std::optional<Standing> standing;           ///< nothing before the first completed day
    std::map<std::int32_t, OpenDay> open_days;  ///< by day
    std::optional<LiveClaim> claim;
    /// Hashes of the request ids of this epoch's claims since the last day ended, so that a late
    /// repeat is known as one: an older claim asks for a day that has ended.
    /// (Should two hash alike, the second claim is answered with the state, and claimed under
    /// another id.)
    std::int64_t requests_epoch = 0;
    std::vector<std::size_t> requests;
    bool changed = false;  ///< takes a change number with the next commit
    bool standing_moved = false;

    [[nodiscard]] std::int32_t days() const {
        return static_cast<std::int32_t>(job->dates.size() - first_date);
    }
    [[nodiscard]] common::Stamp date(std::int32_t day) const {
        return job->dates[first_date + static_cast<std::size_t>(day)];
    }
    [[nodiscard]] bool is_skipped(std::int32_t day) const {
        return job->skipped[first_date + static_cast<std::size_t>(day)];
    }
    [[nodiscard]] std::size_t order_bytes_of(std::int32_t day) const {
        if (order_bytes.empty()) return 0;
        return static_cast<std::size_t>(order_bytes[static_cast<std::size_t>(day)]);
    }
    /// Nothing of it is open.
    [[nodiscard]] bool finished() const { return cancelled || ended == days(); }
    /// The day of that date, if there is one.
    [[nodiscard]] std::optional<std::int32_t> day_of(common::Stamp date) const;
    /// The first day after `day` that is not skipped; days() when there is none.
    [[nodiscard]] std::int32_t day_after(std::int32_t day) const;
    /// What a broker may know of it: its present state, never a delta.
    [[nodiscard]] common::ChainState state() const;
    /// With what never changes of it.
    [[nodiscard]] common::Chain whole() const;
};

}  // namespace tradepit::writer
