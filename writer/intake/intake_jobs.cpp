// Intake: jobs from their submission to their end.
#include <iterator>
#include <map>
#include <set>
#include <string_view>

#include "common/check.h"
#include "writer/intake/intake.h"
#include "writer/intake/job_check.h"

namespace tradepit::writer {

using namespace common;

namespace {

std::string model_prefix(const JobModel& model) { return "model " + model.model.value() + ": "; }

/// A resumed model continues from its last completed close and starts after that date. A model
/// without such a close starts anew. Query resolved the job by the same rule, so a difference means
/// that another job has ended since.
std::optional<JobFault> fault_of_resume(const JobModel& model, const Predecessors& predecessors) {
    const auto last = predecessors.last_closes.find(model.model);
    if (last == predecessors.last_closes.end()) {
        if (model.predecessor == 0) return std::nullopt;
        return JobFault{400,
                        model_prefix(model) + "goes on from a close, and has completed nothing"};
    }
    if (model.predecessor == last->second.chain && last->second.date < model.first_date)
        return std::nullopt;
    return JobFault{409, model_prefix(model) +
                             "its last completed close is another one by now, of " +
                             last->second.date.text() + "; ask again"};
}

}  // namespace

void Intake::take(const Peer& peer, std::shared_ptr<const Job> job,
                  const std::optional<StoredAnswer>& before, bool id_taken,
                  const Predecessors& predecessors) {
    const CommandKey command{job->key, job->request_hash};
    if (answer_again(peer, command, before)) return;
    if (const auto fault = fault_of(*job))
        return refuse(peer, command, fault->status, fault->detail);
    // A job of the same commit may have the id as well.
    for (const auto& [key, answer] : answered_keys_)
        id_taken |= answer.outcome == CommandOutcome{JobAccepted{job->job}};
    if (id_taken) return refuse(peer, command, 409, "job " + job->job.value() + " exists already");

    if (const auto fault = fault_of_predecessors(*job, predecessors))
        return refuse(peer, command, fault->status, fault->detail);

    add_job(job, predecessors);
    answer(peer, command, JobAccepted{job->job});
}

std::optional<JobFault> Intake::fault_of_predecessors(const Job& job,
                                                      const Predecessors& predecessors) const {
    if (job.origin == Origin::resume) {
        if (auto fault = fault_of_open_jobs(job)) return fault;
        for (const JobModel& model : job.models)
            if (auto fault = fault_of_resume(model, predecessors)) return fault;
    }
    for (const JobModel& model : job.models) {
        if (model.predecessor == 0) continue;
        if (const auto open = known_.chains.find(model.predecessor); open != known_.chains.end())
            return JobFault{409, "Job " + open->second.names->job + " has not ended"};
        const auto at = predecessors.chains.find(model.predecessor);
        if (at == predecessors.chains.end() || at->second.model != model.model ||
            at->second.market != job.market)
            return JobFault{
                400, model_prefix(model) + "goes on from what is no chain of it in this market"};
    }
    if (job.origin == Origin::retry)
        if (auto fault = fault_of_successors(predecessors)) return fault;
    for (const JobModel& model : job.models)
        if (model.predecessor != 0 &&
            model.opening != predecessors.chains.at(model.predecessor).close)
            return JobFault{
                400, model_prefix(model) + "its opening is not the close that it goes on from"};
    return std::nullopt;
}

/// Refuses the retry of a job that another job continues already. Each of `predecessors` belongs to
/// a job that has ended.
std::optional<JobFault> Intake::fault_of_successors(const Predecessors& predecessors) const {
    const auto continued_by = [](const JobId& successor, const JobId& job) {
        return JobFault{
            409, "Job " + successor.value() + " goes on from job " + job.value() + " already"};
    };
    // One predecessor for each of their jobs, by the job's first chain. The chains of a job that
    // was submitted have consecutive numbers; imported jobs cannot be retried.
    std::map<std::int64_t, const Predecessor*> jobs;
    for (const auto& [chain, predecessor] : predecessors.chains) {
        if (!predecessor.successor.empty())
            return continued_by(predecessor.successor, predecessor.job);
        jobs.emplace(predecessor.job_chains.first, &predecessor);
    }
    if (jobs.empty()) return std::nullopt;
    for (const auto& [number, chain] : known_.chains) {
        const auto later = jobs.upper_bound(chain.predecessor);
        if (later == jobs.begin()) continue;
        const Predecessor& candidate = *std::prev(later)->second;
        if (chain.predecessor <= candidate.job_chains.second)
            return continued_by(chain.job->job, candidate.job);
    }
    return std::nullopt;
}

/// Refuses a job while an open job in the same market has one of its models, even if that model's
/// chain has finished there.
std::optional<JobFault> Intake::fault_of_open_jobs(const Job& job) const {
    std::set<std::string_view> models;
    for (const JobModel& model : job.models) models.insert(model.model.value());
    for (const auto& [number, chain] : known_.chains)
        if (chain.job->market == job.market && models.contains(chain.names->model))
            return JobFault{409, "model " + chain.names->model + ": the open job " +
                                     chain.names->job + " runs it; a resume waits for its end"};
    return std::nullopt;
}

void Intake::add_job(const std::shared_ptr<const Job>& job, const Predecessors& predecessors) {
    auto open_job = std::make_shared<OpenJob>();
    open_job->number = ++known_.counters.job;
    open_job->job = job->job;
    open_job->market = job->market;
    open_job->price_set = job->price_set;
    open_job->price_hash = job->price_hash;
    open_job->rules = job->rules;
    open_job->settings = job->settings;
    open_job->dates = job->dates;
    open_job->skipped.resize(job->dates.size());
    auto skipped = job->skipped.begin();
    for (std::size_t i = 0; i < job->dates.size() && skipped != job->skipped.end(); ++i) {
        if (skipped->date != job->dates[i]) continue;
        open_job->skipped[i] = true;
        ++skipped;
    }
    open_job->first_chain = known_.counters.chain + 1;
    open_job->chains = static_cast<std::int32_t>(job->models.size());
    const auto days = days_of(*job);
    open_job->counts = {.total = days.total, .skipped = days.skipped};

    commit_.operations.emplace_back(RecordJob{.job = job,
                                              .number = open_job->number,
                                              .first_chain = open_job->first_chain,
                                              .first_detail = known_.counters.detail + 1});
    for (const JobModel& model : job->models) add_chain(*job, model, open_job, predecessors);
}

void Intake::add_chain(const Job& job, const JobModel& model,
                       const std::shared_ptr<OpenJob>& open_job, const Predecessors& predecessors) {
    OpenChain chain;
    chain.number = ++known_.counters.chain;
    chain.job = open_job;
    chain.names = std::make_shared<RowNames>(RowNames{job.job.value(), model.model.value()});
    chain.agent = model.agent;
    chain.needs = model.needs;
    chain.lease_days_max = model.lease_days_max;
    chain.first_date = first_date_of(job, model);
    chain.first_detail = known_.counters.detail + 1;
    chain.series = {job.dates[chain.first_date], model.opening.value};
    chain.close = model.opening;
    if (model.predecessor != 0) {
        const Predecessor& predecessor = predecessors.chains.at(model.predecessor);
        chain.predecessor = model.predecessor;
        chain.series = predecessor.opening;
        chain.stats = predecessor.stats;
    }
    for (const DayOrders& day : model.orders) {
        const auto at = chain.day_of(day.date);
        if (!at) continue;
        chain.order_bytes.resize(static_cast<std::size_t>(chain.days()));
        chain.order_bytes[static_cast<std::size_t>(*at)] =
            static_cast<std::int32_t>(day.orders.size());
    }
    chain.ended = chain.day_after(-1);  // skipped days at the beginning have ended
    known_.counters.detail += chain.days();
    const auto [at, is_new] = known_.chains.emplace(chain.number, std::move(chain));
    CHECK(is_new);
    mark_changed(at->second);
}

void Intake::end_job_if_done(OpenJob& job, UtcTime now) {
    if (job.counts.all_ended()) {
        job.completed = now;
        job.status = job.counts.completed == 0 ? JobStatus::failed
                     : job.counts.failed == 0  ? JobStatus::completed
                                               : JobStatus::partial;
    }
}

/// Has the job's row written with this commit.
void Intake::mark_unsaved(const std::shared_ptr<OpenJob>& job) {
    if (job->unsaved) return;
    job->unsaved = true;
    unsaved_jobs_.push_back(job);
}

}  // namespace tradepit::writer
