#include "worker/slots/leases.h"

#include <algorithm>

#include "common/check.h"
#include "common/protocol_rule.h"

namespace tradepit::worker {

using common::AttemptKey;

std::string_view to_string(AssignmentRefusal reason) {
    switch (reason) {
        case AssignmentRefusal::other_nonce:
            return "meant for another boot of this worker";
        case AssignmentRefusal::old_epoch:
            return "from a broker that was replaced";
        case AssignmentRefusal::draining:
            return "this worker is draining";
        case AssignmentRefusal::seen_or_older:
            return "a repeat of an assignment that this worker had, or older than it";
        case AssignmentRefusal::resource_in_use:
            return "a resource that it needs is in use";
        case AssignmentRefusal::not_a_lease:
            static_assert(common::LEASE_DAYS_MAX == 64, "the text says how many");
            return "it must have 1 to 64 days in ascending order";
    }
    CHECK(false);
}

namespace {

bool is_lease(const common::Assign& assign) {
    const auto& days = assign.days;
    if (days.empty() || days.size() > common::LEASE_DAYS_MAX) return false;
    const auto not_ascending = [](const common::ClaimedDay& a, const common::ClaimedDay& b) {
        return a.date >= b.date;
    };
    return std::adjacent_find(days.begin(), days.end(), not_ascending) == days.end();
}

AttemptKey first_key(const common::Assign& assign) {
    return {assign.chain, assign.days.front().date, assign.days.front().attempt};
}

}  // namespace

AttemptKey Leases::Lease::key(std::size_t index) const {
    const auto& claimed = assign.days.at(index);
    return {assign.chain, claimed.date, claimed.attempt};
}

Leases::TakeResult Leases::take(common::Assign assign) {
    TakeResult result;
    result.refused = refusal(assign);
    if (result.refused) return result;
    epoch_ = assign.epoch;
    result.cut = true;
    result.stopped = remove_chain(assign.chain);
    if (!usage_.has_room_for(assign.needs, slots_)) {
        result.refused = AssignmentRefusal::resource_in_use;
        return result;
    }
    remember(assign);
    usage_.take(assign.needs);
    result.lease = LeaseNumber{++last_number_};
    leases_.emplace(result.lease, Lease{.number = result.lease, .assign = std::move(assign)});
    return result;
}

std::optional<AssignmentRefusal> Leases::refusal(const common::Assign& assign) const {
    if (common::keeps(common::ProtocolRule::boot_nonce) && assign.nonce != nonce_)
        return AssignmentRefusal::other_nonce;
    if (!accepts_epoch(assign.epoch)) return AssignmentRefusal::old_epoch;
    if (draining_) return AssignmentRefusal::draining;
    if (!is_lease(assign)) return AssignmentRefusal::not_a_lease;
    const auto newest = seen_.find(assign.chain);
    if (newest != seen_.end() && first_key(assign) <= newest->second)
        return AssignmentRefusal::seen_or_older;
    return std::nullopt;
}

void Leases::raise_epoch(std::int64_t epoch) { epoch_ = std::max(epoch_, epoch); }

const Leases::Lease* Leases::find(LeaseNumber number) const {
    const auto at = leases_.find(number);
    return at == leases_.end() ? nullptr : &at->second;
}

const Leases::Lease* Leases::find(const AttemptKey& key) const {
    for (const auto& [number, lease] : leases_) {
        if (lease.assign.chain != key.chain) continue;
        for (std::size_t i = lease.day; i < lease.assign.days.size(); ++i)
            if (lease.key(i) == key) return &lease;
    }
    return nullptr;
}

std::vector<LeaseNumber> Leases::waiting() const {
    std::vector<LeaseNumber> numbers;
    for (const auto& [number, lease] : leases_)
        if (!lease.running) numbers.push_back(number);
    return numbers;
}

std::vector<LeaseNumber> Leases::all() const {
    std::vector<LeaseNumber> numbers;
    numbers.reserve(leases_.size());
    for (const auto& [number, lease] : leases_) numbers.push_back(number);
    return numbers;
}

void Leases::started(LeaseNumber number) {
    Lease& lease = leases_.at(number);
    CHECK(!lease.running);
    lease.running = true;
}

void Leases::day_ended(LeaseNumber number) {
    Lease& lease = leases_.at(number);
    CHECK(lease.day < lease.assign.days.size());
    ++lease.day;
}

void Leases::end(LeaseNumber number) {
    const auto at = leases_.find(number);
    CHECK(at != leases_.end());
    usage_.give_back(at->second.assign.needs);
    leases_.erase(at);
}

std::vector<LeaseNumber> Leases::remove_chain(std::int64_t chain) {
    std::vector<LeaseNumber> numbers;
    std::erase_if(leases_, [&](const auto& entry) {
        if (entry.second.assign.chain != chain) return false;
        numbers.push_back(entry.first);
        usage_.give_back(entry.second.assign.needs);
        return true;
    });
    return numbers;
}

std::vector<LeaseNumber> Leases::retire(std::uint64_t nonce) {
    CHECK(nonce != nonce_);
    auto numbers = all();
    leases_.clear();
    usage_ = {};
    seen_.clear();
    seen_order_.clear();
    nonce_ = nonce;
    return numbers;
}

void Leases::remember(const common::Assign& assign) {
    seen_[assign.chain] = first_key(assign);
    seen_order_.push_back(first_key(assign));
    // The older entry of a chain that was assigned again stays in the order, and is skipped here.
    while (seen_order_.size() > SEEN_ASSIGNMENTS_MAX) {
        const auto at = seen_.find(seen_order_.front().chain);
        if (at != seen_.end() && at->second == seen_order_.front()) seen_.erase(at);
        seen_order_.pop_front();
    }
}

}  // namespace tradepit::worker
