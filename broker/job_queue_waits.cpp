#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "broker/job_queue.h"
#include "common/check.h"
#include "common/limits.h"

namespace tradepit::broker {

using common::Awaited;
using common::Instant;

namespace {

/// One T for each value of Awaited.
template <class T>
using ByAwaited = std::array<T, static_cast<std::size_t>(wire_last(Awaited{})) + 1>;

/// In milliseconds, rounded up; 0 for a negative length of time.
std::int64_t to_ms(common::Duration span) {
    return std::chrono::ceil<std::chrono::milliseconds>(std::max(span, common::Duration{0}))
        .count();
}

}  // namespace

/// What the chain's next open day waits for. Precondition: `chain` has an open day.
Awaited JobQueue::awaited_by(const BrokerChain& chain) const {
    if (std::holds_alternative<Barred>(chain.phase))
        return admission_.runs(chain.facts().job_number) ? Awaited::other_models
                                                         : Awaited::other_jobs;
    if (std::holds_alternative<Waiting>(chain.phase)) return Awaited::retry;
    if (std::holds_alternative<Ready>(chain.phase)) return Awaited::free_worker;
    if (std::holds_alternative<Claiming>(chain.phase)) return Awaited::claim;
    const auto& lease = std::get<Leased>(chain.phase);
    if (!workers_.is_present(lease.worker)) return Awaited::lease_end;
    return lease.needs_no_slot ? Awaited::close : Awaited::worker;
}

/// What the chain's next open day waits for, with its details. Precondition: as awaited_by().
common::Wait JobQueue::wait_of(const BrokerChain& chain, Instant now) const {
    const auto& newest = chain.newest(chain.next_day());
    common::Wait wait{.chain = chain.number(),
                      .date = chain.date(chain.next_day()),
                      .awaited = awaited_by(chain),
                      .needs = chain.facts().needs,
                      .waited_ms = to_ms(now - chain.since),
                      .attempt = newest.attempt,
                      .attempts_spent = newest.attempts_spent,
                      .worker = {},
                      .model = {},
                      .model_date = {}};
    if (wait.awaited == Awaited::other_models) {
        const auto& earliest = jobs_.at(chain.facts().job_number).chains_at_earliest_date();
        if (earliest.empty()) return wait;
        const auto& one = chains_.at(*earliest.begin());
        wait.model = one.facts().terms.model;
        wait.model_date = one.date(one.next_day());
        wait.models = static_cast<std::int32_t>(earliest.size());
    } else if (wait.awaited == Awaited::other_jobs) {
        wait.jobs = static_cast<std::int32_t>(admission_.running());
    } else if (const auto* claiming = std::get_if<Claiming>(&chain.phase)) {
        wait.worker = claiming->claim.worker;
    } else if (const auto* lease = std::get_if<Leased>(&chain.phase)) {
        wait.worker = lease->worker;
    }
    if (wait.awaited == Awaited::retry || wait.awaited == Awaited::lease_end)
        wait.remaining_ms = to_ms(deadlines_.of(chain.number()).value() - now);
    return wait;
}

common::Waits JobQueue::waits(const common::WaitsRequest& request, Instant now) const {
    auto capacity = workers_.capacity();
    common::Waits waits{.id = request.id,
                        .job = request.job,
                        .live = has_all_jobs_,
                        .workers = capacity.workers,
                        .slots = std::move(capacity.slots),
                        .counts = {},
                        .chains = {}};
    const BrokerJob* job = nullptr;
    ByAwaited<bool> represented{};
    const std::span asked{request.chains};
    for (const auto number : asked.first(std::min(asked.size(), common::WAITS_CHAINS_MAX))) {
        const auto found = chains_.find(number);
        if (found == chains_.end() || found->second.facts().terms.job != request.job) continue;
        job = &jobs_.at(found->second.facts().job_number);
        if (found->second.over()) continue;
        waits.chains.push_back(wait_of(found->second, now));
        represented[static_cast<std::size_t>(waits.chains.back().awaited)] = true;
    }
    if (job == nullptr) return waits;

    waits.all_chains_known = job->all_chains_known();
    ByAwaited<std::int64_t> counts{};
    ByAwaited<const BrokerChain*> first{};  // of each kind the chain with the lowest number
    for (const auto number : job->chains()) {
        const auto& chain = chains_.at(number);
        if (chain.over()) continue;
        const auto index = static_cast<std::size_t>(awaited_by(chain));
        ++counts[index];
        if (first[index] == nullptr || number < first[index]->number()) first[index] = &chain;
    }
    for (std::size_t index = 0; index < counts.size(); ++index) {
        if (counts[index] == 0) continue;
        waits.counts.push_back({.awaited = static_cast<Awaited>(index), .chains = counts[index]});
        if (!represented[index]) waits.chains.push_back(wait_of(*first[index], now));
    }
    return waits;
}

}  // namespace tradepit::broker
