#include <algorithm>
#include <utility>

#include "broker/job_queue.h"
#include "common/check.h"

namespace tradepit::broker {

using common::Instant;

std::vector<Decision> JobQueue::decide(Instant now) {
    extend_after_pause(now);
    workers_.expire(now);
    while (const auto number = deadlines_.due(now)) on_deadline(chains_.at(*number), now);
    if (has_all_jobs_) {
        admit_jobs(now);
        hand_out(now);
    }
    return std::exchange(decisions_, {});
}

/// Lets waiting jobs run, up to the limit. Called only when every unfinished job is known, so that
/// jobs that have begun are admitted first.
void JobQueue::admit_jobs(Instant now) {
    for (const auto job : admission_.admit())
        for (const auto chain : jobs_.at(job).chains()) update_phase_if_barred(chain, now);
}

/// Extends the deadlines of leases and workers if decide() was not called for longer than
/// gap_max().
void JobQueue::extend_after_pause(Instant now) {
    const auto gap = now - std::exchange(last_decided_, now).value_or(now);
    if (gap <= gap_max()) return;
    workers_.extend(gap, now);
    for (const auto& [number, chain] : chains_)
        if (std::holds_alternative<Leased>(chain.phase))
            // The lease gets what was left of it when the pause began. A lease that was renewed
            // after the pause has its full length already, and gets no more.
            deadlines_.set(number,
                           std::min(deadlines_.of(number).value() + gap, now + settings_.lease));
}

/// Repeats an unanswered claim, ends an expired lease, or ends the wait of a chain.
void JobQueue::on_deadline(BrokerChain& chain, Instant now) {
    if (auto* claiming = std::get_if<Claiming>(&chain.phase)) {
        decisions_.emplace_back(claiming->claim);
        claiming->repeat_after = std::min(claiming->repeat_after * 2, RESEND_MAX);
        deadlines_.set(chain.number(), now + claiming->repeat_after);
        return;
    }
    if (const auto* lease = std::get_if<Leased>(&chain.phase))
        chain.lease_end_reason =
            lease->let_go ? "worker " + lease->worker.value() + " does not hold the lease"
                          : "the lease expired: worker " + lease->worker.value() +
                                " sent no heartbeat that lists it";
    update_phase(chain, now);
}

/// Claims ready chains for workers, until no free worker can run one that is left.
void JobQueue::hand_out(Instant now) {
    while (true) {
        std::optional<Workers::Candidate> worker;
        const auto has_worker = [&](const common::Needs& needs) {
            auto freest = workers_.freest(needs);
            if (!freest) return false;
            worker = std::move(freest);
            return true;
        };
        const auto chain = fair_share_.next(has_worker);
        if (!chain) return;
        claim_for(chains_.at(*chain), *std::move(worker), now);
    }
}

void JobQueue::claim_for(BrokerChain& chain, Workers::Candidate worker, Instant now) {
    common::Claim claim{.epoch = epoch_,
                        .request = std::to_string(epoch_) + "." + std::to_string(nonce_) + "." +
                                   std::to_string(++claims_made_),
                        .chain = chain.number(),
                        .dates = chain.claimable(),
                        .worker = std::move(worker.worker),
                        .nonce = worker.nonce,
                        .reason = std::exchange(chain.lease_end_reason, {})};
    decisions_.emplace_back(claim);
    move_to(chain, Claiming{.claim = std::move(claim), .repeat_after = settings_.resend}, now);
    deadlines_.set(chain.number(), now + settings_.resend);
}

std::optional<Instant> JobQueue::next_deadline() const {
    auto next = deadlines_.earliest();
    if (const auto silence = workers_.next_deadline())
        next = std::min(next.value_or(*silence), *silence);
    // Wake up often enough that a pause of this process shows as a gap between two calls.
    if (leased_ > 0 && last_decided_) {
        const auto wake_up = *last_decided_ + gap_max() / 2;
        next = std::min(next.value_or(wake_up), wake_up);
    }
    return next;
}

common::BrokerState JobQueue::state(Instant now) const {
    return {.epoch = epoch_,
            .live = has_all_jobs_,
            .ready = static_cast<std::int64_t>(fair_share_.size()),
            .leased = static_cast<std::int64_t>(leased_),
            .workers = workers_.states(now)};
}

void JobQueue::check_phase(const BrokerChain& chain) const {
    const auto& job = jobs_.at(chain.facts().job_number);
    const bool has_deadline = deadlines_.of(chain.number()).has_value();
    CHECK(job.chains().contains(chain.number()));
    if (std::holds_alternative<Over>(chain.phase)) {
        CHECK(chain.over());
        CHECK(!has_deadline);
    } else if (std::holds_alternative<Barred>(chain.phase)) {
        CHECK(!may_start(chain));
        CHECK(!has_deadline);
    } else if (std::holds_alternative<Waiting>(chain.phase)) {
        CHECK(deadlines_.of(chain.number()) == chain.not_before);
    } else if (std::holds_alternative<Ready>(chain.phase)) {
        CHECK(may_start(chain));
        CHECK(!has_deadline);
    } else if (const auto* claiming = std::get_if<Claiming>(&chain.phase)) {
        CHECK(has_deadline);
        CHECK(workers_.chains_of(claiming->claim.worker).contains(chain.number()));
    } else {
        const auto& lease = std::get<Leased>(chain.phase);
        CHECK(has_deadline);
        CHECK(!lease.days.empty());
        CHECK(lease.days.front().day >= chain.next_day());
        CHECK(workers_.chains_of(lease.worker).contains(chain.number()));
    }
}

void JobQueue::check_invariants() const {
    std::map<std::pair<common::WorkerName, common::ResourceName>, std::int32_t> slots_of_worker;
    std::map<std::int64_t, std::int32_t> slots_of_job;
    std::size_t with_deadline = 0;
    std::size_t ready = 0;
    std::size_t leased = 0;
    for (const auto& [number, chain] : chains_) {
        check_phase(chain);
        with_deadline += deadlines_.of(number) ? 1U : 0U;
        const auto* claiming = std::get_if<Claiming>(&chain.phase);
        const auto* lease = std::get_if<Leased>(&chain.phase);
        ready += std::holds_alternative<Ready>(chain.phase) ? 1U : 0U;
        leased += lease != nullptr ? 1U : 0U;
        if (claiming == nullptr && (lease == nullptr || lease->needs_no_slot)) continue;
        for (const auto& resource : chain.facts().needs)
            ++slots_of_worker[{claiming ? claiming->claim.worker : lease->worker, resource}];
        ++slots_of_job[chain.facts().job_number];
    }
    CHECK(with_deadline == deadlines_.size());
    CHECK(ready == fair_share_.size());
    CHECK(leased == leased_);
    for (const auto& [who, count] : slots_of_worker)
        CHECK(workers_.occupied(who.first, who.second) == count);
    for (const auto& [number, job] : jobs_)
        CHECK(fair_share_.slots_held(number) == slots_of_job[number]);
    fair_share_.check_invariants();
    admission_.check_invariants();
    workers_.check_invariants();
}

}  // namespace tradepit::broker
