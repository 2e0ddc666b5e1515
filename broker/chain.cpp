#include "broker/chain.h"

#include <algorithm>
#include <utility>

#include "common/limits.h"

namespace tradepit::broker {

using common::AttemptState;

bool Leased::covers(std::size_t day, std::int32_t attempt) const {
    return std::find(days.begin(), days.end(), LeasedDay{day, attempt}) != days.end();
}

bool may_move(const ChainPhase& from, const ChainPhase& to) {
    if (std::holds_alternative<Over>(from)) return false;
    return !std::holds_alternative<Claiming>(to) || std::holds_alternative<Ready>(from);
}

BrokerChain::BrokerChain(common::Chain chain) : facts_(std::move(chain)) {
    const auto days_max = static_cast<std::int32_t>(common::LEASE_DAYS_MAX);
    facts_.lease_days_max = std::clamp(facts_.lease_days_max, 1, days_max);
    if (common::fault_of(facts_.needs)) facts_.needs = common::need(common::CPU);
    if (facts_.order == common::Order::date) facts_.lease_days_max = 1;
    newest_.resize(facts_.dates.size());
    advance_to(0);
    const auto state = std::exchange(facts_.state, {});
    facts_.state.chain = state.chain;
    merge(state);
}

std::optional<std::size_t> BrokerChain::day_of(const common::Stamp& date) const {
    const auto found = std::lower_bound(facts_.dates.begin(), facts_.dates.end(), date);
    if (found == facts_.dates.end() || *found != date) return std::nullopt;
    return static_cast<std::size_t>(found - facts_.dates.begin());
}

bool BrokerChain::skipped(std::size_t day) const {
    return std::binary_search(facts_.skipped.begin(), facts_.skipped.end(),
                              static_cast<std::int32_t>(day));
}

bool BrokerChain::begun() const {
    std::size_t day = 0;
    while (day < next_day_ && skipped(day)) ++day;
    return day < next_day_ || (!over() && newest_[next_day_].attempt > 0);
}

void BrokerChain::advance_to(std::size_t day) {
    next_day_ = std::clamp(day, next_day_, facts_.dates.size());
    while (next_day_ < facts_.dates.size() && skipped(next_day_)) ++next_day_;
}

std::vector<common::Stamp> BrokerChain::claimable() const {
    std::vector<common::Stamp> dates;
    const auto days_max = static_cast<std::size_t>(facts_.lease_days_max);
    for (auto day = next_day_; day < facts_.dates.size() && dates.size() < days_max; ++day)
        if (!skipped(day)) dates.push_back(facts_.dates[day]);
    return dates;
}

bool BrokerChain::cannot_end_its_day(std::size_t day, std::int32_t attempt) const {
    const auto& known = newest_[day];
    if (attempt != known.attempt) return attempt < known.attempt;
    return known.state == AttemptState::superseded || known.state == AttemptState::refused ||
           known.state == AttemptState::released;
}

BrokerChain::MergeResult BrokerChain::merge(const common::ChainState& state) {
    MergeResult result;
    const auto before = next_day_;
    cancelled_ = cancelled_ || state.cancelled;
    advance_to(cancelled_ ? facts_.dates.size()
                          : static_cast<std::size_t>(std::max(state.ended_days, 0)));
    result.next_day_moved = next_day_ != before;
    for (const auto& seen : state.attempts) merge_attempt(seen, result);
    if (auto* lease = std::get_if<Leased>(&phase))
        std::erase_if(lease->days, [&](const LeasedDay& leased) { return leased.day < next_day_; });
    return result;
}

void BrokerChain::merge_attempt(const common::DayAttempt& seen, MergeResult& result) {
    const auto day = day_of(seen.date);
    if (!day) return;
    auto& known = newest_[*day];
    const bool newer = seen.attempt > known.attempt;
    const bool ended = seen.attempt == known.attempt && seen.state != AttemptState::open &&
                       known.state == AttemptState::open;
    if (!newer && !ended) return;
    known = {.attempt = seen.attempt, .attempts_spent = seen.attempts_spent, .state = seen.state};
    if (*day < next_day_) return;
    if (*day == next_day_ &&
        (seen.state == AttemptState::failed || seen.state == AttemptState::refused))
        result.failed = common::AttemptKey{number(), seen.date, seen.attempt};
    auto* lease = std::get_if<Leased>(&phase);
    if (lease == nullptr) return;
    if (seen.state != AttemptState::open && lease->covers(*day, seen.attempt))
        std::erase_if(lease->days, [&](const LeasedDay& leased) { return leased.day >= *day; });
    std::erase_if(lease->days, [&](const LeasedDay& leased) {
        return leased.day == *day && leased.attempt < seen.attempt;
    });
}

std::optional<std::vector<LeasedDay>> BrokerChain::granted(
    const std::vector<common::ClaimedDay>& days) {
    std::vector<LeasedDay> leased;
    for (const auto& claimed : days) {
        const auto day = day_of(claimed.date);
        if (!day || claimed.attempt < newest_[*day].attempt) return std::nullopt;
        auto& known = newest_[*day];
        if (claimed.attempt > known.attempt)
            known = {.attempt = claimed.attempt, .attempts_spent = known.attempts_spent};
        if (known.state != AttemptState::open) return std::nullopt;
        leased.push_back({.day = *day, .attempt = claimed.attempt});
    }
    std::sort(leased.begin(), leased.end(),
              [](const LeasedDay& a, const LeasedDay& b) { return a.day < b.day; });
    if (leased.empty() || leased.front().day != next_day_) return std::nullopt;
    return leased;
}

}  // namespace tradepit::broker
