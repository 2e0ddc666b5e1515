#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/accounting/running_stats.h"
#include "common/messages/messages.h"
#include "common/time.h"
#include "writer/intake/day_ledger.h"
#include "writer/intake/operations.h"

/// The state of unfinished jobs that intake keeps in memory. All of it can be loaded from the store
/// again.
namespace tradepit::writer {

/// A job whose days have not all ended, or the last of whose days ended since the last commit.
struct OpenJob {
    // Does not change.
    std::int64_t number = 0;  ///< its job_number
    common::JobId job;
    common::MarketName market;
    std::int64_t price_set = 0;
    std::string price_hash;
    std::string rules;  ///< the market's rules as JSON
    common::JobSettings settings;
    std::vector<common::Stamp> dates;
    std::vector<bool> skipped;     ///< whether the date is skipped, by index into `dates`
    std::int64_t first_chain = 0;  ///< number of its first chain; the others have the next numbers
    std::int32_t chains = 0;       ///< how many it has

    // Changes.
    JobStatus status = JobStatus::pending;
    DayCounts counts;
    std::optional<common::UtcTime> started;
    std::optional<common::UtcTime> completed;
    bool unsaved = false;  ///< changed since the last commit
};

/// One attempt of a day in OpenDay.
struct Attempt {
    std::int32_t number = 0;  ///< from 1; the fencing token
    common::WorkerName worker;
    std::uint64_t nonce = 0;  ///< of the worker's boot
    common::AttemptState state = common::AttemptState::open;
    bool started = false;  ///< its first batch was taken
    /// Number of the last batch that was taken, or that was only counted because it came after the
    /// attempt had ended; 0: none.
    std::int64_t last_batch = 0;
    std::int64_t event_count = 0;  ///< of all batches that were taken
    std::string digest;            ///< of the events so far (digest.h), 32 bytes
    std::string error;             ///< why it ended without completing the day; empty: none
    DayLedger ledger;              ///< empty once the attempt has ended without completing the day
    bool unsaved = false;          ///< changed since the last commit
};

/// A day that was claimed and has not ended, or ended since the last commit.
struct OpenDay {
    std::vector<Attempt> attempts;           ///< number n is at index n - 1
    bool running = false;                    ///< its row in job_details has the status `running`
    std::optional<common::UtcTime> started;  ///< since when it is `running`; nothing: it is not

    /// How many attempts count against max_attempts: those that have started and were not given
    /// back by their worker (released).
    [[nodiscard]] std::int32_t spent() const;
};

/// The newest claim of a chain, with the answer that a repeat of it gets while an attempt of the
/// chain is open.
struct NewestClaim {
    std::string request;    ///< its request id
    common::Close opening;  ///< what the first of `days` starts from
    std::vector<common::ClaimedDay> days;
};

/// One model of a job. Its days are the dates of the job from the index first_date on; day 0 is the
/// first of them.
struct OpenChain {
    // Does not change.
    std::int64_t number = 0;
    std::shared_ptr<OpenJob> job;
    std::shared_ptr<const RowNames> names;  ///< of job and model, for the rows of the chain
    std::string agent;                      ///< the agent's settings as JSON
    common::Needs needs;
    std::int32_t lease_days_max = 1;
    std::size_t first_date = 0;     ///< index into job->dates
    std::int64_t first_detail = 0;  ///< id of day 0 in job_details; the other days follow
    std::int64_t predecessor = 0;   ///< the chain that this one continues; 0: none
    common::SeriesOpening series;   ///< what it, or the first of its predecessors, started with
    /// How many bytes the orders have that a replayed chain repeats, by index of the day: they
    /// limit how many days one answer to a claim holds. Empty for any other chain.
    std::vector<std::int32_t> order_bytes;

    // Changes.
    /// How many leading days have ended or are skipped. It is the index of the next open day too.
    std::int32_t ended = 0;
    bool cancelled = false;  ///< its job was cancelled, and the next commit drops the chain
    common::Close close;     ///< of the last completed day; before that, the chain's opening
    std::optional<common::RunningStats> stats;  ///< nothing until a day of the series is completed
    std::map<std::int32_t, OpenDay> open_days;  ///< by the index of the day
    std::optional<NewestClaim> claim;
    std::int64_t requests_epoch = 0;  ///< the epoch in which the claims of `requests` were made
    /// Hashes of the request ids of the claims since the last day ended. They tell a late repeat
    /// from a new claim. Older claims need not be known: those of an older epoch are refused as
    /// stale, and the others begin with a day that has ended. If two ids have the same hash, the
    /// second claim is refused with the chain's state, and the broker claims again under another
    /// id.
    std::vector<std::size_t> requests;
    bool changed = false;        ///< takes a change number with the next commit
    bool stats_changed = false;  ///< `stats` differ from the stored ones

    /// How many days it has, skipped ones included.
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
    /// Whether no day is open: all have ended, or the job was cancelled.
    [[nodiscard]] bool finished() const { return cancelled || ended == days(); }
    /// The index of the day with this date, if there is one.
    [[nodiscard]] std::optional<std::int32_t> day_of(common::Stamp date) const;
    /// The first day after `day` that is not skipped; days() when there is none.
    [[nodiscard]] std::int32_t day_after(std::int32_t day) const;
    /// The whole present state of the chain, as it is sent to the broker after each change.
    [[nodiscard]] common::ChainState state() const;
    /// state() together with everything that does not change, as it is sent to a new broker.
    [[nodiscard]] common::Chain description() const;
};

}  // namespace tradepit::writer
