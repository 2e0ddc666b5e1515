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

/// What this pipeline allows, and the day on which it is asked.
struct Terms {
    std::string config_dir;
    std::int64_t days_max = 0;  ///< of one job (MAX_SIMULATION_DAYS); 0: any number
    bool is_dev = false;        ///< every model runs the mock agent, and answers only when named
    common::Stamp today;        ///< UTC
};

/// Makes one canonical job of a submission: config, market, models and dates, everything named and
/// nothing left to a default. Job id, key and request hash are the caller's to fill in. What is
/// wrong is a 400 that says so; a 409 says that an open job is in the way of a resume. Reads the
/// database in the caller's snapshot.
[[nodiscard]] std::variant<common::Job, Reply> resolve(const Submission& submission, Reader& reader,
                                                       Calendars& calendars, const Terms& terms);

/// The model-days of a job, skipped ones included.
[[nodiscard]] std::size_t model_days(const common::Job& job);

}  // namespace tradepit::query
