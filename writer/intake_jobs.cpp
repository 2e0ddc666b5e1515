// Intake: jobs from their submission to their end.
#include "common/check.h"
#include "writer/intake.h"
#include "writer/job_check.h"

namespace tradepit::writer {

using namespace common;

namespace {

JobAnswer answer_again(const Job& job, const PastAnswer& past) {
    JobAnswer answer{
        .key = job.key, .status = past.status, .job = {}, .detail = {}, .repeated = false};
    if (past.request_hash != job.request_hash) {
        answer.status = 409;
        answer.detail = "the key was used with another request";
    } else if (past.status == 200) {
        answer.job = JobId{past.answer};
        answer.repeated = true;
    } else {
        answer.detail = past.answer;
    }
    return answer;
}

}  // namespace

void Intake::take(const Peer& peer, std::shared_ptr<const Job> job,
                  const std::optional<PastAnswer>& past, bool id_taken) {
    if (past) return reply(peer, answer_again(*job, *past));
    const auto before = answered_keys_.find(job->key);
    if (before != answered_keys_.end()) return reply(peer, answer_again(*job, before->second));
    if (const auto fault = fault_of(*job))
        return refuse_job(peer, *job, fault->status, fault->detail);
    for (const auto& [key, answer] : answered_keys_) id_taken |= answer.answer == job->job.value();
    if (id_taken) return refuse_job(peer, *job, 409, "there is a job of this id");

    add_job(job);
    turn_.operations.emplace_back(RecordAnswer{job->key, job->request_hash, 200, job->job.value()});
    answered_keys_[job->key] = {job->request_hash, 200, job->job.value()};
    reply(peer, JobAnswer{job->key, 200, job->job, {}, false});
}

void Intake::refuse_job(const Peer& peer, const Job& job, std::int32_t status,
                        const std::string& detail) {
    turn_.operations.emplace_back(RecordAnswer{job.key, job.request_hash, status, detail});
    answered_keys_[job.key] = {job.request_hash, status, detail};
    reply(peer, JobAnswer{job.key, status, {}, detail, false});
}

void Intake::add_job(const std::shared_ptr<const Job>& job) {
    auto record = std::make_shared<JobRecord>();
    record->number = ++known_.counters.job;
    record->job = job->job;
    record->market = job->market;
    record->price_set = job->price_set;
    record->price_hash = job->price_hash;
    record->rules = job->rules;
    record->order = job->order;
    record->priority = job->priority;
    record->dates = job->dates;
    record->skipped.resize(job->dates.size());
    auto skipped = job->skipped.begin();
    for (std::size_t i = 0; i < job->dates.size() && skipped != job->skipped.end(); ++i) {
        if (skipped->date != job->dates[i]) continue;
        record->skipped[i] = true;
        ++skipped;
    }
    record->first_chain = known_.counters.chain + 1;
    record->chains = static_cast<std::int32_t>(job->models.size());
    const auto days = days_of(*job);
    record->counts = {.total = days.total, .skipped = days.skipped};

    turn_.operations.emplace_back(RecordJob{.job = job,
                                            .number = record->number,
                                            .first_chain = record->first_chain,
                                            .first_detail = known_.counters.detail + 1});
    for (const JobModel& model : job->models) add_chain(*job, model, record);
}

void Intake::add_chain(const Job& job, const JobModel& model,
                       const std::shared_ptr<JobRecord>& record) {
    ChainRecord chain;
    chain.number = ++known_.counters.chain;
    chain.job = record;
    chain.names = std::make_shared<RowNames>(RowNames{job.job.value(), model.model.value()});
    chain.agent = model.agent;
    chain.slot = model.slot;
    chain.stretch = model.stretch;
    chain.first_date = first_date_of(job, model);
    chain.first_detail = known_.counters.detail + 1;
    chain.opening = {.value = model.opening.value, .has_predecessor = false};
    chain.close = model.opening;
    for (const DayOrders& day : model.orders) {
        const auto at = chain.day_of(day.date);
        if (!at) continue;
        chain.order_bytes.resize(static_cast<std::size_t>(chain.days()));
        chain.order_bytes[static_cast<std::size_t>(*at)] =
            static_cast<std::int32_t>(day.orders.size());
    }
    chain.ended = chain.day_after(-1);
    known_.counters.detail += chain.days();
    const auto [at, is_new] = known_.chains.emplace(chain.number, std::move(chain));
    CHECK(is_new);
    changed(at->second);
}

void Intake::settle(JobRecord& job, WallTime now) {
    if (job.counts.all_ended()) {
        job.completed = now;
        job.status = job.counts.completed == 0 ? JobStatus::failed
                     : job.counts.failed == 0  ? JobStatus::completed
                                               : JobStatus::partial;
    }
}

// ---- days

void Intake::set_running(ChainRecord& chain, std::int32_t day, OpenDay& open, WallTime now) {
    if (open.running) return;
    open.running = true;
    open.started = now;
    turn_.operations.emplace_back(SaveDay{.detail = chain.first_detail + day,
                                          .status = DayStatus::running,
                                          .started = now,
                                          .completed = {},
                                          .error = {}});
}

void Intake::set_pending(ChainRecord& chain, std::int32_t day, OpenDay& open) {
    if (!open.running) return;
    open.running = false;
    open.started.reset();
    turn_.operations.emplace_back(SaveDay{.detail = chain.first_detail + day,
                                          .status = DayStatus::pending,
                                          .started = {},
                                          .completed = {},
                                          .error = {}});
}

void Intake::end_day(ChainRecord& chain, std::int32_t day, DayStatus status,
                     const std::string& error, WallTime now, WallTime started) {
    CHECK(day == chain.ended);
    chain.ended = chain.day_after(day);
    chain.requests.clear();
    turn_.operations.emplace_back(SaveDay{.detail = chain.first_detail + day,
                                          .status = status,
                                          .started = started,
                                          .completed = now,
                                          .error = error});
    ended_.emplace_back(chain.number, day);
    JobRecord& job = *chain.job;
    ++(status == DayStatus::completed ? job.counts.completed : job.counts.failed);
    settle(job, now);
    save(chain.job);
    changed(chain);
}

void Intake::save(const std::shared_ptr<JobRecord>& job) {
    if (job->unsaved) return;
    job->unsaved = true;
    unsaved_jobs_.push_back(job);
}

}  // namespace tradepit::writer
