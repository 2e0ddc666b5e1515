#pragma once

#include <cstddef>
#include <string>
#include <variant>

#include "common/messages.h"
#include "query/markets.h"
#include "query/reader.h"
#include "query/rest.h"
#include "query/submission.h"

namespace tradepit::query {

/// Makes one canonical job of a submission: config, market, models and dates, everything named and
/// nothing left to a default. Job id, key and request hash are the caller's to fill in. What is
/// wrong is a 400 that says so. Reads the database in the caller's snapshot.
[[nodiscard]] std::variant<common::Job, Reply> resolve(const Submission& submission, Reader& reader,
                                                       Calendars& calendars,
                                                       const std::string& config_dir);

/// The model-days of a job, skipped ones included.
[[nodiscard]] std::size_t model_days(const common::Job& job);

}  // namespace tradepit::query
