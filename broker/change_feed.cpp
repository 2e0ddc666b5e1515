#include "broker/change_feed.h"

#include <algorithm>

#include "common/protocol_rule.h"

namespace tradepit::broker {

using common::Duration;
using common::Instant;

ChangeFeed::ChangeFeed(Settings settings) : settings_(settings) {
    ask_at(epoch_or_page_, Instant::min());
}

void ChangeFeed::ask_at(Repeat& repeat, Instant at) const {
    repeat.next = at;
    repeat.wait = settings_.resend;
}

bool ChangeFeed::take_due(Repeat& repeat, Instant now, Duration wait_max) {
    if (!repeat.next || now < *repeat.next) return false;
    repeat.next = now + std::min(repeat.wait, wait_max);
    repeat.wait = std::min(repeat.wait * 2, wait_max);
    return true;
}

bool ChangeFeed::granted(const common::EpochGranted& granted, Instant now) {
    if (phase_ != Phase::epoch || granted.nonce != settings_.nonce) return false;
    epoch_ = granted.epoch;
    cursor_ = granted.cursor;
    max_attempts_ = granted.max_attempts;
    phase_ = Phase::pages;
    ask_at(epoch_or_page_, now);
    return true;
}

bool ChangeFeed::page(const common::Page& page, Instant now) {
    if (phase_ == Phase::epoch || !epoch_or_page_.next || page.after != read_upto_) return false;
    if (!page.chains.empty()) {
        for (const auto& chain : page.chains) read_upto_ = std::max(read_upto_, chain.state.chain);
        ask_at(epoch_or_page_, now);
        return true;
    }
    epoch_or_page_.next.reset();
    // This page does not show the change of the wanted chain, so the chain may be on a later page.
    if (wanted_ > read_upto_ && page.cursor < wanted_change_)
        ask_at(epoch_or_page_, now + settings_.resend);
    if (phase_ == Phase::pages) {
        phase_ = Phase::live;
        ask_at(changes_, now);
    }
    return true;
}

bool ChangeFeed::changes(const common::Changes& changes, Instant now) {
    if (phase_ != Phase::live) return false;
    const bool is_answer = asked_cursor_ == changes.from;
    if (is_answer) {
        asked_cursor_.reset();
        // An answer with changes may not have had all of them.
        ask_at(changes_, changes.upto > changes.from ? now : now + CHANGES_EVERY);
    }
    if (changes.from <= cursor_) {
        cursor_ = std::max(cursor_, changes.upto);
    } else {
        // The changes between the cursor and `from` were missed. An unanswered request asks for
        // them already, so it is repeated no sooner than `resend` after it was sent.
        const auto soonest =
            asked_cursor_ ? std::max(now, changes_asked_at_.value_or(now) + settings_.resend) : now;
        if (!changes_.next || soonest < *changes_.next) ask_at(changes_, soonest);
    }
    return true;
}

void ChangeFeed::look_for_chain(std::int64_t chain, std::int64_t change, Instant now) {
    if (chain <= read_upto_) return;
    wanted_ = std::max(wanted_, chain);
    wanted_change_ = std::max(wanted_change_, change);
    if (!epoch_or_page_.next) ask_at(epoch_or_page_, now);
}

std::vector<ChangeFeed::Request> ChangeFeed::due(Instant now) {
    std::vector<Request> requests;
    if (take_due(epoch_or_page_, now, RESEND_MAX)) {
        if (phase_ == Phase::epoch) {
            requests.emplace_back(common::EpochRequest{.nonce = settings_.nonce});
        } else {
            requests.emplace_back(common::PageRequest{.epoch = epoch_, .after = read_upto_});
        }
    }
    if (common::keeps(common::ProtocolRule::change_cursor) &&
        take_due(changes_, now, CHANGES_EVERY)) {
        asked_cursor_ = cursor_;
        changes_asked_at_ = now;
        requests.emplace_back(common::ChangesRequest{.epoch = epoch_, .cursor = cursor_});
    }
    return requests;
}

std::optional<Instant> ChangeFeed::next_deadline() const {
    if (!epoch_or_page_.next) return changes_.next;
    if (!changes_.next) return epoch_or_page_.next;
    return std::min(*epoch_or_page_.next, *changes_.next);
}

}  // namespace tradepit::broker
