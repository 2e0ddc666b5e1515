#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>

#include "common/messages/messages.h"
#include "common/stamp.h"
#include "query/requests/reply.h"
#include "query/series/markets.h"
#include "query/storage/reader.h"
#include "query/submission/submission.h"

namespace tradepit::query {

/// What resolve() needs besides the submission and the database.
struct ResolutionSettings {
    std::string config_dir;
    /// The most days of a job (MAX_SIMULATION_DAYS); 0: any number. The stamps of one date count as
    /// one day.
    std::int64_t days_max = 0;
    /// Dev mode: models run the agent `mock`, except those of a replay, and only requests that name
    /// the job get its results.
    bool is_dev = false;
    common::Stamp today;  ///< the date in UTC
};

/// Works out the job that a submission asks for, in which market, models, dates and settings are
/// stated and nothing is left to a default. It stores nothing; the caller fills in job id, key and
/// request hash. A Reply is a refusal: a 400 that says what is wrong, or a 409 where a model
/// that would be resumed runs in an open job. `calendars` caches what it reads. Reads the database
/// in the caller's snapshot.
[[nodiscard]] std::variant<common::Job, Reply> resolve(const Submission& submission, Reader& reader,
                                                       Calendars& calendars,
                                                       const ResolutionSettings& settings);

/// The number of a job's model-days, with those that it skips because the market has no prices on
/// their dates.
[[nodiscard]] std::size_t model_day_count(const common::Job& job);

}  // namespace tradepit::query
