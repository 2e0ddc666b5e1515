#include "broker/chain.h"

#include <algorithm>
#include <utility>

#include "common/limits.h"

namespace tradepit::broker {

using common::AttemptState;

bool Leased::covers(std::size_t day, std::int32_t attempt) const {
    return std::find(days.begin(), days.end(), LeasedDay{day, attempt}) != days.end();
}

bool legal(const Place& from, const Place& to) {
    if (std::holds_alternative<Over>(from)) return false;
    return !std::holds_alternative<Claiming>(to) || std::holds_alternative<Ready>(from);
}

ChainRecord::ChainRecord(common::Chain chain) : facts_(std::move(chain)) {
    const auto stretch_max = static_cast<std::int32_t>(common::STRETCH_DAYS_MAX);
    facts_.stretch = std::clamp(facts_.stretch, 1, stretch_max);
    if (facts_.order == common::Order::date) facts_.stretch = 1;
    newest_.resize(facts_.dates.size());
    advance_to(0);
    const auto state = std::exchange(facts_.state, {});
    facts_.state.chain = state.chain;
    merge(state);
}

std::optional<std::size_t> ChainRecord::day_of(const common::Stamp& date) const {
    const auto found = std::lower_bound(facts_.dates.begin(), facts_.dates.end(), date);
    if (found == facts_.dates.end() || *found != date) return std::nullopt;
    return static_cast<std::size_t>(found - facts_.dates.begin());
}

bool ChainRecord::skipped(std::size_t day) const {
    return std::binary_search(facts_.skipped.begin(), facts_.skipped.end(),
                              static_cast<std::int32_t>(day));
}

bool ChainRecord::begun() const {
    std::size_t day = 0;
    while (day < front_ && skipped(day)) ++day;
    return day < front_ || (!over() && newest_[front_].attempt > 0);
}

void ChainRecord::advance_to(std::size_t day) {
    front_ = std::clamp(day, front_, facts_.dates.size());
    while (front_ < facts_.dates.size() && skipped(front_)) ++front_;
}

std::vector<common::Stamp> ChainRecord::claimable() const {
    std::vector<common::Stamp> dates;
    const auto most = static_cast<std::size_t>(facts_.stretch);
    for (auto day = front_; day < facts_.dates.size() && dates.size() < most; ++day)
        if (!skipped(day)) dates.push_back(facts_.dates[day]);
    return dates;
}

bool ChainRecord::dead(std::size_t day, std::int32_t attempt) const {
    const auto& known = newest_[day];
    if (attempt != known.attempt) return attempt < known.attempt;
    return known.state == AttemptState::superseded || known.state == AttemptState::refused ||
           known.state == AttemptState::released;
}

ChainRecord::News ChainRecord::merge(const common::ChainState& state) {
    News news;
    const auto before = front_;
    cancelled_ = cancelled_ || state.cancelled;
    advance_to(cancelled_ ? facts_.dates.size()
                          : static_cast<std::size_t>(std::max(state.ended, 0)));
    news.front_moved = front_ != before;
    for (const auto& seen : state.attempts) merge_attempt(seen, news);
    if (auto* lease = std::get_if<Leased>(&place))
        std::erase_if(lease->days, [&](const LeasedDay& leased) { return leased.day < front_; });
    return news;
}

void ChainRecord::merge_attempt(const common::DayAttempt& seen, News& news) {
    const auto day = day_of(seen.date);
    if (!day) return;
    auto& known = newest_[*day];
    const bool newer = seen.attempt > known.attempt;
    const bool ended = seen.attempt == known.attempt && seen.state != AttemptState::open &&
                       known.state == AttemptState::open;
    if (!newer && !ended) return;
    known = {.attempt = seen.attempt, .started = seen.started, .state = seen.state};
    if (*day < front_) return;
    if (*day == front_ &&
        (seen.state == AttemptState::failed || seen.state == AttemptState::refused))
        news.failed = common::AttemptKey{number(), seen.date, seen.attempt};
    auto* lease = std::get_if<Leased>(&place);
    if (lease == nullptr) return;
    if (seen.state != AttemptState::open && lease->covers(*day, seen.attempt))
        std::erase_if(lease->days, [&](const LeasedDay& leased) { return leased.day >= *day; });
    std::erase_if(lease->days, [&](const LeasedDay& leased) {
        return leased.day == *day && leased.attempt < seen.attempt;
    });
}

std::optional<std::vector<LeasedDay>> ChainRecord::granted(
    const std::vector<common::ClaimedDay>& days) {
    std::vector<LeasedDay> leased;
    for (const auto& claimed : days) {
        const auto day = day_of(claimed.date);
        if (!day || claimed.attempt < newest_[*day].attempt) return std::nullopt;
        auto& known = newest_[*day];
        if (claimed.attempt > known.attempt)
            known = {.attempt = claimed.attempt, .started = known.started};
        if (known.state != AttemptState::open) return std::nullopt;
        leased.push_back({.day = *day, .attempt = claimed.attempt});
    }
    std::sort(leased.begin(), leased.end(),
              [](const LeasedDay& a, const LeasedDay& b) { return a.day < b.day; });
    if (leased.empty() || leased.front().day != front_) return std::nullopt;
    return leased;
}

}  // namespace tradepit::broker
