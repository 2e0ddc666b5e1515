#pragma once

#include <optional>
#include <vector>

#include "common/messages/job.h"
#include "common/stamp.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"
#include "query/submission/config.h"

/// How a new job continues from earlier jobs. Both functions change `job`. A model that has nothing
/// to run is left out, with a warning in the job. A *fresh* opening is the initial cash, without a
/// predecessor. A model that continues gets a predecessor, a close of that chain as its opening,
/// and the date that it starts with. Dates that no model runs are dropped. After a refusal the job
/// must not be used.
namespace tradepit::query {

/// Skips completed days, in a job that has every date of the market in `range` and whose models all
/// start fresh on the first of them. A date counts as completed if a job that ended as completed or
/// partial completed it. A model begins with its first date that is not completed, from
/// the close of the date before it (in the newest job that completed that date). It runs all later
/// dates, because they depend on that one. A model whose first date is not completed starts fresh;
/// one that has completed all dates is left out. @return nothing, or a 400 where all models have
/// completed all dates.
[[nodiscard]] std::optional<Reply> skip_completed(Reader& reader, const DateRange& range,
                                                  common::Job& job);

/// The dates that a resume may run. A model runs those after its last completed close; where it has
/// completed nothing, those from `fresh_from` on.
struct ResumeDates {
    const std::vector<common::Stamp>& calendar;  ///< the market's dates up to the resume's end
    std::optional<common::Stamp> fresh_from;     ///< nothing: from the first date on
    common::Stamp upto;  ///< the end that the request states; for texts only
};

/// Turns `job`, which has no dates yet and whose models have fresh openings, into a resume. Each
/// model continues from its last completed close, or starts fresh where it has none, and the job
/// gets the dates that they run. A close counts however its job ended. @return nothing, or a 409
/// where an open job runs one of the models, or a 400 where there is nothing left to run.
[[nodiscard]] std::optional<Reply> resume(Reader& reader, const ResumeDates& dates,
                                          common::Job& job);

}  // namespace tradepit::query
