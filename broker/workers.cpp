#include "broker/workers.h"

#include <algorithm>
#include <utility>

#include "common/check.h"
#include "common/protocol_rule.h"

namespace tradepit::broker {

using common::Duration;
using common::Instant;
using common::ResourceName;
using common::WorkerName;

std::int32_t Workers::free_slots(const Member& member, const ResourceName& resource) {
    if (member.presence != Presence::present || member.draining) return 0;
    return std::max(0, common::count_of(member.offer, resource) - member.usage.taken(resource));
}

void Workers::unrank(const WorkerName& name, const Member& member) {
    for (const auto& [resource, count] : member.offer) {
        const auto free = free_slots(member, resource);
        if (free == 0) continue;
        const auto ranked = ranking_.find(resource);
        CHECK(ranked->second.erase({-free, member.served, name}) == 1);
        if (ranked->second.empty()) ranking_.erase(ranked);
    }
}

void Workers::rank(const WorkerName& name, const Member& member) {
    for (const auto& [resource, count] : member.offer)
        if (const auto free = free_slots(member, resource); free > 0)
            ranking_[resource].insert({-free, member.served, name});
}

common::Offer Workers::valid_part_of(const common::Offer& offer) {
    common::Offer valid;
    for (const auto& [resource, count] : offer) {
        if (valid.size() == common::OFFERED_RESOURCES_MAX) break;
        const bool is_repeated = std::any_of(valid.begin(), valid.end(),
                                             [&](const auto& one) { return one.name == resource; });
        if (is_repeated || count <= 0 || !common::is_resource_name(resource.value())) continue;
        valid.push_back({resource, std::min(count, common::OFFERED_COUNT_MAX)});
    }
    std::sort(valid.begin(), valid.end(),
              [](const auto& one, const auto& other) { return one.name < other.name; });
    return valid;
}

bool Workers::gives_way(const Member& member, Incumbent incumbent) {
    return !common::keeps(common::ProtocolRule::one_worker_has_a_name) ||
           member.presence != Presence::present || incumbent == Incumbent::gone;
}

Workers::Heartbeat Workers::contest(Member& member, std::uint64_t nonce, Instant now) const {
    auto& contender = member.contender;
    const bool waits =
        contender && contender->nonce != nonce && now < contender->since + settings_.silence;
    if (waits) return Heartbeat::contested;
    if (!contender || contender->nonce != nonce) contender = {.nonce = nonce, .since = now};
    // One that drains will leave the name to its successor.
    if (member.draining || member.last_heard <= contender->since) return Heartbeat::contested;
    contender.reset();
    return Heartbeat::name_taken;
}

Workers::Heartbeat Workers::heartbeat(const common::Hello& hello, Instant now,
                                      Incumbent incumbent) {
    const auto found = members_.find(hello.worker);
    if (found == members_.end() && members_.size() >= WORKERS_MAX) return Heartbeat::too_many;
    auto& known = member(hello.worker);
    if (std::find(known.retired.begin(), known.retired.end(), hello.nonce) != known.retired.end())
        return Heartbeat::retired;
    const bool first = known.presence == Presence::never_heard;
    const bool new_boot = first || known.nonce != hello.nonce;
    if (new_boot && !first && !gives_way(known, incumbent)) return contest(known, hello.nonce, now);
    if (new_boot) known.contender.reset();
    unrank(hello.worker, known);
    if (new_boot && !first) known.retired.push_back(known.nonce);
    if (known.retired.size() > RETIRED_NONCES_MAX) known.retired.pop_front();
    known.presence = Presence::present;
    known.nonce = hello.nonce;
    known.last_heard = now;
    known.draining = hello.draining;
    known.offer = valid_part_of(hello.slots);
    rank(hello.worker, known);
    const auto expiry = now + settings_.silence;
    next_expiry_ = std::min(next_expiry_.value_or(expiry), expiry);
    return new_boot ? Heartbeat::new_boot : Heartbeat::same_boot;
}

bool Workers::has_other_boot(const WorkerName& worker, std::uint64_t nonce) const {
    const auto found = members_.find(worker);
    return found != members_.end() && found->second.presence != Presence::never_heard &&
           found->second.nonce != nonce;
}

bool Workers::is_current(const WorkerName& worker, std::uint64_t nonce) const {
    const auto found = members_.find(worker);
    return found != members_.end() && found->second.presence != Presence::never_heard &&
           found->second.nonce == nonce;
}

bool Workers::takes_leases(const WorkerName& worker, std::uint64_t nonce) const {
    const auto found = members_.find(worker);
    return found != members_.end() && found->second.presence == Presence::present &&
           found->second.nonce == nonce && !found->second.draining;
}

bool Workers::is_present(const WorkerName& worker) const {
    const auto found = members_.find(worker);
    return found != members_.end() && found->second.presence == Presence::present;
}

Workers::Capacity Workers::capacity() const {
    Capacity capacity;
    std::map<ResourceName, std::int32_t> slots;
    for (const auto& [name, known] : members_) {
        if (known.presence != Presence::present) continue;
        ++capacity.workers;
        if (known.draining) continue;
        for (const auto& [resource, count] : known.offer) slots[resource] += count;
    }
    for (const auto& [resource, count] : slots) capacity.slots.push_back({resource, count});
    return capacity;
}

void Workers::mark_unreachable(const WorkerName& worker) {
    const auto found = members_.find(worker);
    if (found == members_.end() || found->second.presence != Presence::present) return;
    unrank(worker, found->second);
    found->second.presence = Presence::silent;
}

std::optional<Workers::Candidate> Workers::freest(const common::Needs& needs) const {
    CHECK(!needs.empty());
    const auto ranked = ranking_.find(needs.front());
    if (ranked == ranking_.end()) return std::nullopt;
    for (const auto& [free, served, name] : ranked->second) {
        const auto& known = members_.at(name);
        const bool has_all = std::all_of(
            needs.begin() + 1, needs.end(),
            [&](const ResourceName& resource) { return free_slots(known, resource) > 0; });
        if (has_all) return Candidate{.worker = name, .nonce = known.nonce};
    }
    return std::nullopt;
}

void Workers::attach(const WorkerName& worker, std::int64_t chain) {
    CHECK(member(worker).chains.insert(chain).second);
}

void Workers::detach(const WorkerName& worker, std::int64_t chain) {
    CHECK(member(worker).chains.erase(chain) == 1);
}

void Workers::occupy(const WorkerName& worker, const common::Needs& needs) {
    auto& known = member(worker);
    unrank(worker, known);
    known.usage.take(needs);
    known.served = ++sequence_;
    rank(worker, known);
}

void Workers::vacate(const WorkerName& worker, const common::Needs& needs) {
    auto& known = member(worker);
    unrank(worker, known);
    known.usage.give_back(needs);
    rank(worker, known);
}

const std::set<std::int64_t>& Workers::chains_of(const WorkerName& worker) const {
    static const std::set<std::int64_t> none;
    const auto found = members_.find(worker);
    return found == members_.end() ? none : found->second.chains;
}

std::int32_t Workers::occupied(const WorkerName& worker, const ResourceName& resource) const {
    const auto found = members_.find(worker);
    return found == members_.end() ? 0 : found->second.usage.taken(resource);
}

void Workers::extend(Duration pause, Instant now) {
    for (auto& [name, known] : members_) {
        known.last_heard = std::min(known.last_heard + pause, now);
        if (known.contender) known.contender->since = std::min(known.contender->since + pause, now);
    }
    if (next_expiry_) *next_expiry_ += pause;
}

void Workers::expire(Instant now) {
    if (!next_expiry_ || now < *next_expiry_) return;
    next_expiry_.reset();
    for (auto entry = members_.begin(); entry != members_.end();) {
        auto& [name, known] = *entry;
        if (known.presence == Presence::present && now >= known.last_heard + settings_.silence)
            mark_unreachable(name);
        const bool absent = known.presence != Presence::present;
        if (absent && known.chains.empty() && now >= known.last_heard + settings_.memory) {
            entry = members_.erase(entry);
            continue;
        }
        const auto expiry = known.last_heard + (absent ? settings_.memory : settings_.silence);
        // A silent worker that holds a chain stays known, and is looked at again after `silence`.
        const auto again = std::max(expiry, now + settings_.silence);
        next_expiry_ = std::min(next_expiry_.value_or(again), absent ? again : expiry);
        ++entry;
    }
}

std::optional<Instant> Workers::next_deadline() const { return next_expiry_; }

std::vector<common::WorkerState> Workers::states(Instant now) const {
    std::vector<common::WorkerState> states;
    for (const auto& [name, known] : members_) {
        if (known.presence == Presence::never_heard) continue;
        const auto silent = std::chrono::duration_cast<std::chrono::milliseconds>(
            std::max(common::Duration{0}, now - known.last_heard));
        states.push_back({.worker = name,
                          .slots = known.offer,
                          .leases = static_cast<std::int32_t>(known.chains.size()),
                          .silent_ms = silent.count()});
    }
    return states;
}

void Workers::check_invariants() const {
    std::size_t ranked = 0;
    for (const auto& [name, known] : members_) {
        CHECK(known.retired.size() <= RETIRED_NONCES_MAX);
        for (const auto& [resource, count] : known.offer) {
            const auto free = free_slots(known, resource);
            if (free == 0) continue;
            ++ranked;
            CHECK(ranking_.at(resource).contains({-free, known.served, name}));
        }
    }
    for (const auto& [resource, ranking] : ranking_) {
        CHECK(!ranking.empty());
        ranked -= ranking.size();
    }
    CHECK(ranked == 0);
}

}  // namespace tradepit::broker
