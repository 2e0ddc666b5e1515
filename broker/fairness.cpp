#include "broker/fairness.h"

#include "common/check.h"

namespace tradepit::broker {

FairShare::Rank FairShare::rank(std::int64_t job, const Share& share) {
    return {-std::int64_t{share.priority}, share.held, share.served, job};
}

FairShare::Share& FairShare::unranked(std::int64_t job) {
    const auto [found, fresh] = shares_.try_emplace(job);
    auto& share = found->second;
    if (fresh) share.served = ++count_;
    if (!share.chains.empty()) ranking_.erase(rank(job, share));
    return share;
}

void FairShare::ranked(std::int64_t job, const Share& share) {
    if (!share.chains.empty()) ranking_.insert(rank(job, share));
}

std::uint64_t FairShare::add(std::int64_t job, std::int32_t priority, std::int64_t chain) {
    auto& share = unranked(job);
    const auto turn = ++count_;
    share.priority = priority;
    share.chains.emplace(turn, chain);
    ++ready_;
    ranked(job, share);
    return turn;
}

void FairShare::remove(std::int64_t job, std::uint64_t turn) {
    auto& share = unranked(job);
    CHECK(share.chains.erase(turn) == 1);
    --ready_;
    ranked(job, share);
}

std::optional<std::int64_t> FairShare::next() const {
    if (ranking_.empty()) return std::nullopt;
    return shares_.at(std::get<3>(*ranking_.begin())).chains.begin()->second;
}

FairShare::Urgency FairShare::urgency() const {
    CHECK(!ranking_.empty());
    const auto& [priority, held, served, job] = *ranking_.begin();
    return {priority, held};
}

void FairShare::slot_taken(std::int64_t job) {
    auto& share = unranked(job);
    ++share.held;
    share.served = ++count_;
    ranked(job, share);
}

void FairShare::slot_given_back(std::int64_t job) {
    auto& share = unranked(job);
    CHECK(share.held > 0);
    --share.held;
    ranked(job, share);
}

void FairShare::forget(std::int64_t job) {
    const auto found = shares_.find(job);
    if (found == shares_.end()) return;
    CHECK(found->second.chains.empty());
    CHECK(found->second.held == 0);
    shares_.erase(found);
}

std::int32_t FairShare::slots_held(std::int64_t job) const {
    const auto found = shares_.find(job);
    return found == shares_.end() ? 0 : found->second.held;
}

void FairShare::check_invariants() const {
    std::size_t ready = 0;
    std::size_t ranked_jobs = 0;
    for (const auto& [job, share] : shares_) {
        ready += share.chains.size();
        if (share.chains.empty()) continue;
        ++ranked_jobs;
        CHECK(ranking_.count(rank(job, share)) == 1);
    }
    CHECK(ready == ready_);
    CHECK(ranked_jobs == ranking_.size());
}

}  // namespace tradepit::broker
