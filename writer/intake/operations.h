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
#include "common/messages/messages.h"
#include "common/statuses.h"
#include "common/time.h"
#include "writer/intake/standing.h"

/// What intake decides and the store does, one struct each. A commit's operations are one
/// transaction.
namespace tradepit::writer {

using common::DayStatus;
using common::JobStatus;

/// The (job, model) that rows of the specification's tables are keyed by.
struct RowNames {
    std::string job;
    std::string model;
};

struct RecordEpoch {
    std::int64_t epoch = 0;
    std::uint64_t nonce = 0;
};

/// A whole job: its models' chains are numbered from first_chain on, and the rows of job_details,
/// model by model and date by date, from first_detail on.
struct RecordJob {
    std::shared_ptr<const common::Job> job;
    std::int64_t number = 0;
    std::int64_t first_chain = 0;
    std::int64_t first_detail = 0;
};

/// What a command's key is answered with from now on.
struct RecordAnswer {
    std::string key;
    std::string request_hash;
    common::CommandOutcome outcome;
};

/// The recorded answer to an uploaded file, as the table keeps it.
struct RecordUploadAnswer {
    std::string key;
    std::string digest;  ///< of the file, which tells a repeat from a misuse of the key
    std::int32_t status = 0;
    std::string answer;  ///< JSON
};

/// A claim with its attempts, all open.
struct RecordClaim {
    std::int64_t claim = 0;
    std::string request;
    std::int64_t epoch = 0;
    std::int64_t chain = 0;
    common::WorkerName worker;
    std::uint64_t nonce = 0;
    std::vector<std::pair<common::Stamp, std::int32_t>> days;
};

struct SaveAttempt {
    common::AttemptKey key;
    common::AttemptState state = common::AttemptState::open;
    bool started = false;
    std::int64_t last_batch = 0;
    std::int64_t events = 0;
    std::string digest;
    std::string error;
};

/// What an attempt still said when it was superseded or refused: counted, and kept nowhere.
struct CountLate {
    common::AttemptKey key;
    std::int64_t events = 0;
};

/// Rows of a running or completed attempt. Its positions have ids from first_position on. A
/// reasoning step numbered `steps_before` goes on with the row that is there.
struct StoreEvents {
    std::shared_ptr<const RowNames> names;
    common::Stamp date;
    std::vector<common::Event> events;
    std::int64_t first_position = 0;
    std::int32_t steps_before = 0;
    std::optional<common::Figures> figures;  ///< absent while an earlier day is open
};

/// Gives every position row of the day these figures.
struct UpdateFigures {
    std::shared_ptr<const RowNames> names;
    common::Stamp date;
    common::Figures figures;
};

/// Takes every row of an attempt that did not complete.
struct DeleteRows {
    std::shared_ptr<const RowNames> names;
    common::Stamp date;
};

/// A row of job_details, whole.
struct SaveDay {
    std::int64_t detail = 0;
    DayStatus status = DayStatus::pending;
    std::optional<common::UtcTime> started;
    std::optional<common::UtcTime> completed;
    std::string error;  ///< empty: none
};

/// A closing, and where the chain stood after it.
struct SaveClosing {
    std::int64_t chain = 0;
    Standing standing;
};

struct SaveStanding {
    std::int64_t chain = 0;
    Standing standing;
};

/// How many of a job's model-days ended how.
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

struct SaveJob {
    common::JobId job;
    std::int64_t number = 0;
    JobStatus status = JobStatus::pending;
    DayCounts counts;
    std::optional<common::UtcTime> started;
    std::optional<common::UtcTime> completed;
    std::string error;
};

/// The chain's last change.
struct SaveChange {
    std::int64_t chain = 0;
    std::int64_t number = 0;
};

// Imports.

/// The row of a further chain of a job that is stored already, as yet without days.
struct RecordChain {
    common::JobId job;
    common::MarketName market;
    common::JobModel model;
    std::int64_t chain = 0;
    std::int64_t first_detail = 0;
};

/// Model-days that were run elsewhere, as rows of job_details numbered from first_detail on.
struct RecordCompletedDays {
    common::JobId job;
    common::ModelName model;
    std::int64_t chain = 0;
    std::int64_t first_detail = 0;
    std::vector<common::Stamp> dates;
    common::UtcTime completed;
};

/// What an imported job consists of after it grew: dates, models, and model-days, all completed.
struct SaveExtent {
    common::JobId job;
    std::set<std::string> dates;
    std::set<std::string> models;
    std::int64_t days = 0;
    common::UtcTime completed;
};

/// Takes the closings of a chain, which are saved anew after it.
struct DeleteClosings {
    std::int64_t chain = 0;
};

/// Steps of a log, numbered from first_step on, and how often tools were used, which replaces what
/// was stored of them.
struct StoreLog {
    std::shared_ptr<const RowNames> names;
    common::Stamp date;
    std::int64_t first_step = 1;
    std::vector<common::LoggedStep> steps;
    std::vector<common::ToolUsage> tools;
};

/// A market that is new. Its set 1 follows in the same transaction.
struct RecordMarket {
    common::MarketName market;
    std::string rules;  ///< JSON
};

/// Bars that are new or changed in a numbered price set.
struct StoreBars {
    common::MarketName market;
    std::int64_t price_set = 0;
    std::vector<common::WireBar> bars;
};

/// Closes a price set whose bars are stored, and makes it its market's newest.
struct SealPriceSet {
    common::MarketName market;
    std::int64_t price_set = 0;
    std::string source;  ///< the file's name
};

using Operation =
    std::variant<RecordEpoch, RecordJob, RecordAnswer, RecordClaim, SaveAttempt, CountLate,
                 StoreEvents, UpdateFigures, DeleteRows, SaveDay, SaveClosing, SaveStanding,
                 SaveJob, SaveChange, RecordChain, RecordCompletedDays, SaveExtent, DeleteClosings,
                 StoreLog, RecordMarket, StoreBars, SealPriceSet, RecordUploadAnswer>;

}  // namespace tradepit::writer
