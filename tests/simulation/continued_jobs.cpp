#include "tests/simulation/continued_jobs.h"

#include <algorithm>
#include <utility>

namespace tradepit::simulation {

using namespace common;

namespace {

const JobModel& model_of(const StoredChain& chain, const History& history) {
    const auto& models = history.jobs.at(chain.job)->models;
    return *std::find_if(models.begin(), models.end(),
                         [&](const JobModel& one) { return one.model == chain.model; });
}

/// The job's models begin on different dates: those before all of them are not run.
void drop_dates_before_all(Job& job) {
    const auto first = std::min_element(
        job.models.begin(), job.models.end(),
        [](const auto& left, const auto& right) { return left.first_date < right.first_date; });
    if (first == job.models.end()) return;
    const Stamp from = first->first_date;
    std::erase_if(job.dates, [&](Stamp date) { return date < from; });
    std::erase_if(job.skipped, [&](const SkippedDate& day) { return day.date < from; });
    for (JobModel& model : job.models)
        std::erase_if(model.orders, [&](const DayOrders& day) { return day.date < from; });
}

}  // namespace

Close close_before(const StoredChain& chain, Stamp from, const History& history) {
    for (auto day = chain.days.rbegin(); day != chain.days.rend(); ++day) {
        if (day->date >= from || day->status != "completed") continue;
        const auto winner =
            std::find_if(day->attempts.begin(), day->attempts.end(),
                         [](const StoredAttempt& one) { return one.state == "completed"; });
        return history.produced.at({chain.number, day->date, winner->number}).close;
    }
    return model_of(chain, history).opening;
}

Job retry_of(const Job& old, const History& history, Tables& tables) {
    Job job = old;
    job.origin = Origin::retry;
    job.models.clear();
    const auto chains = tables.chains();
    for (JobModel model : old.models) {
        const auto chain = std::find_if(chains.begin(), chains.end(), [&](const StoredChain& one) {
            return one.job == old.job && one.model == model.model;
        });
        const auto first =
            std::find_if(chain->days.begin(), chain->days.end(), [](const StoredDay& day) {
                return day.status != "completed" && day.status != "skipped";
            });
        if (first == chain->days.end()) continue;
        model.first_date = first->date;
        model.predecessor = chain->number;
        model.opening = close_before(*chain, first->date, history);
        job.models.push_back(std::move(model));
    }
    drop_dates_before_all(job);
    return job;
}

Job resume_of(const Job& wanted, const History& history, Tables& tables) {
    Job job = wanted;
    job.origin = Origin::resume;
    const auto chains = tables.chains();
    std::erase_if(job.models, [&](JobModel& model) {
        const StoredChain* newest = nullptr;
        Stamp last;
        for (const StoredChain& chain : chains) {
            if (chain.model != model.model) continue;
            for (const StoredDay& day : chain.days)
                if (day.status == "completed" && (newest == nullptr || day.date >= last)) {
                    newest = &chain;
                    last = day.date;
                }
        }
        if (newest == nullptr) return false;
        const auto first = std::upper_bound(job.dates.begin(), job.dates.end(), last);
        if (first == job.dates.end()) return true;
        model.first_date = *first;
        model.predecessor = newest->number;
        model.opening = close_before(*newest, model.first_date, history);
        return false;
    });
    drop_dates_before_all(job);
    return job;
}

}  // namespace tradepit::simulation
