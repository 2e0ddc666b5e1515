#include "tests/simulation/checker.h"

#include <algorithm>

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
                wrong("order: a day is claimed before every model has ended the date before");
            if (claim->epoch != newest_epoch_)
                wrong("epoch: a claim of a broker that was replaced is recorded");
        }
        const auto* save = std::get_if<writer::SaveDay>(&operation);
        if (save == nullptr || save->status == writer::DayStatus::pending ||
            save->status == writer::DayStatus::running)
            continue;
        Final final{.day = tables_.day(save->detail), .rows = {}};
        final.rows = tables_.rows(final.day.job, final.day.model, final.day.date);
        if (!has_ended(final.day.status)) wrong("G2: a day that ended is " + final.day.status);
        if (!finals_.try_emplace(save->detail, std::move(final)).second)
            wrong("G2: a day ended twice");
    }
}

void Checker::finish() {
    for (const std::string& damage : tables_.damage()) wrong("integrity: " + damage);
    const auto jobs = tables_.jobs();
    const auto chains = tables_.chains();
    check_finals();
    check_acknowledged(chains);
    check_answers(jobs);
    check_runs();
    check_jobs(jobs, chains);
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
            wrong("G1: an acknowledged batch is not there");
    }
}

void Checker::check_answers(const std::vector<StoredJob>& jobs) {
    for (const Asked& asked : history_.asked) {
        if (asked.answers.size() > 1) wrong("G4: one request, two answers");
        const auto stored = tables_.answer(asked.key);
        for (const std::string& answer : asked.answers)
            if (!stored || answer != *stored) wrong("G1: an answer is not there: " + answer);
        const bool cancelled = std::any_of(jobs.begin(), jobs.end(), [&](const StoredJob& job) {
            return job.job == asked.cancels && job.status == "cancelled";
        });
        if (!asked.cancels.value().empty() && !asked.answers.empty() &&
            asked.answers.begin()->starts_with("200") && !cancelled)
            wrong("G1: a cancel was undone");
    }
    if (static_cast<std::int64_t>(jobs.size()) != tables_.keys_of_jobs())
        wrong("G4: a request made another number of jobs than one");
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
        if (counts != job.counts) wrong("job: its counts are not those of its days");
        if (job.status != status_of(job.counts)) wrong("job: its status does not follow");
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
                wrong("G3: rows of a day that did not complete");
            if ((day.status == "skipped") != market_.skipped(day.date))
                wrong("G2: a day is skipped that has prices, or none is that has not");
        }
    }
}

void Checker::check_attempts(const StoredChain& chain, const StoredDay& day) {
    const auto run = [&](const StoredAttempt& attempt) {
        return attempt.state != "released" &&
               history_.runs.contains({chain.number, day.date, attempt.number});
    };
    const auto runs = std::count_if(day.attempts.begin(), day.attempts.end(), run);
    if (spent(day) > plan_.max_attempts) wrong("budget: more attempts started than there may be");
    if (runs > plan_.max_attempts + 1) wrong("budget: more runs than attempts, and one");
    if (plan_.calm && runs > 1) wrong("calm: a restart of broker or writer cost an attempt");
    if (day.status == "failed" && !market_.hopeless(chain.model, day.date) &&
        spent(day) < plan_.max_attempts)
        wrong("budget: a day failed with attempts left");
    if (!has_ended(day.status)) return;
    for (const StoredAttempt& attempt : day.attempts)
        if (attempt.state == "open") wrong("G2: an attempt of an ended day is open");
}

void Checker::check_completed(const StoredChain& chain, const StoredDay& day, Close& close,
                              const JobModel& model) {
    const std::string name = name_of(chain, day);
    const auto winner = std::find_if(day.attempts.begin(), day.attempts.end(),
                                     [](const auto& one) { return one.state == "completed"; });
    if (winner == day.attempts.end())
        return wrong("G3: " + name + " has no attempt that completed");
    const auto made = history_.produced.find({chain.number, day.date, winner->number});
    if (made == history_.produced.end()) return wrong("G3: " + name + " was made by nobody");
    const Produced& produced = made->second;
    if (produced.ending != Ending::completed)
        wrong("G3: " + name + " completed for its worker not");
    if (tables_.rows(chain.job, chain.model, day.date) != rows_of(produced.events))
        wrong("G3: the rows of " + name + " are not those that its winner made");
    if (!day.close || *day.close != text_of(produced.close))
        wrong("G3: the close of " + name + " is not its winner's");
    if (produced.opening != close) wrong("G6: the opening of " + name + " is not the close before");
    if (market_.hopeless(chain.model, day.date)) wrong("G6: " + name + " cannot complete, and did");
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
