#include <algorithm>
#include <utility>

#include "broker/job_queue.h"
#include "common/check.h"

namespace tradepit::broker {

using common::Instant;

std::vector<Decision> JobQueue::decide(Instant now) {
    extend_after_pause(now);
    workers_.expire(now);
    while (const auto number = deadlines_.due(now)) fall_due(chains_.at(*number), now);
    if (live_) {
        admit_jobs(now);
        hand_out(now);
    }
    return std::exchange(decisions_, {});
}

/// Called only when every unfinished job is known, so that jobs that have begun are admitted first.
void JobQueue::admit_jobs(Instant now) {
    for (const auto job : admission_.admit())
        for (const auto chain : jobs_.at(job).chains()) settle_barred(chain, now);
}

void JobQueue::extend_after_pause(Instant now) {
    const auto gap = now - std::exchange(last_decided_, now).value_or(now);
    if (gap <= pause()) return;
    workers_.extend(gap, now);
    for (const auto& [number, chain] : chains_)
        if (std::holds_alternative<Leased>(chain.place))
            // What was left of the lease when the pause began. A lease that was renewed after the
            // pause has its full length already.
            deadlines_.set(number,
                           std::min(deadlines_.of(number).value() + gap, now + settings_.lease));
}

void JobQueue::fall_due(BrokerChain& chain, Instant now) {
    if (auto* claiming = std::get_if<Claiming>(&chain.place)) {
        decisions_.emplace_back(claiming->claim);
        claiming->repeat_after = std::min(claiming->repeat_after * 2, RESEND_MAX);
        deadlines_.set(chain.number(), now + claiming->repeat_after);
        return;
    }
    if (const auto* lease = std::get_if<Leased>(&chain.place))
        chain.lost = "worker " + lease->worker.value() + " no longer answers for it";
    settle(chain, now);
}

/// Chains with different needs may compete for the same resource. So each round takes the most
/// urgent chain of all shares for which a worker is free; of equally urgent ones the one whose
/// needs come first in byte order.
void JobQueue::hand_out(Instant now) {
    while (true) {
        std::optional<Workers::Candidate> worker;
        const FairShare* chosen = nullptr;
        for (const auto& [needs, share] : shares_) {
            if (!share.next()) continue;
            if (chosen != nullptr && share.urgency() >= chosen->urgency()) continue;
            auto candidate = workers_.freest(needs);
            if (!candidate) continue;
            worker = std::move(candidate);
            chosen = &share;
        }
        if (chosen == nullptr) return;
        claim_for(chains_.at(*chosen->next()), *std::move(worker), now);
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
                        .reason = std::exchange(chain.lost, {})};
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
        const auto beat = *last_decided_ + pause() / 2;
        next = std::min(next.value_or(beat), beat);
    }
    return next;
}

std::size_t JobQueue::ready_chains() const {
    std::size_t ready = 0;
    for (const auto& [needs, share] : shares_) ready += share.size();
    return ready;
}

common::BrokerState JobQueue::state(Instant now) const {
    return {.epoch = epoch_,
            .live = live_,
            .ready = static_cast<std::int64_t>(ready_chains()),
            .leased = static_cast<std::int64_t>(leased_),
            .workers = workers_.states(now)};
}

void JobQueue::check_place(const BrokerChain& chain) const {
    const auto& job = jobs_.at(chain.facts().job_number);
    const bool timed = deadlines_.of(chain.number()).has_value();
    CHECK(job.chains().contains(chain.number()));
    if (std::holds_alternative<Over>(chain.place)) {
        CHECK(chain.over());
        CHECK(!timed);
    } else if (std::holds_alternative<Barred>(chain.place)) {
        CHECK(!may_start(chain));
        CHECK(!timed);
    } else if (std::holds_alternative<Waiting>(chain.place)) {
        CHECK(deadlines_.of(chain.number()) == chain.not_before);
    } else if (std::holds_alternative<Ready>(chain.place)) {
        CHECK(may_start(chain));
        CHECK(!timed);
    } else if (const auto* claiming = std::get_if<Claiming>(&chain.place)) {
        CHECK(timed);
        CHECK(workers_.chains_of(claiming->claim.worker).contains(chain.number()));
    } else {
        const auto& lease = std::get<Leased>(chain.place);
        CHECK(timed);
        CHECK(!lease.days.empty());
        CHECK(lease.days.front().day >= chain.next_day());
        CHECK(workers_.chains_of(lease.worker).contains(chain.number()));
    }
}

void JobQueue::check_invariants() const {
    std::map<std::pair<common::WorkerName, common::ResourceName>, std::int32_t> by_worker;
    std::map<std::pair<std::int64_t, common::Needs>, std::int32_t> by_job;
    std::size_t timed = 0;
    std::size_t ready = 0;
    std::size_t leased = 0;
    for (const auto& [number, chain] : chains_) {
        check_place(chain);
        timed += deadlines_.of(number) ? 1U : 0U;
        const auto& needs = chain.facts().needs;
        const auto* claiming = std::get_if<Claiming>(&chain.place);
        const auto* lease = std::get_if<Leased>(&chain.place);
        ready += std::holds_alternative<Ready>(chain.place) ? 1U : 0U;
        leased += lease != nullptr ? 1U : 0U;
        if (claiming == nullptr && (lease == nullptr || lease->idle)) continue;
        for (const auto& resource : needs)
            ++by_worker[{claiming ? claiming->claim.worker : lease->worker, resource}];
        ++by_job[{chain.facts().job_number, needs}];
    }
    CHECK(timed == deadlines_.size());
    CHECK(ready == ready_chains());
    CHECK(leased == leased_);
    for (const auto& [who, count] : by_worker)
        CHECK(workers_.occupied(who.first, who.second) == count);
    for (const auto& [held, count] : by_job) CHECK(shares_.contains(held.second));
    for (const auto& [needs, share] : shares_) {
        for (const auto& [number, job] : jobs_)
            CHECK(share.slots_held(number) == (by_job[{number, needs}]));
        share.check_invariants();
    }
    admission_.check_invariants();
    workers_.check_invariants();
}

}  // namespace tradepit::broker
