#include <algorithm>
#include <utility>

#include "broker/job_queue.h"
#include "common/protocol_rule.h"

namespace tradepit::broker {

using common::AttemptState;
using common::Hello;
using common::Instant;

std::vector<HelloReply> JobQueue::hello(const Hello& hello, Instant now,
                                        Workers::Incumbent incumbent) {
    const auto heard = workers_.heartbeat(hello, now, incumbent);
    switch (heard) {
        case Workers::Heartbeat::too_many:
        case Workers::Heartbeat::contested:
            return {};
        case Workers::Heartbeat::retired:
            if (epoch_ == 0) return {};
            return {common::Retired{.epoch = epoch_, .nonce = hello.nonce}};
        case Workers::Heartbeat::name_taken:
            if (epoch_ == 0) return {};
            return {common::NameTaken{.epoch = epoch_, .nonce = hello.nonce}};
        case Workers::Heartbeat::same_boot:
        case Workers::Heartbeat::new_boot:
            break;
    }
    std::vector<HelloReply> replies;
    if (epoch_ != 0) replies.emplace_back(common::HelloAnswer{.epoch = epoch_});
    if (heard == Workers::Heartbeat::new_boot)
        end_leases_of_other_boots(hello.worker, hello.nonce, now);

    auto sorted = hello.held;
    std::sort(sorted.begin(), sorted.end(),
              [](const auto& a, const auto& b) { return a.key < b.key; });
    // The attempts of one chain are taken together.
    for (auto first = sorted.begin(); first != sorted.end();) {
        const auto last = std::find_if(first, sorted.end(), [&](const common::Held& held) {
            return held.key.chain != first->key.chain;
        });
        take_held(hello, {first, last}, now, replies);
        first = last;
    }
    shorten_unlisted(hello, sorted, now);
    return replies;
}

/// Ends the leases of the worker's boots that have another nonce than this.
void JobQueue::end_leases_of_other_boots(const common::WorkerName& worker, std::uint64_t nonce,
                                         Instant now) {
    const auto numbers = workers_.chains_of(worker);
    for (const auto number : numbers) {
        auto& chain = chains_.at(number);
        const auto* lease = std::get_if<Leased>(&chain.phase);
        if (lease == nullptr || lease->nonce == nonce) continue;
        chain.lease_end_reason = "worker " + worker.value() + " restarted";
        update_phase(chain, now);
    }
}

/// Why the worker should stop an attempt that it holds; nothing when it should not.
std::optional<std::string> JobQueue::reason_to_drop(const BrokerChain* chain,
                                                    const common::Held& held) const {
    // A finished attempt is not stopped: its worker learns from the writer whether it was accepted.
    if (chain == nullptr)
        return has_all_jobs_ && !held.finished ? std::optional{"no open job has this chain"}
                                               : std::nullopt;
    const auto day = chain->day_of(held.key.date);
    if (!day) return has_all_jobs_ ? std::optional{"the job has no such date"} : std::nullopt;
    if (chain->cancelled())
        return held.finished ? std::nullopt : std::optional{"the job was cancelled"};
    if (chain->cannot_end_its_day(*day, held.key.attempt)) return "superseded";
    // The day has ended, perhaps by this attempt: the writer's answer to its worker says so.
    if (*day < chain->next_day()) return std::nullopt;
    if (!held.finished && std::chrono::milliseconds{held.agent_ms} > settings_.time_limit)
        return "the agent ran past its time limit of " +
               std::to_string(
                   std::chrono::duration_cast<std::chrono::milliseconds>(settings_.time_limit)
                       .count()) +
               " ms";
    return std::nullopt;
}

/// Takes what a heartbeat says of one chain: renews its lease or makes one, and adds a Drop to
/// `replies` for an attempt to stop. `held` has the attempts at days of this chain, is sorted by
/// key and is not empty.
void JobQueue::take_held(const Hello& hello, const HeldList& held, Instant now,
                         std::vector<HelloReply>& replies) {
    const auto found = chains_.find(held.front().key.chain);
    BrokerChain* chain = found == chains_.end() ? nullptr : &found->second;
    HeldList kept;
    for (const auto& one : held) {
        if (const auto reason = reason_to_drop(chain, one)) {
            replies.emplace_back(common::Drop{.epoch = epoch_, .key = one.key, .reason = *reason});
            if (chain == nullptr) continue;
            const auto day = chain->day_of(one.key.date);
            const auto* lease = std::get_if<Leased>(&chain->phase);
            if (lease != nullptr && day && lease->covers(*day, one.key.attempt)) {
                chain->lease_end_reason = *reason;
                update_phase(*chain, now);
            }
            // A drop also stops the later days of the lease.
            break;
        }
        kept.push_back(one);
    }
    if (chain == nullptr || kept.empty()) return;
    // A worker that drops any day of a lease ends the whole lease, so none is made for the days
    // that are kept.
    if (kept.size() == held.size()) adopt(*chain, hello, kept, now);

    auto* lease = std::get_if<Leased>(&chain->phase);
    if (lease == nullptr || lease->worker != hello.worker || lease->nonce != hello.nonce) return;
    const bool listed = std::any_of(kept.begin(), kept.end(), [&](const common::Held& one) {
        const auto day = chain->day_of(one.key.date);
        return day && lease->covers(*day, one.key.attempt);
    });
    if (!listed) return;
    lease->listed = true;
    lease->let_go = false;
    deadlines_.set(chain->number(), now + settings_.lease);
    // A lease whose listed days are all finished occupies no slot any more.
    set_needs_no_slot(*chain, std::all_of(kept.begin(), kept.end(),
                                          [](const common::Held& one) { return one.finished; }));
}

/// Makes a lease for a worker that holds the newest, open attempt at the chain's next day, as after
/// a restart of the broker. Does nothing while the chain is being claimed or is leased.
void JobQueue::adopt(BrokerChain& chain, const Hello& hello, const HeldList& held, Instant now) {
    if (std::holds_alternative<Claiming>(chain.phase)) return;
    if (std::holds_alternative<Leased>(chain.phase) || chain.over()) return;
    Leased lease{.worker = hello.worker, .nonce = hello.nonce, .days = {}};
    for (const auto& one : held) {
        const auto day = chain.day_of(one.key.date);
        if (!day || *day < chain.next_day()) continue;
        const auto& newest = chain.newest(*day);
        if (newest.attempt == one.key.attempt && newest.state == AttemptState::open)
            lease.days.push_back({.day = *day, .attempt = one.key.attempt});
    }
    if (lease.days.empty() || lease.days.front().day != chain.next_day()) return;
    grant(chain, std::move(lease), now);
}

/// Whether a worker that does not list the lease has let it go. It has if it listed the lease
/// before. It also has if an earlier broker claimed the days and the worker has heard this broker's
/// epoch, because it takes no assignment of an older one. Otherwise the assignment may be on its
/// way.
bool JobQueue::is_let_go(const Leased& lease, const Hello& hello) const {
    if (lease.nonce != hello.nonce) return false;
    return lease.listed || (common::keeps(common::ProtocolRule::inherited_leases_are_let_go) &&
                            lease.inherited && epoch_ != 0 && hello.epoch >= epoch_);
}

/// Shortens the worker's leases that it has let go. Normally a change from the writer then says how
/// each day ended. In case this change was lost, or the days never reached the worker, the lease
/// ends after UNLISTED_LEASE_MAX.
void JobQueue::shorten_unlisted(const Hello& hello, const HeldList& sorted, Instant now) {
    for (const auto number : workers_.chains_of(hello.worker)) {
        auto& chain = chains_.at(number);
        auto* lease = std::get_if<Leased>(&chain.phase);
        if (lease == nullptr || !is_let_go(*lease, hello)) continue;
        const bool held =
            std::any_of(lease->days.begin(), lease->days.end(), [&](const LeasedDay& leased) {
                const common::AttemptKey key{number, chain.date(leased.day), leased.attempt};
                const auto found = std::lower_bound(
                    sorted.begin(), sorted.end(), key,
                    [](const common::Held& one, const auto& wanted) { return one.key < wanted; });
                return found != sorted.end() && found->key == key;
            });
        if (held) continue;
        lease->let_go = true;
        const auto soon = now + UNLISTED_LEASE_MAX;
        deadlines_.set(number, std::min(deadlines_.of(number).value_or(soon), soon));
    }
}

}  // namespace tradepit::broker
