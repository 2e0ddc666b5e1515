#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/accounting/accounting.h"
#include "common/accounting/running_stats.h"
#include "common/messages/messages.h"
#include "common/statuses.h"
#include "common/time.h"

/// The changes of the results file, one struct each. Intake and the imports decide them, and the
/// store executes them. The operations of a commit are one transaction.
namespace tradepit::writer {

using common::DayStatus;
using common::JobStatus;

/// The job and the model in whose name rows of positions, reasoning_logs and tool_usage are stored.
struct RowNames {
    std::string job;
    std::string model;
};

/// Inserts the epoch that the broker with this nonce was given.
struct RecordEpoch {
    std::int64_t epoch = 0;
    std::uint64_t nonce = 0;
};

/// Inserts a whole job. Its chains, one for each model, are numbered from first_chain on. Its rows
/// of job_details are numbered from first_detail on, model by model and date by date.
struct RecordJob {
    std::shared_ptr<const common::Job> job;
    std::int64_t number = 0;  ///< its job_number
    std::int64_t first_chain = 0;
    std::int64_t first_detail = 0;
};

/// Records what became of a request under its key.
struct RecordAnswer {
    std::string key;
    std::string request_hash;
    common::CommandOutcome outcome;
};

/// Inserts a claim, and an open attempt for each of its days.
struct RecordClaim {
    std::int64_t claim = 0;  ///< its number
    std::string request;     ///< its request id
    std::int64_t epoch = 0;
    std::int64_t chain = 0;
    common::WorkerName worker;
    std::uint64_t nonce = 0;                                   ///< of the worker's boot
    std::vector<std::pair<common::Stamp, std::int32_t>> days;  ///< date and number of each attempt
};

/// Updates the row of an attempt; all of these fields are written.
struct SaveAttempt {
    common::AttemptKey key;
    common::AttemptState state = common::AttemptState::open;
    bool started = false;  ///< its first batch was taken
    /// Number of the last batch that was taken or counted as late; 0: none.
    std::int64_t last_batch = 0;
    std::int64_t event_count = 0;  ///< of all batches that were taken
    std::string digest;            ///< the running digest, as bytes
    std::string error;             ///< empty: none
};

/// Counts the events of a batch that an attempt sent after it was superseded or refused; a repeat
/// of the batch counts nothing. The events themselves are not stored.
struct CountLate {
    common::AttemptKey key;
    std::int64_t batch = 0;        ///< its number
    std::int64_t event_count = 0;  ///< an end counts as an event
};

/// Inserts rows of an attempt that is running or completed, or of an imported day. Position ids
/// count from first_position. A reasoning step with the number `last_stored_step` is another chunk
/// of that step, and is appended to its row.
struct StoreEvents {
    std::shared_ptr<const RowNames> names;
    common::Stamp date;
    std::vector<common::Event> events;
    std::int64_t first_position = 0;
    std::int32_t last_stored_step = 0;       ///< 0: no step is stored yet
    std::optional<common::Figures> figures;  ///< absent while an earlier day is open
};

/// Sets the figures of every position row of the day.
struct UpdateFigures {
    std::shared_ptr<const RowNames> names;
    common::Stamp date;
    common::Figures figures;
};

/// Deletes the rows of a day in positions (with holdings), reasoning_logs and tool_usage: those of
/// an attempt that did not complete.
struct DeleteRows {
    std::shared_ptr<const RowNames> names;
    common::Stamp date;
};

/// Updates a row of job_details; all of these fields are written.
struct SaveDay {
    std::int64_t detail = 0;  ///< its id
    DayStatus status = DayStatus::pending;
    std::optional<common::UtcTime> started;
    std::optional<common::UtcTime> completed;
    std::string error;  ///< empty: none
};

/// Inserts stats.latest as a closing of the chain, together with the running statistics after it.
struct SaveClosing {
    std::int64_t chain = 0;
    common::RunningStats stats;
};

/// Replaces the running statistics of a chain.
struct SaveSeriesStats {
    std::int64_t chain = 0;
    common::RunningStats stats;
};

/// How many of a job's model-days have ended, and how.
struct DayCounts {
    std::int64_t total = 0;
    std::int64_t completed = 0;
    std::int64_t failed = 0;
    std::int64_t skipped = 0;
    std::int64_t cancelled = 0;

    [[nodiscard]] bool all_ended() const {
        return completed + failed + skipped + cancelled == total;
    }
    friend bool operator==(const DayCounts&, const DayCounts&) = default;
};

/// Updates the status, times and counts of a job.
struct SaveJob {
    common::JobId job;
    std::int64_t number = 0;  ///< its job_number
    JobStatus status = JobStatus::pending;
    DayCounts counts;
    std::optional<common::UtcTime> started;
    std::optional<common::UtcTime> completed;
    std::string error;  ///< empty: none
};

/// Sets the number of the chain's last change.
struct SaveChange {
    std::int64_t chain = 0;
    std::int64_t number = 0;  ///< the change number
};

// Imports.

/// Inserts another chain, as yet without days, of a job that is stored already.
struct RecordChain {
    common::JobId job;
    common::MarketName market;
    common::JobModel model;
    std::int64_t chain = 0;
    std::int64_t first_detail = 0;  ///< id of the job_details row of its first day
};

/// Inserts model-days that were run elsewhere, as rows of job_details numbered from first_detail
/// on.
struct RecordCompletedDays {
    common::JobId job;
    common::ModelName model;
    std::int64_t chain = 0;
    std::int64_t first_detail = 0;
    std::vector<common::Stamp> dates;
    common::UtcTime completed;
};

/// Updates what an imported job consists of after it grew: dates, models, and the number of
/// model-days, which are all completed.
struct SaveExtent {
    common::JobId job;
    std::set<std::string> dates;
    std::set<std::string> models;
    std::int64_t days = 0;
    common::UtcTime completed;
};

/// Deletes the closings of a chain. New ones follow in the same transaction.
struct DeleteClosings {
    std::int64_t chain = 0;
};

/// Inserts the steps of one day's log, numbered from first_step on, and the usage of tools. A
/// tool's usage replaces the stored usage of that tool on that day.
struct StoreLog {
    std::shared_ptr<const RowNames> names;
    common::Stamp date;
    std::int64_t first_step = 1;
    std::vector<common::LoggedStep> steps;
    std::vector<common::ToolUsage> tools;
};

/// Inserts a new market. Its price set 1 follows in the same transaction.
struct RecordMarket {
    common::MarketName market;
    std::string rules;  ///< JSON
};

/// Inserts the bars that are new or changed in a price set.
struct StoreBars {
    common::MarketName market;
    std::int64_t price_set = 0;
    std::vector<common::WireBar> bars;
};

/// Completes a price set whose bars are stored, and makes it the newest of its market.
struct SealPriceSet {
    common::MarketName market;
    std::int64_t price_set = 0;
    std::string source;  ///< the file's name
};

using Operation =
    std::variant<RecordEpoch, RecordJob, RecordAnswer, RecordClaim, SaveAttempt, CountLate,
                 StoreEvents, UpdateFigures, DeleteRows, SaveDay, SaveClosing, SaveSeriesStats,
                 SaveJob, SaveChange, RecordChain, RecordCompletedDays, SaveExtent, DeleteClosings,
                 StoreLog, RecordMarket, StoreBars, SealPriceSet>;

}  // namespace tradepit::writer
