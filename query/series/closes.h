#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/chain.h"
#include "common/decimal.h"
#include "common/names.h"
#include "common/stamp.h"
#include "query/storage/reader.h"

/// What a new job needs to know about earlier ones: the days that its models have completed in the
/// market, and the closes that it may continue from.
namespace tradepit::query {

/// A model in a market, and the rule for the jobs from which a new job may continue the model.
struct Competitor {
    common::ModelName model;
    common::MarketName market;
    /// Whether requests that name no job read the new job. If they do, it continues only from jobs
    /// that such requests read, too (job_settings.read_by_default = 1), else from any job.
    bool read_by_default = true;
};

/// A completed day of a model.
struct CompletedDay {
    std::int64_t chain = 0;
    std::string job_id;
    common::Stamp date;
};

/// The model's last completed day, of the newest job that completed it, whatever the job's status;
/// nothing where there is none. The writer checks a resume by the same statement
/// (SELECT_LAST_COMPLETED).
[[nodiscard]] std::optional<CompletedDay> last_completed(Reader& reader, const Competitor& who);

/// The model's day on that date, from the newest job that completed it; nothing where there is
/// none. Only jobs that ended as completed or partial count.
[[nodiscard]] std::optional<CompletedDay> completed_on(Reader& reader, const Competitor& who,
                                                       common::Stamp date);

/// Every date for which completed_on() finds a day.
[[nodiscard]] std::set<common::Stamp> completed_dates(Reader& reader, const Competitor& who);

/// The id of a job that has not ended and has the model in that market, whatever
/// `who.read_by_default` is; empty where there is none.
[[nodiscard]] std::string open_job_of(Reader& reader, const Competitor& who);

/// The chain's last close before the date `from`, with its holdings; nothing where the chain has
/// completed no day before it.
[[nodiscard]] std::optional<common::Close> close_before(Reader& reader, std::int64_t chain,
                                                        common::Stamp from);

}  // namespace tradepit::query
