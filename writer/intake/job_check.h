#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "common/limits.h"
#include "common/messages/messages.h"

namespace tradepit::writer {

/// A model's agent settings, and a market's rules: pages of chains and assignments carry both.
inline constexpr std::size_t SETTINGS_BYTES_MAX = common::PART_BYTES_MAX;

/// Why a job cannot be stored, with the status that its submitter gets: 507 names a limit.
struct JobFault {
    std::int32_t status = 400;
    std::string detail;
};

/// Query resolves jobs, and this is what the writer relies on all the same: dates and models
/// ascending and each once, days to skip and orders on dates that there are, sound openings,
/// numbers within their limits, and at least one model-day to run.
[[nodiscard]] std::optional<JobFault> fault_of(const common::Job& job);

/// Days that the models of a sound job have, and how many of them are skipped.
struct JobDays {
    std::int64_t total = 0;
    std::int64_t skipped = 0;
};
[[nodiscard]] JobDays days_of(const common::Job& job);

/// The index of a model's first date.
[[nodiscard]] std::size_t first_date_of(const common::Job& job, const common::JobModel& model);

}  // namespace tradepit::writer
