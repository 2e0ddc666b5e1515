#include "broker/job_queue.h"

#include <algorithm>
#include <utility>

#include "broker/retry_policy.h"
#include "common/check.h"

namespace tradepit::broker {

using common::AttemptState;
using common::Instant;

namespace {

/// A worker that holds no chain is forgotten when it has been silent for this many lease lengths.
constexpr int FORGOTTEN_AFTER_LEASES = 60;

}  // namespace

JobQueue::JobQueue(Settings settings)
    : settings_(settings),
      admission_(settings.jobs_max),
      workers_({.silence = settings.lease / 2, .memory = settings.lease * FORGOTTEN_AFTER_LEASES}) {
}

void JobQueue::begin(std::int64_t epoch, std::uint64_t nonce) {
    CHECK(epoch_ == 0);
    epoch_ = epoch;
    nonce_ = nonce;
}

/// The broker has read the writer's list of all chains of unfinished jobs. A job of which some
/// chains are missing ended while the list was read, so its missing chains have ended too.
void JobQueue::go_live(Instant now) {
    if (std::exchange(has_all_jobs_, true)) return;
    std::vector<std::int64_t> incomplete_jobs;
    for (const auto& [number, job] : jobs_)
        if (!job.all_chains_known()) incomplete_jobs.push_back(number);
    for (const auto number : incomplete_jobs) no_more_chains(number, now);
}

/// No further chains of the job will be learned. The known ones count as all from now on.
void JobQueue::no_more_chains(std::int64_t number, Instant now) {
    jobs_.at(number).no_more_chains();
    update_chains_at_earliest_date(number, now);
    forget_if_over(number);
}

// ---- phases of chains

void JobQueue::move_to(BrokerChain& chain, ChainPhase phase, Instant now) {
    CHECK(may_move(chain.phase, phase));
    if (chain.phase.index() != phase.index()) chain.since = now;
    leave_phase(chain);
    chain.phase = std::move(phase);
    enter_phase(chain);
}

/// Takes a chain out of the indexes and counts of its phase.
void JobQueue::leave_phase(BrokerChain& chain) {
    const auto job = chain.facts().job_number;
    deadlines_.clear(chain.number());
    if (const auto* ready = std::get_if<Ready>(&chain.phase)) {
        fair_share_.remove(job, chain.facts().needs, ready->turn);
    } else if (const auto* claiming = std::get_if<Claiming>(&chain.phase)) {
        workers_.detach(claiming->claim.worker, chain.number());
        workers_.vacate(claiming->claim.worker, chain.facts().needs);
        fair_share_.slot_given_back(job);
    } else if (auto* lease = std::get_if<Leased>(&chain.phase)) {
        set_needs_no_slot(chain, true);
        workers_.detach(lease->worker, chain.number());
        --leased_;
    }
}

/// Enters a chain into the indexes and counts of its phase. The caller sets the deadline.
void JobQueue::enter_phase(BrokerChain& chain) {
    const auto& facts = chain.facts();
    if (auto* ready = std::get_if<Ready>(&chain.phase)) {
        ready->turn =
            fair_share_.add(facts.job_number, facts.priority, facts.needs, chain.number());
    } else if (const auto* claiming = std::get_if<Claiming>(&chain.phase)) {
        workers_.attach(claiming->claim.worker, chain.number());
        workers_.occupy(claiming->claim.worker, facts.needs);
        fair_share_.slot_taken(facts.job_number);
    } else if (auto* lease = std::get_if<Leased>(&chain.phase)) {
        workers_.attach(lease->worker, chain.number());
        lease->needs_no_slot = true;      // no slot is taken for it yet,
        set_needs_no_slot(chain, false);  // and this takes one
        ++leased_;
    }
}

/// Gives the slots of a leased chain back when the worker needs them no more, or takes them again.
void JobQueue::set_needs_no_slot(BrokerChain& chain, bool needs_no_slot) {
    auto& lease = std::get<Leased>(chain.phase);
    if (lease.needs_no_slot == needs_no_slot) return;
    lease.needs_no_slot = needs_no_slot;
    if (needs_no_slot) {
        workers_.vacate(lease.worker, chain.facts().needs);
        fair_share_.slot_given_back(chain.facts().job_number);
    } else {
        workers_.occupy(lease.worker, chain.facts().needs);
        fair_share_.slot_taken(chain.facts().job_number);
    }
}

/// Moves a chain to Leased, for the full length of a lease from now on.
void JobQueue::grant(BrokerChain& chain, Leased lease, Instant now) {
    move_to(chain, std::move(lease), now);
    deadlines_.set(chain.number(), now + settings_.lease);
}

/// Moves a chain to the phase that follows from its data: Over when no day is open; else Waiting
/// until the next claim may be made; else Barred while its job or its next day may not start yet;
/// else Ready. This ends a claim or lease of the chain, so it must not be called while one goes on.
void JobQueue::update_phase(BrokerChain& chain, Instant now) {
    if (std::holds_alternative<Over>(chain.phase)) return;
    if (chain.over()) {
        move_to(chain, Over{}, now);
    } else if (chain.not_before > now) {
        move_to(chain, Waiting{}, now);
        deadlines_.set(chain.number(), chain.not_before);
    } else if (!may_start(chain)) {
        move_to(chain, Barred{}, now);
    } else if (!std::holds_alternative<Ready>(chain.phase)) {
        move_to(chain, Ready{}, now);
    }
}

/// Precondition: `chain` has an open day.
bool JobQueue::may_start(const BrokerChain& chain) const {
    const auto job = chain.facts().job_number;
    return admission_.runs(job) && jobs_.at(job).may_start(chain.date(chain.next_day()));
}

// ---- messages of the writer

void JobQueue::learn(common::Chain facts, Instant now) {
    const auto number = facts.state.chain;
    if (chains_.contains(number)) {
        merge(facts.state, now);
        return;
    }
    const auto attempts = facts.state.attempts;
    auto& chain = chains_.try_emplace(number, std::move(facts)).first->second;
    chain.since = now;
    const auto job_number = chain.facts().job_number;
    const auto [entry, is_new] =
        jobs_.try_emplace(job_number, chain.facts().order, chain.facts().job_chains);
    auto& job = entry->second;
    if (is_new) admission_.add(job_number, chain.facts().priority);
    if (chain.begun()) admission_.mark_begun(job_number);
    if (chain.over()) {
        job.add_ended(number);
    } else {
        job.add(number, chain.date(chain.next_day()));
        const auto& newest = chain.newest(chain.next_day());
        // The broker does not know when the attempt failed, so the whole delay begins now.
        if (newest.state == AttemptState::failed || newest.state == AttemptState::refused)
            chain.not_before =
                now + retry_delay({number, chain.date(chain.next_day()), newest.attempt},
                                  newest.attempts_spent);
        lease_open_attempts(chain, attempts, now);
    }
    if (job.all_chains_known()) update_chains_at_earliest_date(job_number, now);
    if (!std::holds_alternative<Leased>(chain.phase)) update_phase(chain, now);
    // The writer lists chains of unfinished jobs only, so it will list no more of a cancelled job.
    if (chain.cancelled()) return no_more_chains(job_number, now);
    forget_if_over(job_number);
}

/// Makes a lease of the attempts that are open when their chain is learned: they may be running on
/// a worker that has not been heard yet. Makes none when that worker has restarted since, or when
/// the next day has no open attempt.
void JobQueue::lease_open_attempts(BrokerChain& chain,
                                   const std::vector<common::DayAttempt>& attempts, Instant now) {
    Leased lease;
    lease.inherited = true;
    for (const auto& attempt : attempts) {
        const auto day = chain.day_of(attempt.date);
        if (!day || *day < chain.next_day() || attempt.state != AttemptState::open) continue;
        if (lease.days.empty()) {
            if (*day != chain.next_day()) return;
            lease.worker = attempt.worker;
            lease.nonce = attempt.nonce;
        }
        if (attempt.worker == lease.worker && attempt.nonce == lease.nonce)
            lease.days.push_back({.day = *day, .attempt = attempt.attempt});
    }
    if (lease.days.empty()) return;
    if (workers_.has_other_boot(lease.worker, lease.nonce)) {
        chain.lease_end_reason = "worker " + lease.worker.value() + " restarted";
        return;
    }
    grant(chain, std::move(lease), now);
}

bool JobQueue::merge(const common::ChainState& state, Instant now) {
    const auto found = chains_.find(state.chain);
    if (found == chains_.end()) return false;
    const auto job = found->second.facts().job_number;
    merge_state(found->second, state, now);
    if (state.cancelled)
        no_more_chains(job, now);
    else
        forget_if_over(job);
    return true;
}

/// Merges what the writer says of a chain, and updates its phase unless a claim or a lease of it
/// goes on.
void JobQueue::merge_state(BrokerChain& chain, const common::ChainState& state, Instant now) {
    if (state.cancelled && !chain.cancelled()) stop_lease(chain);
    const auto before = chain.next_day();
    const auto merged = chain.merge(state);
    if (merged.failed) {
        const auto spent = chain.newest(chain.next_day()).attempts_spent;
        chain.not_before = now + retry_delay(*merged.failed, spent);
    } else if (merged.next_day_moved) {
        chain.not_before = {};
    }
    if (merged.next_day_moved) {
        chain.lease_end_reason.clear();
        chain.since = now;
        next_day_moved(chain, before, now);
    }
    if (std::holds_alternative<Claiming>(chain.phase)) return;
    const auto* lease = std::get_if<Leased>(&chain.phase);
    if (lease == nullptr || lease->days.empty()) update_phase(chain, now);
}

/// Tells the worker of a leased chain that its job was cancelled. The queue counts the slots of a
/// cancelled job as free at once. The worker must hear of it before it gets its next lease, which
/// it would otherwise refuse because the slot is still in use.
void JobQueue::stop_lease(const BrokerChain& chain) {
    const auto* lease = std::get_if<Leased>(&chain.phase);
    if (lease == nullptr || lease->needs_no_slot) return;
    // A worker that is told to drop any day of a lease stops the day of it that runs. The Drop
    // names the last day, because the earlier ones may have ended before the cancel.
    const auto& last = lease->days.back();
    decisions_.push_back(Stop{.worker = lease->worker,
                              .drop = {.epoch = epoch_,
                                       .key = {chain.number(), chain.date(last.day), last.attempt},
                                       .reason = "the job was cancelled"}});
}

/// Notes in the chain's job that the next day of the chain was `from` and has changed.
void JobQueue::next_day_moved(BrokerChain& chain, std::size_t from, Instant now) {
    const auto number = chain.facts().job_number;
    auto& job = jobs_.at(number);
    const bool earliest_date_moved =
        chain.over()
            ? job.chain_ended(chain.number(), chain.date(from))
            : job.next_day_moved(chain.number(), chain.date(from), chain.date(chain.next_day()));
    if (earliest_date_moved) update_chains_at_earliest_date(number, now);
}

/// With order "date": lets the chains start whose next day has become the job's earliest open date.
void JobQueue::update_chains_at_earliest_date(std::int64_t job, Instant now) {
    for (const auto chain : jobs_.at(job).chains_at_earliest_date())
        update_phase_if_barred(chain, now);
}

void JobQueue::update_phase_if_barred(std::int64_t number, Instant now) {
    auto& chain = chains_.at(number);
    if (std::holds_alternative<Barred>(chain.phase)) update_phase(chain, now);
}

/// Forgets a job if all of its days have ended, because the writer changes nothing of it any more.
/// A job stays while the claim of one of its chains is not answered yet.
void JobQueue::forget_if_over(std::int64_t number) {
    const auto job = jobs_.find(number);
    if (!job->second.over()) return;
    const auto& chains = job->second.chains();
    const auto unanswered = std::any_of(chains.begin(), chains.end(), [&](std::int64_t chain) {
        return !std::holds_alternative<Over>(chains_.at(chain).phase);
    });
    if (unanswered) return;
    for (const auto chain : chains) chains_.erase(chain);
    fair_share_.forget(number);
    admission_.remove(number);
    jobs_.erase(job);
}

void JobQueue::claimed(const common::Claimed& answer, Instant now) {
    const auto found = chains_.find(answer.chain);
    if (found == chains_.end()) return;
    auto& chain = found->second;
    const auto* claiming = std::get_if<Claiming>(&chain.phase);
    if (claiming == nullptr || claiming->claim.request != answer.request) return;
    const auto job = chain.facts().job_number;
    const auto worker = claiming->claim.worker;
    const auto nonce = claiming->claim.nonce;
    auto days = chain.granted(answer.days);
    if (days && workers_.takes_leases(worker, nonce)) {
        grant(chain, {.worker = worker, .nonce = nonce, .days = std::move(*days)}, now);
        const auto& facts = chain.facts();
        decisions_.push_back(Assignment{.worker = worker,
                                        .assign = {.epoch = epoch_,
                                                   .nonce = nonce,
                                                   .chain = answer.chain,
                                                   .needs = facts.needs,
                                                   .terms = facts.terms,
                                                   .opening = answer.opening,
                                                   .days = answer.days}});
    } else {
        update_phase(chain, now);
        forget_if_over(job);
    }
}

void JobQueue::claim_refused(const common::ClaimRefused& answer, Instant now) {
    const auto found = chains_.find(answer.state.chain);
    if (found == chains_.end()) return;
    auto& chain = found->second;
    const auto job = chain.facts().job_number;
    merge_state(chain, answer.state, now);
    const auto* claiming = std::get_if<Claiming>(&chain.phase);
    if (claiming != nullptr && claiming->claim.request == answer.request) {
        const auto& dates = claiming->claim.dates;
        if (!chain.over() && !dates.empty() && dates.front() == chain.date(chain.next_day()))
            chain.not_before = std::max(chain.not_before, now + CLAIM_AGAIN_AFTER);
        update_phase(chain, now);
    }
    forget_if_over(job);
}

// ---- messages of workers, and assignments that could not be sent

void JobQueue::slot_freed(const common::SlotFreed& freed) {
    const auto found = chains_.find(freed.last.chain);
    if (found == chains_.end()) return;
    auto& chain = found->second;
    auto* lease = std::get_if<Leased>(&chain.phase);
    const auto day = chain.day_of(freed.last.date);
    if (lease == nullptr || !day || lease->worker != freed.worker || lease->nonce != freed.nonce)
        return;
    if (!lease->covers(*day, freed.last.attempt)) return;
    // The worker does not run the days after freed.last under this lease.
    std::erase_if(lease->days, [&](const LeasedDay& leased) { return leased.day > *day; });
    set_needs_no_slot(chain, true);
}

void JobQueue::undelivered(const Assignment& assignment, Instant now) {
    workers_.mark_unreachable(assignment.worker);
    const auto found = chains_.find(assignment.assign.chain);
    if (found == chains_.end()) return;
    auto& chain = found->second;
    const auto* lease = std::get_if<Leased>(&chain.phase);
    const auto& first = assignment.assign.days.front();
    const auto day = chain.day_of(first.date);
    if (lease != nullptr && day && lease->covers(*day, first.attempt)) update_phase(chain, now);
}

}  // namespace tradepit::broker
