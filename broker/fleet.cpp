#include "broker/fleet.h"

#include <algorithm>

#include "common/check.h"

namespace tradepit::broker {

using common::Instant;
using common::SlotKind;
using common::WorkerName;

namespace {

constexpr std::size_t KINDS = 2;

std::size_t index_of(SlotKind kind) { return static_cast<std::size_t>(kind); }

std::int32_t within_limit(std::int32_t slots) { return std::clamp(slots, 0, WORKER_SLOTS_MAX); }

}  // namespace

std::int32_t Fleet::free_slots(const Member& member, std::size_t kind) {
    if (member.presence != Presence::present || member.draining) return 0;
    return std::max(0, member.slots[kind] - member.used[kind]);
}

void Fleet::unrank(const WorkerName& name, const Member& member) {
    for (std::size_t kind = 0; kind < KINDS; ++kind)
        if (const auto free = free_slots(member, kind); free > 0)
            ranking_[kind].erase({-free, member.served, name});
}

void Fleet::rank(const WorkerName& name, const Member& member) {
    for (std::size_t kind = 0; kind < KINDS; ++kind)
        if (const auto free = free_slots(member, kind); free > 0)
            ranking_[kind].insert({-free, member.served, name});
}

Fleet::Introduction Fleet::introduce(const common::Hello& hello, Instant now) {
    const auto found = members_.find(hello.worker);
    if (found == members_.end() && members_.size() >= WORKERS_MAX) return Introduction::too_many;
    auto& known = member(hello.worker);
    if (std::find(known.retired.begin(), known.retired.end(), hello.nonce) != known.retired.end())
        return Introduction::retired;
    const bool first = known.presence == Presence::never_heard;
    const bool new_boot = first || known.nonce != hello.nonce;
    unrank(hello.worker, known);
    if (new_boot && !first) known.retired.push_back(known.nonce);
    if (known.retired.size() > RETIRED_NONCES_MAX) known.retired.pop_front();
    known.presence = Presence::present;
    known.nonce = hello.nonce;
    known.last_heard = now;
    known.draining = hello.draining;
    known.slots = {within_limit(hello.computing_slots), within_limit(hello.waiting_slots)};
    rank(hello.worker, known);
    const auto expiry = now + settings_.silence;
    next_expiry_ = std::min(next_expiry_.value_or(expiry), expiry);
    return new_boot ? Introduction::new_boot : Introduction::same_boot;
}

bool Fleet::has_other_boot(const WorkerName& worker, std::uint64_t nonce) const {
    const auto found = members_.find(worker);
    return found != members_.end() && found->second.presence != Presence::never_heard &&
           found->second.nonce != nonce;
}

bool Fleet::is_current(const WorkerName& worker, std::uint64_t nonce) const {
    const auto found = members_.find(worker);
    return found != members_.end() && found->second.presence != Presence::never_heard &&
           found->second.nonce == nonce;
}

bool Fleet::takes_leases(const WorkerName& worker, std::uint64_t nonce) const {
    const auto found = members_.find(worker);
    return found != members_.end() && found->second.presence == Presence::present &&
           found->second.nonce == nonce && !found->second.draining;
}

bool Fleet::is_present(const WorkerName& worker) const {
    const auto found = members_.find(worker);
    return found != members_.end() && found->second.presence == Presence::present;
}

Fleet::Capacity Fleet::capacity() const {
    Capacity capacity;
    for (const auto& [name, known] : members_) {
        if (known.presence != Presence::present) continue;
        ++capacity.workers;
        for (std::size_t kind = 0; kind < KINDS; ++kind)
            capacity.slots[kind] += known.draining ? 0 : known.slots[kind];
    }
    return capacity;
}

void Fleet::unreachable(const WorkerName& worker) {
    const auto found = members_.find(worker);
    if (found == members_.end() || found->second.presence != Presence::present) return;
    unrank(worker, found->second);
    found->second.presence = Presence::silent;
}

std::optional<Fleet::Candidate> Fleet::freest(SlotKind kind) const {
    const auto& ranking = ranking_[index_of(kind)];
    if (ranking.empty()) return std::nullopt;
    const auto& name = std::get<2>(*ranking.begin());
    return Candidate{.worker = name, .nonce = members_.at(name).nonce};
}

void Fleet::attach(const WorkerName& worker, std::int64_t chain) {
    CHECK(member(worker).chains.insert(chain).second);
}

void Fleet::detach(const WorkerName& worker, std::int64_t chain) {
    CHECK(member(worker).chains.erase(chain) == 1);
}

void Fleet::occupy(const WorkerName& worker, SlotKind kind) {
    auto& known = member(worker);
    unrank(worker, known);
    ++known.used[index_of(kind)];
    known.served = ++count_;
    rank(worker, known);
}

void Fleet::vacate(const WorkerName& worker, SlotKind kind) {
    auto& known = member(worker);
    CHECK(known.used[index_of(kind)] > 0);
    unrank(worker, known);
    --known.used[index_of(kind)];
    rank(worker, known);
}

const std::set<std::int64_t>& Fleet::chains_of(const WorkerName& worker) const {
    static const std::set<std::int64_t> none;
    const auto found = members_.find(worker);
    return found == members_.end() ? none : found->second.chains;
}

std::int32_t Fleet::occupied(const WorkerName& worker, SlotKind kind) const {
    const auto found = members_.find(worker);
    return found == members_.end() ? 0 : found->second.used[index_of(kind)];
}

void Fleet::extend(Instant pause, Instant now) {
    for (auto& [name, known] : members_) known.last_heard = std::min(known.last_heard + pause, now);
    if (next_expiry_) *next_expiry_ += pause;
}

void Fleet::expire(Instant now) {
    if (!next_expiry_ || now < *next_expiry_) return;
    next_expiry_.reset();
    for (auto entry = members_.begin(); entry != members_.end();) {
        auto& [name, known] = *entry;
        if (known.presence == Presence::present && now >= known.last_heard + settings_.silence)
            unreachable(name);
        const bool absent = known.presence != Presence::present;
        if (absent && known.chains.empty() && now >= known.last_heard + settings_.memory) {
            entry = members_.erase(entry);
            continue;
        }
        const auto expiry = known.last_heard + (absent ? settings_.memory : settings_.silence);
        // A lease holds a silent worker in memory; it is looked at again a while later.
        const auto again = std::max(expiry, now + settings_.silence);
        next_expiry_ = std::min(next_expiry_.value_or(again), absent ? again : expiry);
        ++entry;
    }
}

std::optional<Instant> Fleet::next_deadline() const { return next_expiry_; }

std::vector<common::WorkerState> Fleet::states(Instant now) const {
    std::vector<common::WorkerState> states;
    for (const auto& [name, known] : members_) {
        if (known.presence == Presence::never_heard) continue;
        const auto silent = std::chrono::duration_cast<std::chrono::milliseconds>(
            std::max(Instant{0}, now - known.last_heard));
        states.push_back({.worker = name,
                          .computing_slots = known.slots[index_of(SlotKind::computing)],
                          .waiting_slots = known.slots[index_of(SlotKind::waiting)],
                          .leases = static_cast<std::int32_t>(known.chains.size()),
                          .silent_ms = silent.count()});
    }
    return states;
}

void Fleet::check_invariants() const {
    std::array<std::size_t, KINDS> ranked{};
    for (const auto& [name, known] : members_) {
        CHECK(known.retired.size() <= RETIRED_NONCES_MAX);
        for (std::size_t kind = 0; kind < KINDS; ++kind) {
            CHECK(known.used[kind] >= 0);
            const auto free = free_slots(known, kind);
            if (free == 0) continue;
            ++ranked[kind];
            CHECK(ranking_[kind].count({-free, known.served, name}) == 1);
        }
    }
    for (std::size_t kind = 0; kind < KINDS; ++kind) CHECK(ranked[kind] == ranking_[kind].size());
}

}  // namespace tradepit::broker
