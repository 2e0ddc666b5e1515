#include "query/submission/continuation.h"

#include <algorithm>
#include <string>

#include "query/series/closes.h"

namespace tradepit::query {

namespace {

using common::Job;
using common::JobModel;
using common::Stamp;

/// The description by which the functions of closes.h find the completed days of the model.
Competitor competitor(const Job& job, const JobModel& model) {
    return {.model = model.model, .market = job.market, .read_by_default = job.read_by_default};
}

/// Lets the model start on `from`, with the last close that the chain of `completed` has before
/// `from`. @return false where there is no such close. That cannot happen: `completed` is a day
/// before `from`, and has a close.
bool continue_from(Reader& reader, const CompletedDay& completed, Stamp from, JobModel& model) {
    auto close = close_before(reader, completed.chain, from);
    if (!close) return false;
    model.first_date = from;
    model.predecessor = completed.chain;
    model.opening = std::move(*close);
    return true;
}

/// Drops the dates before the earliest first date of the models: no model runs them.
void drop_dates_before_all(Job& job) {
    const auto first = std::min_element(job.models.begin(), job.models.end(),
                                        [](const JobModel& left, const JobModel& right) {
                                            return left.first_date < right.first_date;
                                        });
    if (first == job.models.end()) return;
    std::erase_if(job.dates, [from = first->first_date](Stamp date) { return date < from; });
}

/// Lets the model start with its first date that is not completed. @return whether there is none,
/// so that the model is left out.
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
    const auto rerun_count =
        static_cast<std::size_t>(std::count_if(first, dates.end(), is_completed));
    const auto day_before =
        first == dates.begin() ? std::nullopt : completed_on(reader, who, *std::prev(first));
    if (day_before && continue_from(reader, *day_before, *first, model)) {
        job.warnings.push_back(
            "Model " + name + " goes on from its close of " + day_before->date.text() + " in job " +
            day_before->job_id +
            "; dates left out as completed: " + std::to_string(first - dates.begin()) +
            (rerun_count == 0
                 ? ""
                 : "; completed later ones that run again: " + std::to_string(rerun_count)));
    } else if (rerun_count > 0) {
        job.warnings.push_back("Model " + name + " runs all " + std::to_string(dates.size()) +
                               " dates, " + std::to_string(rerun_count) +
                               " of them completed before: its portfolio starts with the first");
    }
    return false;
}

/// Lets the model start after its last completed close, or fresh where it has none. @return whether
/// the market has no date for that, so that the model is left out.
bool resume_model(Reader& reader, const ResumeDates& dates, Job& job, JobModel& model) {
    const auto last = last_completed(reader, competitor(job, model));
    const auto& calendar = dates.calendar;
    const auto first = last ? std::upper_bound(calendar.begin(), calendar.end(), last->date)
                       : dates.fresh_from
                           ? std::lower_bound(calendar.begin(), calendar.end(), *dates.fresh_from)
                           : calendar.begin();
    if (first == calendar.end()) {
        const auto reason = last ? "it has completed " + last->date.text() + ", and "
                            : dates.fresh_from
                                ? "it may not start before " + dates.fresh_from->text() + ", and "
                                : std::string{};
        job.warnings.push_back("Model " + model.model.value() + " is left out: " + reason +
                               "the market has no " +
                               (last               ? "later date"
                                : dates.fresh_from ? "date from then"
                                                   : "date") +
                               " up to " + dates.upto.text());
        return true;
    }
    model.first_date = *first;
    return last && !continue_from(reader, *last, *first, model);
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
    std::erase_if(job.models,
                  [&](JobModel& model) { return resume_model(reader, dates, job, model); });
    if (job.models.empty())
        return refused(400, "No model has a date left up to end_date " + dates.upto.text() +
                                ": a resume (start_date null) starts after the last completed"
                                " model-day" +
                                (dates.fresh_from ? ", or on " + dates.fresh_from->text() +
                                                        " where there is none"
                                                  : ""));
    job.dates = dates.calendar;
    drop_dates_before_all(job);
    return std::nullopt;
}

}  // namespace tradepit::query
