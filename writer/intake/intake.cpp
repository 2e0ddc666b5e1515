#include "writer/intake/intake.h"

#include <algorithm>

#include "common/limits.h"
#include "common/protocol_rule.h"

namespace tradepit::writer {

using namespace common;

namespace {

/// Limit of the estimated bytes of the chains in one frame, well below FRAME_BYTES_MAX.
constexpr std::size_t PAGE_BYTES_MAX = std::size_t{512} << 10;

// Estimates of encoded sizes. The numbers stand for the fields of fixed size and are rather too
// large.

std::size_t wire_bytes(const ChainState& state) {
    std::size_t bytes = 32;
    for (const DayAttempt& attempt : state.attempts) bytes += 48 + attempt.worker.value().size();
    return bytes;
}

std::size_t wire_bytes(const Chain& chain) {
    const ChainTerms& terms = chain.terms;
    return 256 + terms.rules.size() + terms.agent.size() + chain.dates.size() * 20 +
           chain.skipped.size() * 5 + wire_bytes(chain.state);
}

}  // namespace

OpenChain* Intake::find(std::int64_t chain) {
    const auto at = known_.chains.find(chain);
    return at == known_.chains.end() ? nullptr : &at->second;
}

bool Intake::may_have_orders(std::int64_t chain) const {
    const auto at = known_.chains.find(chain);
    return at == known_.chains.end() || !at->second.order_bytes.empty();
}

void Intake::reply(const Peer& peer, Message message) {
    commit_.replies.push_back({peer, std::move(message)});
}

// ---- the broker's epoch, pages and changes

void Intake::take(const Peer& peer, const EpochRequest& request) {
    auto [at, is_new] = known_.epochs.try_emplace(request.nonce, 0);
    if (is_new) {
        at->second = ++known_.counters.epoch;
        commit_.operations.emplace_back(RecordEpoch{at->second, request.nonce});
    }
    if (at->second == known_.counters.epoch) broker_ = peer;
    reply(peer,
          EpochGranted{request.nonce, at->second, known_.counters.change, limits_.max_attempts});
}

bool Intake::is_stale(const Peer& peer, std::int64_t epoch) {
    // An epoch above the newest one was given by another database: that broker knows other jobs.
    // keeps() is true, except where tests/simulation compiles this file without the rule.
    if (keeps(ProtocolRule::newest_epoch) && (epoch < 1 || epoch != known_.counters.epoch)) {
        reply(peer, StaleEpoch{known_.counters.epoch});
        return true;
    }
    broker_ = peer;
    return false;
}

void Intake::take(const Peer& peer, const PageRequest& request) {
    if (is_stale(peer, request.epoch)) return;
    Page page{.after = request.after, .chains = {}, .cursor = known_.counters.change};
    std::size_t bytes = 0;
    for (auto at = known_.chains.upper_bound(request.after); at != known_.chains.end(); ++at) {
        Chain chain = at->second.description();
        bytes += wire_bytes(chain);
        if (!page.chains.empty() && bytes > PAGE_BYTES_MAX) break;
        page.chains.push_back(std::move(chain));
        if (page.chains.size() == PAGE_CHAINS_MAX) break;
    }
    reply(peer, std::move(page));
}

void Intake::take(const Peer& peer, const ChangesRequest& request,
                  const std::vector<StoredChange>& changes) {
    if (is_stale(peer, request.epoch)) return;
    Changes answer{.from = request.cursor, .upto = request.cursor, .chains = {}};
    std::size_t bytes = 0;
    for (const StoredChange& change : changes) {
        const OpenChain* open = find(change.chain);
        answer.upto = change.number;
        if (open == nullptr && !change.ended_chain) continue;
        answer.chains.push_back(open != nullptr ? open->state() : *change.ended_chain);
        bytes += wire_bytes(answer.chains.back());
        if (bytes > PAGE_BYTES_MAX) break;
    }
    reply(peer, std::move(answer));
}

// ---- the end of a commit

void Intake::mark_changed(OpenChain& chain) {
    if (chain.changed) return;
    chain.changed = true;
    changed_chains_.push_back(chain.number);
}

void Intake::save_attempts() {
    for (const auto& [number, day] : unsaved_days_) {
        OpenChain& chain = known_.chains.at(number);
        for (Attempt& attempt : chain.open_days.at(day).attempts) {
            if (!attempt.unsaved) continue;
            attempt.unsaved = false;
            commit_.operations.emplace_back(
                SaveAttempt{.key = {number, chain.date(day), attempt.number},
                            .state = attempt.state,
                            .started = attempt.started,
                            .last_batch = attempt.last_batch,
                            .event_count = attempt.event_count,
                            .digest = attempt.digest,
                            .error = attempt.error});
        }
    }
    unsaved_days_.clear();
}

void Intake::number_changes() {
    Changes push{.from = known_.counters.change, .upto = known_.counters.change, .chains = {}};
    std::size_t bytes = 0;
    const auto send = [&] {
        if (!broker_.empty() && !push.chains.empty()) reply(broker_, push);
        push = {.from = push.upto, .upto = push.upto, .chains = {}};
        bytes = 0;
    };
    for (const std::int64_t number : changed_chains_) {
        OpenChain& chain = known_.chains.at(number);
        chain.changed = false;
        push.upto = ++known_.counters.change;
        commit_.operations.emplace_back(SaveChange{number, push.upto});
        push.chains.push_back(chain.state());
        bytes += wire_bytes(push.chains.back());
        if (chain.stats_changed)
            commit_.operations.emplace_back(SaveSeriesStats{number, *chain.stats});
        chain.stats_changed = false;
        if (bytes > PAGE_BYTES_MAX) send();
    }
    send();
    changed_chains_.clear();
}

Counters Intake::reserve(const Counters& count) {
    const Counters before = known_.counters;
    known_.counters.epoch += count.epoch;
    known_.counters.change += count.change;
    known_.counters.job += count.job;
    known_.counters.chain += count.chain;
    known_.counters.claim += count.claim;
    known_.counters.detail += count.detail;
    known_.counters.position += count.position;
    return before;
}

Commit Intake::finish() {
    save_attempts();
    number_changes();
    for (const auto& job : unsaved_jobs_) {
        job->unsaved = false;
        SaveJob save{.job = job->job,
                     .number = job->number,
                     .status = job->status,
                     .counts = job->counts,
                     .started = job->started,
                     .completed = job->completed,
                     .error = {}};
        if (job->counts.all_ended() && job->counts.failed > 0)
            save.error = std::to_string(job->counts.failed) + " of " +
                         std::to_string(job->counts.total) + " model-days failed";
        commit_.operations.emplace_back(std::move(save));
    }
    return std::exchange(commit_, {});
}

void Intake::committed() {
    for (const auto& [number, day] : ended_days_) known_.chains.at(number).open_days.erase(day);
    ended_days_.clear();
    for (const auto& job : unsaved_jobs_) {
        if (!job->counts.all_ended()) continue;
        const auto first = known_.chains.lower_bound(job->first_chain);
        known_.chains.erase(first, known_.chains.lower_bound(job->first_chain + job->chains));
    }
    unsaved_jobs_.clear();
    answered_keys_.clear();
}

}  // namespace tradepit::writer
