#include "worker/slots/outbox.h"

#include <algorithm>

#include "common/check.h"

namespace tradepit::worker {

using common::AttemptKey;
using common::Instant;

Room& Room::operator+=(const Room& more) {
    batches += more.batches;
    bytes += more.bytes;
    return *this;
}

void Outbox::add(const AttemptKey& key, std::int64_t number, std::string frame, Last last) {
    Attempt& attempt = attempts_[key];
    CHECK(!attempt.finished);
    CHECK(number == attempt.last() + 1);
    attempt.frames.push_back(std::move(frame));
    attempt.finished = last == Last::yes;
    if (!attempt.sends_no_more()) due_.insert(key);
}

const std::string* Outbox::due(Instant now) {
    while (!timers_.empty() && timers_.begin()->first <= now) {
        const AttemptKey key = timers_.begin()->second;
        Attempt& attempt = attempts_.at(key);
        set_timer(key, attempt, std::nullopt);
        attempt.probe_wait =
            std::min(attempt.probe_wait.value_or(policy_.resend_after) * 2, policy_.resend_max);
        attempt.sent = attempt.acked;
        due_.insert(key);
    }
    if (due_.empty()) return nullptr;
    const Attempt& attempt = attempts_.at(*due_.begin());
    return &attempt.frames[static_cast<std::size_t>(attempt.sent - attempt.acked)];
}

void Outbox::sent(Instant now) {
    CHECK(!due_.empty());
    const auto first = due_.begin();
    Attempt& attempt = attempts_.at(*first);
    ++attempt.sent;
    // The timer starts with the first batch of a round; later batches do not put a resend off.
    if (!attempt.resend_at)
        set_timer(*first, attempt, now + attempt.probe_wait.value_or(policy_.resend_after));
    if (attempt.sends_no_more()) due_.erase(first);
}

std::optional<Instant> Outbox::next_resend() const {
    if (timers_.empty()) return std::nullopt;
    return timers_.begin()->first;
}

Outbox::Acked Outbox::acknowledge(const AttemptKey& key, std::int64_t upto, Instant now) {
    const auto at = attempts_.find(key);
    if (at == attempts_.end()) return {};
    Attempt& attempt = at->second;
    upto = std::min(upto, attempt.last());
    if (upto <= attempt.acked) {
        // The writer answers, and waits for something else before it takes the batch. So the probes
        // go on at their first interval.
        if (attempt.probe_wait) attempt.probe_wait = policy_.resend_after;
        const auto soon = now + policy_.resend_after;
        if (attempt.resend_at && *attempt.resend_at > soon) set_timer(key, attempt, soon);
        return {};
    }

    Acked acked;
    acked.started = attempt.acked == 0;
    for (; attempt.acked < upto; ++attempt.acked) {
        acked.freed += Room{1, attempt.frames.front().size()};
        attempt.frames.pop_front();
    }
    attempt.sent = std::max(attempt.sent, attempt.acked);
    attempt.probe_wait.reset();
    const bool in_flight = attempt.sent > attempt.acked;
    set_timer(key, attempt, in_flight ? std::optional{now + policy_.resend_after} : std::nullopt);
    if (attempt.sends_no_more())
        due_.erase(key);
    else
        due_.insert(key);
    acked.done = attempt.finished && attempt.frames.empty();
    if (acked.done) erase(at);
    return acked;
}

void Outbox::resend_all() {
    for (auto& [key, attempt] : attempts_) {
        set_timer(key, attempt, std::nullopt);
        attempt.probe_wait.reset();
        attempt.sent = attempt.acked;
        if (!attempt.frames.empty()) due_.insert(key);
    }
}

Room Outbox::forget(std::int64_t chain, common::Stamp date) {
    Room freed;
    auto at = attempts_.lower_bound(AttemptKey{chain, date, 0});
    while (at != attempts_.end() && at->first.chain == chain) freed += erase(at++);
    return freed;
}

Room Outbox::forget_chain(std::int64_t chain) {
    Room freed;
    // 1900-01-01 is the earliest date that a stamp can have.
    auto at = attempts_.lower_bound(AttemptKey{chain, *common::Stamp::parse("1900-01-01"), 0});
    while (at != attempts_.end() && at->first.chain == chain) freed += erase(at++);
    return freed;
}

Room Outbox::forget_all() {
    Room freed;
    while (!attempts_.empty()) freed += erase(attempts_.begin());
    return freed;
}

std::vector<AttemptKey> Outbox::finished() const {
    std::vector<AttemptKey> keys;
    for (const auto& [key, attempt] : attempts_)
        if (attempt.finished) keys.push_back(key);
    return keys;
}

void Outbox::set_timer(const AttemptKey& key, Attempt& attempt, std::optional<Instant> at) {
    if (attempt.resend_at) timers_.erase({*attempt.resend_at, key});
    attempt.resend_at = at;
    if (at) timers_.insert({*at, key});
}

Room Outbox::erase(Attempts::iterator at) {
    Room freed;
    for (const auto& frame : at->second.frames) freed += Room{1, frame.size()};
    set_timer(at->first, at->second, std::nullopt);
    due_.erase(at->first);
    attempts_.erase(at);
    return freed;
}

}  // namespace tradepit::worker
