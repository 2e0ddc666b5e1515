#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "common/limits.h"
#include "common/messages/messages.h"

namespace tradepit::writer {

/// How many bytes a model's agent settings may have, and a market's rules too: both travel in one
/// frame with other fields, to the broker (Page) and to a worker (Assign).
inline constexpr std::size_t SETTINGS_BYTES_MAX = common::PART_BYTES_MAX;

/// Why a job cannot be stored, with the HTTP status that its submitter gets. 507 means that the
/// job is too large: a count or size is above the limit that `detail` names.
struct JobFault {
    std::int32_t status = 400;
    std::string detail;
};

/// Checks what the writer relies on, although query has resolved the job: the names of the job, its
/// market and models are valid; dates, skipped dates, models and the dates of orders are in
/// ascending order and unique; skipped dates, first dates and orders are on dates of the job; needs
/// and openings are valid; counts and sizes are within their limits; and there is at least one
/// model-day to run. Pure.
/// @return the first fault; nothing when there is none.
[[nodiscard]] std::optional<JobFault> fault_of(const common::Job& job);

/// How many model-days a valid job has, and how many of them are skipped.
struct JobDays {
    std::int64_t total = 0;    ///< skipped ones included
    std::int64_t skipped = 0;  ///< on the job's skipped dates
};
[[nodiscard]] JobDays days_of(const common::Job& job);

/// The index in job.dates of the first date of a model of a valid job.
[[nodiscard]] std::size_t first_date_of(const common::Job& job, const common::JobModel& model);

}  // namespace tradepit::writer
