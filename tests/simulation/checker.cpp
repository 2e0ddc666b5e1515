#include "tests/simulation/checker.h"

#include <algorithm>
#include <set>

#include "tests/simulation/continued_jobs.h"

namespace tradepit::simulation {

using namespace common;

namespace {

bool has_ended(const std::string& status) { return status != "pending" && status != "running"; }

std::string name_of(const StoredChain& chain, const StoredDay& day) {
    return chain.job.value() + ", " + chain.model.value() + ", " + day.date.text();
}

/// The number of attempts that count against the budget.
int spent(const StoredDay& day) {
    return static_cast<int>(
        std::count_if(day.attempts.begin(), day.attempts.end(), [](const StoredAttempt& attempt) {
            return attempt.started && attempt.state != "released";
        }));
}

const std::string& orders_of(const JobModel& model, Stamp date) {
    static const std::string none;
    for (const DayOrders& day : model.orders)
        if (day.date == date) return day.orders;
    return none;
}

std::string status_of(const std::map<std::string, std::int64_t>& counts) {
    const auto completed = counts.at("completed");
    if (counts.at("cancelled") > 0) return "cancelled";
    if (completed == 0) return "failed";
    return counts.at("failed") == 0 ? "completed" : "partial";
}

/// The events that decide the books: all but the reasoning steps, whose text names the run.
std::vector<Event> books_of(std::vector<Event> events) {
    std::erase_if(events,
                  [](const Event& event) { return std::holds_alternative<Reasoning>(event); });
    return events;
}

}  // namespace

Checker::Checker(const Plan& plan, const Market& market, History& history,
                 SQLite::Database& database)
    : plan_{plan}, market_{market}, history_{history}, tables_{database} {}

void Checker::committed(const std::vector<writer::Operation>& operations) {
    for (const writer::Operation& operation : operations) {
        if (const auto* epoch = std::get_if<writer::RecordEpoch>(&operation))
            newest_epoch_ = epoch->epoch;
        if (const auto* claim = std::get_if<writer::RecordClaim>(&operation)) {
            if (tables_.behind_barrier(claim->chain, claim->days.front().first))
                wrong("order: a day was claimed before every model had ended the date before it");
            if (claim->epoch != newest_epoch_)
                wrong("epoch: a claim of a broker that was replaced was recorded");
        }
        if (const auto* made = std::get_if<writer::RecordJob>(&operation);
            made != nullptr && made->job->origin == Origin::resume &&
            tables_.runs_elsewhere(made->job->job))
            wrong("resume: a job goes on with a model that an open job runs");
        const auto* save = std::get_if<writer::SaveDay>(&operation);
        if (save == nullptr || save->status == writer::DayStatus::pending ||
            save->status == writer::DayStatus::running)
            continue;
        Final final{.day = tables_.day(save->detail), .rows = {}};
        final.rows = tables_.rows(final.day.job, final.day.model, final.day.date);
        if (!has_ended(final.day.status))
            wrong("G2: a day that ended has the status " + final.day.status);
        if (!finals_.try_emplace(save->detail, std::move(final)).second)
            wrong("G2: a day ended twice");
    }
}

void Checker::finish() {
    for (const std::string& error : tables_.integrity_errors()) wrong("integrity: " + error);
    const auto jobs = tables_.jobs();
    const auto chains = tables_.chains();
    check_finals();
    check_acknowledged(chains);
    check_answers(jobs);
    check_runs();
    check_jobs(jobs, chains);
    check_continued(chains);
    for (const StoredChain& chain : chains) check_chain(chain);
}

void Checker::check_finals() {
    for (const auto& [detail, was] : finals_) {
        const auto is = tables_.day(detail);
        if (is.status != was.day.status) wrong("G3: the status of an ended day changed");
        if (tables_.rows(is.job, is.model, is.date) != was.rows)
            wrong("G3: the rows of an ended day changed");
    }
}

void Checker::check_acknowledged(const std::vector<StoredChain>& chains) {
    std::map<AttemptKey, std::int64_t> stored;
    for (const StoredChain& chain : chains)
        for (const StoredDay& day : chain.days)
            for (const StoredAttempt& attempt : day.attempts)
                stored[{chain.number, day.date, attempt.number}] = attempt.last_batch;
    for (const auto& [key, upto] : history_.acknowledged) {
        const auto at = stored.find(key);
        if (upto > (at == stored.end() ? 0 : at->second))
            wrong("G1: an acknowledged batch is not stored");
    }
}

void Checker::check_answers(const std::vector<StoredJob>& jobs) {
    for (const Asked& asked : history_.asked) {
        if (asked.answers.size() > 1) wrong("G4: one request, two answers");
        const auto stored = tables_.answer(asked.key);
        const std::string misused = "409 " + key_misused_detail(asked.key);
        for (const std::string& answer : asked.answers) {
            if (answer == misused) ++history_.fault_counts["key misused"];
            if (!stored)
                wrong("G1: an answer is not recorded: " + answer);
            else if (stored->hash != asked.hash && answer != misused)
                wrong("one key: a request got an answer under the key of another: " + answer);
            else if (stored->hash == asked.hash && answer != stored->text)
                wrong("G1: another answer is recorded than this: " + answer);
        }
        check_refused(asked);
        const bool cancelled = std::any_of(jobs.begin(), jobs.end(), [&](const StoredJob& job) {
            return job.job == asked.cancels && job.status == "cancelled";
        });
        if (!asked.cancels.value().empty() && !asked.answers.empty() &&
            asked.answers.begin()->starts_with("200") && !cancelled)
            wrong("G1: a cancel was undone");
    }
    if (static_cast<std::int64_t>(jobs.size()) != tables_.keys_of_jobs())
        wrong("G4: the number of jobs is not that of the jobs in the answers");
}

/// A client that was refused need not fear that its job runs.
void Checker::check_refused(const Asked& asked) {
    const auto is_refusal = [](const std::string& answer) { return !answer.starts_with("200"); };
    if (std::none_of(asked.answers.begin(), asked.answers.end(), is_refusal)) return;
    const auto stored = tables_.jobs();
    for (const StoredJob& one : stored) {
        const Job& job = *history_.jobs.at(one.job);
        if (job.key == asked.key && job.request_hash == asked.hash)
            wrong("G1: a job was refused, and runs");
    }
}

/// A model that goes on starts with the close that its predecessor came to, and no job is retried
/// twice.
void Checker::check_continued(const std::vector<StoredChain>& chains) {
    std::map<JobId, std::set<JobId>> retries;  // by the job that is retried
    for (const StoredChain& chain : chains) {
        if (chain.predecessor == 0) continue;
        const Job& job = *history_.jobs.at(chain.job);
        const auto before = std::find_if(chains.begin(), chains.end(), [&](const StoredChain& one) {
            return one.number == chain.predecessor;
        });
        const auto model = std::find_if(job.models.begin(), job.models.end(),
                                        [&](const auto& one) { return one.model == chain.model; });
        if (before == chains.end() || before->model != chain.model)
            wrong("predecessor: a chain goes on from no chain of its model");
        else if (close_before(*before, model->first_date, history_) != model->opening)
            wrong("predecessor: a chain does not start with the close that it goes on from");
        else if (job.origin == Origin::retry)
            retries[before->job].insert(chain.job);
        ++history_.fault_counts[job.origin == Origin::retry ? "chain retried" : "chain resumed"];
    }
    for (const auto& [retried, jobs] : retries)
        if (jobs.size() > 1) wrong("retry: a job was retried twice");
}

void Checker::check_runs() {
    for (const auto& [key, runs] : history_.runs)
        if (runs > 1) wrong("fencing: an attempt ran twice");
}

void Checker::check_jobs(const std::vector<StoredJob>& jobs,
                         const std::vector<StoredChain>& chains) {
    for (const StoredJob& job : jobs) {
        std::map<std::string, std::int64_t> counts;
        for (const auto& [status, count] : job.counts) counts[status] = 0;
        for (const StoredChain& chain : chains) {
            if (chain.job != job.job) continue;
            counts["total"] += static_cast<std::int64_t>(chain.days.size());
            for (const StoredDay& day : chain.days) ++counts[day.status];
        }
        if (counts != job.counts) wrong("job: its counts differ from those of its days");
        if (job.status != status_of(job.counts))
            wrong("job: its status does not follow from its counts");
    }
}

void Checker::check_chain(const StoredChain& chain) {
    const Job& job = *history_.jobs.at(chain.job);
    const auto model = std::find_if(job.models.begin(), job.models.end(),
                                    [&](const JobModel& one) { return one.model == chain.model; });
    Close close = model->opening;
    if (chain.opening != text_of(close)) wrong("G6: a chain does not start from its opening");
    for (const StoredDay& day : chain.days) {
        check_attempts(chain, day);
        if (!has_ended(day.status)) {
            wrong("G2: " + name_of(chain, day) + " is " + day.status);
        } else if (day.status == "completed") {
            check_completed(chain, day, close, *model);
        } else {
            if (!tables_.rows(chain.job, chain.model, day.date).empty() || day.close)
                wrong("G3: a day that did not complete has rows");
            if ((day.status == "skipped") != market_.skipped(day.date))
                wrong("G2: a day is skipped and has prices, or is not skipped and has none");
        }
    }
}

void Checker::check_attempts(const StoredChain& chain, const StoredDay& day) {
    const auto run = [&](const StoredAttempt& attempt) {
        return attempt.state != "released" &&
               history_.runs.contains({chain.number, day.date, attempt.number});
    };
    const auto runs = std::count_if(day.attempts.begin(), day.attempts.end(), run);
    if (spent(day) > plan_.max_attempts) wrong("budget: more attempts started than max_attempts");
    if (runs > plan_.max_attempts + 1)
        wrong("budget: the agent ran more than max_attempts + 1 times");
    if (plan_.calm && runs > 1) wrong("calm: an attempt was lost, and no worker died or paused");
    for (const StoredAttempt& attempt : day.attempts)
        if (plan_.calm && attempt.error.starts_with("the lease expired"))
            wrong("calm: a lease expired, and no worker died or paused");
    if (day.status == "failed" && !market_.always_fails(chain.model, day.date) &&
        spent(day) < plan_.max_attempts)
        wrong("budget: a day failed before its attempts were used up");
    if (!has_ended(day.status)) return;
    for (const StoredAttempt& attempt : day.attempts)
        if (attempt.state == "open") wrong("G2: a day has ended, and an attempt at it is open");
}

void Checker::check_completed(const StoredChain& chain, const StoredDay& day, Close& close,
                              const JobModel& model) {
    const std::string name = name_of(chain, day);
    const auto winner = std::find_if(day.attempts.begin(), day.attempts.end(),
                                     [](const auto& one) { return one.state == "completed"; });
    if (winner == day.attempts.end())
        return wrong("G3: " + name + " has no attempt that completed");
    const auto made = history_.produced.find({chain.number, day.date, winner->number});
    if (made == history_.produced.end()) return wrong("G3: no worker produced " + name);
    const Produced& produced = made->second;
    if (produced.ending != Ending::completed)
        wrong("G3: " + name + " completed, and its worker did not say so");
    if (tables_.rows(chain.job, chain.model, day.date) != rows_of(produced.events))
        wrong("G3: the rows of " + name + " are not those that its completed attempt produced");
    if (!day.close || *day.close != text_of(produced.close))
        wrong("G3: the close of " + name + " is not that of its completed attempt");
    if (produced.opening != close) wrong("G6: the opening of " + name + " is not the close before");
    if (market_.always_fails(chain.model, day.date))
        wrong("G6: " + name + " completed, and its agent always fails");
    if (plan_.exact) {
        const AgentDay undisturbed = market_.run({.model = chain.model,
                                                  .date = day.date,
                                                  .opening = close,
                                                  .orders = orders_of(model, day.date),
                                                  .tag = {}});
        if (rows_of(books_of(undisturbed.events)) != rows_of(books_of(produced.events)) ||
            undisturbed.close != produced.close)
            wrong("G6: the books of " + name + " differ from an undisturbed run's");
    }
    close = produced.close;
}

}  // namespace tradepit::simulation
