#pragma once

#include <optional>
#include <vector>

#include "common/messages/job.h"
#include "common/stamp.h"
#include "query/requests/reply.h"
#include "query/storage/reader.h"
#include "query/submission/config.h"

/// What a new job takes over from those before it. Both leave models out of `job`, give others a
/// predecessor with its close for an opening and the date that they start with, drop the dates that
/// nobody runs, and warn of it.
namespace tradepit::query {

/// Of a job of every date in `range`, whose models all start fresh on the first of them: a model
/// begins with the first date that is not completed, from the close of the date before it (of the
/// newest job that completed that), and runs on to the end, since its later days follow from there.
/// One whose first date is not completed starts fresh, and one that has completed all is left out.
/// The alternative to nothing: a 400 that all of them have.
[[nodiscard]] std::optional<Reply> skip_completed(Reader& reader, const DateRange& range,
                                                  common::Job& job);

/// The dates that a resume may run: those after a model's last completed close; all of them where
/// it has completed nothing.
struct ResumeDates {
    const std::vector<common::Stamp>& calendar;  ///< up to the resume's end
    std::optional<common::Stamp> fresh_from;     ///< where a model without a close may start
    common::Stamp upto;
};

/// Gives a job of models, with fresh openings and without dates, its dates: each model goes on from
/// its last completed close. The alternative to nothing: a 409 that an open job runs one of them,
/// or a 400 that there is nothing left to run.
[[nodiscard]] std::optional<Reply> resume(Reader& reader, const ResumeDates& dates,
                                          common::Job& job);

}  // namespace tradepit::query
