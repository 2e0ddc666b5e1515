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

/// The settings and the date that a submission's resolution depends on.
struct Terms {
    std::string config_dir;
    std::int64_t days_max = 0;  ///< of one job (MAX_SIMULATION_DAYS); 0: any number
    bool is_dev = false;        ///< every model runs the mock agent; jobs answer only when named
    common::Stamp today;        ///< UTC
};

/// Makes the canonical job of a submission, in which config, market, models and dates are explicit
/// and nothing is left to a default. The caller fills in job id, key and request hash. The
/// alternative is a 400 that says what is wrong, or a 409 where an open job is in the way of a
/// resume. Reads the database in the caller's snapshot.
[[nodiscard]] std::variant<common::Job, Reply> resolve(const Submission& submission, Reader& reader,
                                                       Calendars& calendars, const Terms& terms);

/// The number of a job's model-days, skipped ones included.
[[nodiscard]] std::size_t model_days(const common::Job& job);

}  // namespace tradepit::query
