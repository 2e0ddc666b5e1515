#include "writer/intake/open_chain.h"

#include <algorithm>

#include "common/protocol_rule.h"

namespace tradepit::writer {

using namespace common;

std::int32_t OpenDay::spent() const {
    // keeps() is true, except where tests/simulation compiles this file without the rule.
    std::int32_t count = 0;
    for (const Attempt& attempt : attempts)
        count += (attempt.started || !keeps(ProtocolRule::started_budget)) &&
                 attempt.state != AttemptState::released;
    return count;
}

std::optional<std::int32_t> OpenChain::day_of(Stamp wanted) const {
    const auto first = job->dates.begin() + static_cast<std::ptrdiff_t>(first_date);
    const auto at = std::lower_bound(first, job->dates.end(), wanted);
    if (at == job->dates.end() || *at != wanted) return std::nullopt;
    return static_cast<std::int32_t>(at - first);
}

std::int32_t OpenChain::day_after(std::int32_t day) const {
    do ++day;
    while (day < days() && is_skipped(day));
    return day;
}

ChainState OpenChain::state() const {
    ChainState state{.chain = number, .ended_days = ended, .cancelled = cancelled, .attempts = {}};
    if (cancelled) return state;
    for (auto at = open_days.lower_bound(ended); at != open_days.end(); ++at) {
        const Attempt& newest = at->second.attempts.back();
        state.attempts.push_back({.date = date(at->first),
                                  .attempt = newest.number,
                                  .worker = newest.worker,
                                  .nonce = newest.nonce,
                                  .state = newest.state,
                                  .attempts_spent = at->second.spent()});
    }
    return state;
}

Chain OpenChain::description() const {
    Chain chain{
        .terms = {.job = job->job,
                  .model = ModelName{names->model},
                  .market = job->market,
                  .price_set = job->price_set,
                  .price_hash = job->price_hash,
                  .rules = job->rules,
                  .agent = agent,
                  .opening_value = series.value},
        .job_number = job->number,
        .job_chains = job->chains,
        .priority = job->settings.priority,
        .order = job->settings.order,
        .needs = needs,
        .lease_days_max = lease_days_max,
        .dates = {job->dates.begin() + static_cast<std::ptrdiff_t>(first_date), job->dates.end()},
        .skipped = {},
        .state = state()};
    for (std::int32_t day = 0; day < days(); ++day)
        if (is_skipped(day)) chain.skipped.push_back(day);
    return chain;
}

}  // namespace tradepit::writer
