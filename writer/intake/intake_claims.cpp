// Intake: claims.
#include <algorithm>
#include <functional>

#include "common/limits.h"
#include "common/text/utf8.h"
#include "writer/intake/intake.h"

namespace tradepit::writer {

using namespace common;

namespace {

bool has_open_attempt(const OpenChain& chain) {
    return std::any_of(chain.open_days.begin(), chain.open_days.end(), [](const auto& entry) {
        return entry.second.attempts.back().state == AttemptState::open;
    });
}

/// The error of a day that fails because its attempts are used up: the error of the newest attempt
/// that has one and was not superseded. Without such an attempt: that all of them were lost.
std::string used_up_error(const OpenDay& open) {
    for (auto at = open.attempts.rbegin(); at != open.attempts.rend(); ++at)
        if (at->state != AttemptState::superseded && !at->error.empty()) return at->error;
    const std::string& last = open.attempts.back().error;
    return "lost: " + std::to_string(open.spent()) + " attempts started and none of them ended" +
           (last.empty() ? "" : "; the last one: " + last);
}

}  // namespace

void Intake::take(const Peer& peer, const Claim& claim,
                  const std::optional<ChainState>& ended_chain, UtcTime now) {
    if (is_stale(peer, claim.epoch)) return;
    OpenChain* chain = find(claim.chain);
    if (chain == nullptr) {
        // A chain that is not stored, or no longer, is answered like one of a cancelled job, so
        // that nobody runs a day of it.
        const ChainState cancelled{
            .chain = claim.chain, .ended_days = 0, .cancelled = true, .attempts = {}};
        return reply(peer, ClaimRefused{claim.request, ended_chain.value_or(cancelled)});
    }
    if (is_repeat(*chain, claim)) {
        if (has_open_attempt(*chain) && chain->claim->request == claim.request)
            return reply(peer, Claimed{claim.request, chain->number, chain->claim->opening,
                                       chain->claim->days});
        return reply(peer, ClaimRefused{claim.request, chain->state()});
    }
    if (claim.dates.empty() || chain->finished() ||
        claim.dates.front() != chain->date(chain->ended))
        return reply(peer, ClaimRefused{claim.request, chain->state()});

    supersede(*chain, claim.reason);
    const auto next_day = chain->open_days.find(chain->ended);
    if (next_day != chain->open_days.end() && next_day->second.spent() >= limits_.max_attempts) {
        OpenDay& open = next_day->second;
        end_day(*chain, next_day->first, DayStatus::failed, used_up_error(open), now,
                open.started.value_or(now));
        return reply(peer, ClaimRefused{claim.request, chain->state()});
    }
    remember_request(*chain, claim);
    open_attempts(*chain, claim);
    if (chain->job->status == JobStatus::pending) {
        chain->job->status = JobStatus::running;
        chain->job->started = now;
        mark_unsaved(chain->job);
    }
    reply(peer, Claimed{claim.request, chain->number, chain->close, chain->claim->days});
}

bool Intake::is_repeat(const OpenChain& chain, const Claim& claim) const {
    if (chain.claim && chain.claim->request == claim.request) return true;
    const std::size_t hash = std::hash<std::string>{}(claim.request);
    return chain.requests_epoch == claim.epoch &&
           std::find(chain.requests.begin(), chain.requests.end(), hash) != chain.requests.end();
}

void Intake::remember_request(OpenChain& chain, const Claim& claim) {
    if (chain.requests_epoch != claim.epoch) chain.requests.clear();
    chain.requests_epoch = claim.epoch;
    chain.requests.push_back(std::hash<std::string>{}(claim.request));
}

void Intake::open_attempts(OpenChain& chain, const Claim& claim) {
    NewestClaim newest{.request = claim.request, .opening = chain.close, .days = {}};
    RecordClaim record{.claim = ++known_.counters.claim,
                       .request = claim.request,
                       .epoch = claim.epoch,
                       .chain = chain.number,
                       .worker = claim.worker,
                       .nonce = claim.nonce,
                       .days = {}};
    // The claim gets its dates in order, up to the first one that is not the chain's next open day
    // or exceeds a limit. take() has checked its first date, so the claim gets at least that one.
    std::int32_t day = chain.ended;
    std::size_t order_bytes = 0;
    for (const Stamp date : claim.dates) {
        if (day == chain.days() || chain.date(day) != date) break;
        if (newest.days.size() == LEASE_DAYS_MAX) break;
        order_bytes += chain.order_bytes_of(day);
        if (!newest.days.empty() && order_bytes > CLAIM_ORDERS_BYTES_MAX) break;
        OpenDay& open = chain.open_days[day];
        if (open.spent() >= limits_.max_attempts) break;
        const auto number = static_cast<std::int32_t>(open.attempts.size()) + 1;
        Attempt& attempt = open.attempts.emplace_back();
        attempt.number = number;
        attempt.worker = claim.worker;
        attempt.nonce = claim.nonce;
        newest.days.push_back({date, number, {}});
        record.days.emplace_back(date, number);
        day = chain.day_after(day);
    }
    chain.claim = std::move(newest);
    commit_.operations.emplace_back(std::move(record));
}

void Intake::supersede(OpenChain& chain, const std::string& reason) {
    // Only the days of the newest claim can have open attempts: the chain's next open day, and days
    // after it.
    for (auto at = chain.open_days.lower_bound(chain.ended); at != chain.open_days.end(); ++at) {
        Attempt& attempt = at->second.attempts.back();
        if (attempt.state != AttemptState::open) continue;
        close_attempt({chain, at->first, at->second, attempt}, AttemptState::superseded,
                      std::string{clipped_utf8(reason, ERROR_BYTES_MAX)});
        mark_changed(chain);
    }
}

}  // namespace tradepit::writer
