#pragma once

#include <optional>
#include <vector>

#include "common/messages/job.h"
#include "common/stamp.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"
#include "query/submission/config.h"

/// How a new job continues from earlier jobs. Both functions change `job`: a model that has nothing
/// to run is left out, with a warning; another one gets a predecessor, that chain's close as its
/// opening, and the date that it starts with; and dates that no model runs are dropped.
namespace tradepit::query {

/// Skips completed days, in a job that has every date in `range` and whose models all start fresh
/// on the first of them. A model begins with its first date that is not completed, from the close
/// of the date before it (of the newest job that completed that one), and runs all later dates,
/// because they depend on it. A model whose first date is not completed starts fresh; one that has
/// completed all dates is left out. @return nothing, or a 400 where all models have completed all
/// dates.
[[nodiscard]] std::optional<Reply> skip_completed(Reader& reader, const DateRange& range,
                                                  common::Job& job);

/// The dates that a resume may run: those after a model's last completed close; all of them where
/// it has completed nothing.
struct ResumeDates {
    const std::vector<common::Stamp>& calendar;  ///< the market's dates up to the resume's end
    std::optional<common::Stamp> fresh_from;     ///< the earliest start of a model without a close
    common::Stamp upto;
};

/// Gives a job its dates, whose models have fresh openings: each model continues from its last
/// completed close, or starts fresh where it has none. @return nothing, or a 409 where an open job
/// runs one of the models, or a 400 where there is nothing left to run.
[[nodiscard]] std::optional<Reply> resume(Reader& reader, const ResumeDates& dates,
                                          common::Job& job);

}  // namespace tradepit::query
