#include "broker/fair_share.h"

#include <utility>

#include "common/check.h"

namespace tradepit::broker {

using common::Needs;

FairShare::Rank FairShare::rank_of(std::int64_t job, const Share& share) {
    return {-std::int64_t{share.priority}, share.held, share.served, job};
}

FairShare::Share& FairShare::share_of(std::int64_t job) {
    const auto [found, fresh] = shares_.try_emplace(job);
    if (fresh) found->second.served = ++sequence_;
    return found->second;
}

void FairShare::unrank(std::int64_t job, const Share& share, const Needs& needs) {
    const auto ranking = rankings_.find(needs);
    CHECK(ranking->second.erase(rank_of(job, share)) == 1);
    if (ranking->second.empty()) rankings_.erase(ranking);
}

void FairShare::unrank(std::int64_t job, const Share& share) {
    for (const auto& [needs, chains] : share.chains) unrank(job, share, needs);
}

void FairShare::rank(std::int64_t job, const Share& share) {
    for (const auto& [needs, chains] : share.chains) rankings_[needs].insert(rank_of(job, share));
}

std::uint64_t FairShare::add(std::int64_t job, std::int32_t priority, const Needs& needs,
                             std::int64_t chain) {
    auto& share = share_of(job);
    if (share.priority != priority) {
        unrank(job, share);
        share.priority = priority;
        rank(job, share);
    }
    const auto [chains, fresh] = share.chains.try_emplace(needs);
    if (fresh) rankings_[needs].insert(rank_of(job, share));
    const auto turn = ++sequence_;
    chains->second.emplace(turn, chain);
    ++ready_;
    return turn;
}

void FairShare::remove(std::int64_t job, const Needs& needs, std::uint64_t turn) {
    auto& share = share_of(job);
    const auto chains = share.chains.find(needs);
    CHECK(chains != share.chains.end());
    CHECK(chains->second.erase(turn) == 1);
    --ready_;
    if (!chains->second.empty()) return;
    unrank(job, share, needs);
    share.chains.erase(chains);
}

std::optional<std::int64_t> FairShare::next(
    const std::function<bool(const Needs&)>& can_run) const {
    // A job's chains with different needs have one rank; among them their turns decide.
    std::optional<std::pair<Rank, std::uint64_t>> most_urgent;
    std::optional<std::int64_t> next;
    for (const auto& [needs, ranking] : rankings_) {
        const Rank& rank = *ranking.begin();
        const auto& [turn, chain] = *shares_.at(std::get<3>(rank)).chains.at(needs).begin();
        if (most_urgent && std::pair{rank, turn} > *most_urgent) continue;
        if (!can_run(needs)) continue;
        most_urgent = {rank, turn};
        next = chain;
    }
    return next;
}

void FairShare::slot_taken(std::int64_t job) {
    auto& share = share_of(job);
    unrank(job, share);
    ++share.held;
    share.served = ++sequence_;
    rank(job, share);
}

void FairShare::slot_given_back(std::int64_t job) {
    auto& share = share_of(job);
    CHECK(share.held > 0);
    unrank(job, share);
    --share.held;
    rank(job, share);
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
    std::size_t expected_ranks = 0;
    for (const auto& [job, share] : shares_) {
        for (const auto& [needs, chains] : share.chains) {
            CHECK(!chains.empty());
            ready += chains.size();
            ++expected_ranks;
            CHECK(rankings_.at(needs).count(rank_of(job, share)) == 1);
        }
    }
    CHECK(ready == ready_);
    for (const auto& [needs, ranking] : rankings_) {
        CHECK(!ranking.empty());
        CHECK(ranking.size() <= expected_ranks);
        expected_ranks -= ranking.size();
    }
    CHECK(expected_ranks == 0);
}

}  // namespace tradepit::broker
