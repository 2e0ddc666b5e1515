#include "query/submission/continuation.h"

#include <algorithm>
#include <string>

#include "query/series/closes.h"

namespace tradepit::query {

namespace {

using common::Job;
using common::JobModel;
using common::Stamp;

Competitor competitor(const Job& job, const JobModel& model) {
    return {.model = model.model, .market = job.market, .answering = job.answers};
}

/// Lets the model continue from the last close of the chain of `ended` before `from`. @return false
/// where there is no such close, which cannot happen: single days are never deleted.
bool go_on_from(Reader& reader, const Ended& ended, Stamp from, JobModel& model) {
    auto close = close_before(reader, ended.chain, from);
    if (!close) return false;
    model.from = from;
    model.predecessor = ended.chain;
    model.opening = std::move(*close);
    return true;
}

/// Drops the dates before the first date of every model, which no model runs.
void drop_dates_before_all(Job& job) {
    const auto first = std::min_element(
        job.models.begin(), job.models.end(),
        [](const JobModel& left, const JobModel& right) { return left.from < right.from; });
    if (first == job.models.end()) return;
    std::erase_if(job.dates, [from = first->from](Stamp date) { return date < from; });
}

/// @return whether the model has nothing left to run.
bool skip_completed_days(Reader& reader, Job& job, JobModel& model) {
    const auto who = competitor(job, model);
    const auto completed = completed_dates(reader, who);
    const auto is_completed = [&](Stamp date) { return completed.contains(date); };
    const auto& dates = job.dates;
    const auto first = std::find_if_not(dates.begin(), dates.end(), is_completed);
    const auto& name = model.model.value();
    if (first == dates.end()) {
        job.warnings.push_back("Model " + name + " is left out: all its dates are completed");
        return true;
    }
    const auto again = static_cast<std::size_t>(std::count_if(first, dates.end(), is_completed));
    const auto before =
        first == dates.begin() ? std::nullopt : completed_on(reader, who, *std::prev(first));
    if (before && go_on_from(reader, *before, *first, model)) {
        job.warnings.push_back(
            "Model " + name + " goes on from its close of " + before->date.text() + " in job " +
            before->job_id +
            "; dates left out as completed: " + std::to_string(first - dates.begin()) +
            (again == 0 ? "" : "; completed later ones that run again: " + std::to_string(again)));
    } else if (again > 0) {
        job.warnings.push_back("Model " + name + " runs all " + std::to_string(dates.size()) +
                               " dates, " + std::to_string(again) +
                               " of them completed before: its portfolio starts with the first");
    }
    return false;
}

/// @return whether the model has nothing left to run.
bool go_on(Reader& reader, const ResumeDates& dates, Job& job, JobModel& model) {
    const auto last = last_completed(reader, competitor(job, model));
    const auto& calendar = dates.calendar;
    const auto first = last ? std::upper_bound(calendar.begin(), calendar.end(), last->date)
                       : dates.fresh_from
                           ? std::lower_bound(calendar.begin(), calendar.end(), *dates.fresh_from)
                           : calendar.begin();
    if (first == calendar.end()) {
        job.warnings.push_back("Model " + model.model.value() + " is left out: " +
                               (last ? "it has completed " + last->date.text()
                                     : "it may not start before " + dates.fresh_from->text()) +
                               ", and the market has no later date up to " + dates.upto.text());
        return true;
    }
    model.from = *first;
    return last && !go_on_from(reader, *last, *first, model);
}

}  // namespace

std::optional<Reply> skip_completed(Reader& reader, const DateRange& range, Job& job) {
    std::erase_if(job.models,
                  [&](JobModel& model) { return skip_completed_days(reader, job, model); });
    drop_dates_before_all(job);
    if (!job.models.empty()) return std::nullopt;
    return refused(400, "All model-days from start_date " + range.from.text() + " to end_date " +
                            range.upto.text() +
                            " are completed already; replace_existing runs them again");
}

std::optional<Reply> resume(Reader& reader, const ResumeDates& dates, Job& job) {
    for (const auto& model : job.models)
        if (const auto open = open_job_of(reader, competitor(job, model)); !open.empty())
            return refused(409, "Model " + model.model.value() + " is run by the open job " + open +
                                    "; a resume (start_date null) waits for its end");
    job.origin = common::Origin::resume;
    std::erase_if(job.models, [&](JobModel& model) { return go_on(reader, dates, job, model); });
    if (job.models.empty())
        return refused(400, "All model-days up to end_date " + dates.upto.text() +
                                " are completed already: a resume (start_date null) starts after"
                                " the last completed one");
    job.dates = dates.calendar;
    drop_dates_before_all(job);
    return std::nullopt;
}

}  // namespace tradepit::query
