// Intake: batches of events, and the ends of attempts. keeps() is true in the programs; only
// tests/simulation compiles this file again, each time without one of the protocol's rules.
#include <algorithm>
#include <iterator>

#include "common/digest.h"
#include "common/limits.h"
#include "common/protocol_rule.h"
#include "common/text/utf8.h"
#include "writer/intake/intake.h"

namespace tradepit::writer {

using namespace common;

namespace {

std::string clipped_error(const std::string& text) {
    return std::string{clipped_utf8(text, ERROR_BYTES_MAX)};
}

/// What count_late() adds to the late events: the batch's events, and one more for an end. Octets
/// that cannot be decoded count as no event.
std::int64_t late_events_of(const Batch& batch) {
    const auto decoded = decode_events(batch.events.octets);
    const auto* events = std::get_if<std::vector<Event>>(&decoded);
    return static_cast<std::int64_t>(events != nullptr ? events->size() : 0) + (batch.end ? 1 : 0);
}

/// Whether the attempt was refused or superseded: its batches are not accepted any more, and the
/// rows of its day are deleted or belong to another attempt.
bool is_dead(AttemptState state) {
    return state == AttemptState::refused ||
           (state == AttemptState::superseded && keeps(ProtocolRule::fencing));
}

bool takes_batches(AttemptState state) {
    return state == AttemptState::open ||
           (state == AttemptState::superseded && !keeps(ProtocolRule::fencing));
}

/// Whether this is the batch after the last one that was taken.
bool is_next(std::int64_t number, std::int64_t last) {
    if (number <= last) return !keeps(ProtocolRule::deduplication);
    return number == last + 1 || !keeps(ProtocolRule::no_gaps);
}

/// Whether both nonces were drawn at the same start of a worker.
bool is_of_boot(std::uint64_t nonce, std::uint64_t boot) {
    return nonce == boot || !keeps(ProtocolRule::boot_nonce);
}

/// When an attempt that ends now began, if it took `agent_ms`. A worker states that time, so it is
/// not trusted: it is clamped to 0 to 7 days.
UtcTime begin_by_agent_time(UtcTime now, std::int64_t agent_ms) {
    constexpr std::int64_t LONGEST_MS = std::int64_t{7} * 24 * 3600 * 1000;
    return now - std::chrono::milliseconds{std::clamp<std::int64_t>(agent_ms, 0, LONGEST_MS)};
}

}  // namespace

bool Intake::needs_stored_attempt(const AttemptKey& key) const {
    const auto at = known_.chains.find(key.chain);
    if (at == known_.chains.end()) return true;
    const auto day = at->second.day_of(key.date);
    return day && *day < at->second.ended && !at->second.open_days.contains(*day);
}

void Intake::take(const Peer& peer, Batch batch, const std::optional<StoredAttempt>& stored,
                  UtcTime now) {
    const AttemptKey key = batch.key;
    if (needs_stored_attempt(key)) {
        const bool is_known = stored && is_of_boot(stored->nonce, batch.nonce);
        if (is_known && is_dead(stored->state) && batch.number > stored->last_batch)
            count_late(batch);
        if (!is_known || is_dead(stored->state))
            return reply(peer, Superseded{key, "the day has ended without this attempt"});
        return reply(peer, Ack{key, stored->last_batch});
    }
    OpenChain* chain = find(key.chain);
    const auto day = chain->day_of(key.date);
    const auto open = day ? chain->open_days.find(*day) : chain->open_days.end();
    if (open == chain->open_days.end() || key.attempt < 1 ||
        static_cast<std::size_t>(key.attempt) > open->second.attempts.size())
        return reply(peer, Superseded{key, "no such attempt"});
    Attempt& attempt = open->second.attempts[static_cast<std::size_t>(key.attempt) - 1];
    if (!is_of_boot(attempt.nonce, batch.nonce))
        return reply(peer, Superseded{key, "the attempt is another boot's"});
    if (is_dead(attempt.state)) {
        if (batch.number > attempt.last_batch) {
            count_late(batch);
            attempt.last_batch = batch.number;  // as CountLate stores it
        }
        return reply(peer, Superseded{key, attempt.state == AttemptState::refused
                                               ? "refused: " + attempt.error
                                           : chain->cancelled ? "the job was cancelled"
                                                              : "a later claim took the day"});
    }
    const bool next = takes_batches(attempt.state) && is_next(batch.number, attempt.last_batch);
    // A day can only complete or fail after the days before it. Until then its end is not
    // acknowledged, so the worker sends it again.
    const bool early = batch.end && batch.end->ending != Ending::released && *day > chain->ended;
    if (!next || early) return reply(peer, Ack{key, attempt.last_batch});
    take_batch(peer, batch, {*chain, *day, open->second, attempt}, now);
}

void Intake::count_late(const Batch& batch) {
    const auto events = late_events_of(batch);
    if (events > 0) commit_.operations.emplace_back(CountLate{batch.key, batch.number, events});
}

void Intake::take_batch(const Peer& peer, Batch& batch, const Target& target, UtcTime now) {
    Attempt& attempt = target.attempt;
    attempt.started = true;
    attempt.last_batch = batch.number;
    mark_unsaved(target);
    if (batch.end) return take_end(peer, batch, target, now);

    // While an earlier day is open, the close that this day starts from is not known.
    const Close* opening = target.day == target.chain.ended ? &target.chain.close : nullptr;
    const std::int32_t last_stored_step = attempt.ledger.steps();
    std::vector<Event> events;
    if (auto fault = take_events(batch, target, opening, events))
        return refuse(peer, target, *fault);
    set_running(target.chain, target.day, target.open, now);
    // Until the day ends, its rows have the figures that follow from the value of action 0.
    std::optional<Figures> provisional;
    if (opening != nullptr)
        provisional =
            figures(attempt.ledger.first_value(), opening->value, target.chain.series.value);
    store_events(target, std::move(events), last_stored_step, provisional);
    reply(peer, Ack{batch.key, attempt.last_batch});
}

std::optional<std::string> Intake::take_events(Batch& batch, const Target& target,
                                               const Close* opening, std::vector<Event>& events) {
    Attempt& attempt = target.attempt;
    auto decoded = decode_events(batch.events.octets);
    if (const auto* malformed = std::get_if<Malformed>(&decoded)) return malformed->text();
    events = std::move(std::get<std::vector<Event>>(decoded));
    attempt.event_count += static_cast<std::int64_t>(events.size());
    if (attempt.event_count > static_cast<std::int64_t>(ATTEMPT_EVENTS_MAX))
        return "more than " + std::to_string(ATTEMPT_EVENTS_MAX) + " events";
    attempt.digest = next_digest(attempt.digest, batch.events.octets);
    return attempt.ledger.add(events, opening);
}

void Intake::store_events(const Target& target, std::vector<Event> events,
                          std::int32_t last_stored_step, const std::optional<Figures>& figures) {
    if (events.empty()) return;
    const auto positions = std::count_if(events.begin(), events.end(), [](const Event& event) {
        return std::holds_alternative<Position>(event);
    });
    const std::int64_t first = known_.counters.position + 1;
    DayLedger& ledger = target.attempt.ledger;
    if (positions > 0) {
        known_.counters.position += positions;
        const bool earlier_have_figures = ledger.actions() == positions || ledger.has_figures();
        ledger.note_stored(known_.counters.position, figures.has_value() && earlier_have_figures);
    }
    commit_.operations.emplace_back(StoreEvents{.names = target.chain.names,
                                                .date = target.chain.date(target.day),
                                                .events = std::move(events),
                                                .first_position = first,
                                                .last_stored_step = last_stored_step,
                                                .figures = figures});
}

void Intake::take_end(const Peer& peer, Batch& batch, const Target& target, UtcTime now) {
    const End& end = *batch.end;
    OpenChain& chain = target.chain;
    if (end.ending == Ending::completed) {
        if (auto fault = complete(batch, target, now)) return refuse(peer, target, *fault);
        return reply(peer, Ack{batch.key, batch.number});
    }
    if (end.ending == Ending::released) {
        close_attempt(target, AttemptState::released, clipped_error(end.error));
    } else {
        const UtcTime started =
            target.open.started.value_or(begin_by_agent_time(now, end.agent_ms));
        const std::string error = end.error.empty() ? "failed" : clipped_error(end.error);
        close_attempt(target, AttemptState::failed, error);
        if (end.ending == Ending::failed_permanent || target.open.spent() >= limits_.max_attempts)
            end_day(chain, target.day, DayStatus::failed, error, now, started);
    }
    mark_changed(chain);
    reply(peer, Ack{batch.key, batch.number});
}

std::optional<std::string> Intake::complete(Batch& batch, const Target& target, UtcTime now) {
    OpenChain& chain = target.chain;
    Attempt& attempt = target.attempt;
    DayLedger& ledger = attempt.ledger;
    const End& end = *batch.end;
    const std::int32_t last_stored_step = ledger.steps();
    const std::int32_t stored_rows = ledger.actions();
    std::vector<Event> events;
    if (auto fault = take_events(batch, target, &chain.close, events)) return fault;
    if (keeps(ProtocolRule::digest) && end.event_count != attempt.event_count)
        return std::to_string(attempt.event_count) + " events, and the end counts " +
               std::to_string(end.event_count);
    if (keeps(ProtocolRule::digest) && end.digest != hex(attempt.digest))
        return "the digest of the events differs";
    if (end.opening != chain.close) return "the opening is not the committed close";
    if (auto fault = ledger.difference_from(chain.close, end.close)) return fault;

    const Money previous_value = chain.close.value;
    const Figures final = figures(end.close.value, previous_value, chain.series.value);
    const bool stored_are_final =
        ledger.has_figures() &&
        figures(ledger.first_value(), previous_value, chain.series.value) == final;
    store_events(target, std::move(events), last_stored_step, final);
    const Stamp date = chain.date(target.day);
    if (stored_rows > 0 && !stored_are_final)
        commit_.operations.emplace_back(UpdateFigures{chain.names, date, final});

    const Closing closing{.date = date,
                          .position_id = ledger.last_position(),
                          .cash = end.close.cash,
                          .figures = final,
                          .trades = ledger.trades()};
    chain.stats = next_stats(chain.stats, chain.series, closing);
    commit_.operations.emplace_back(SaveClosing{chain.number, *chain.stats});
    chain.stats_changed = true;
    chain.close = end.close;
    attempt.state = AttemptState::completed;
    end_day(chain, target.day, DayStatus::completed, {}, now,
            target.open.started.value_or(begin_by_agent_time(now, end.agent_ms)));
    return std::nullopt;
}

void Intake::refuse(const Peer& peer, const Target& target, const std::string& reason) {
    const OpenChain& chain = target.chain;
    const AttemptKey key{chain.number, chain.date(target.day), target.attempt.number};
    commit_.alarms.push_back("job " + chain.names->job + ", model " + chain.names->model + ", " +
                             key.date.text() + ", attempt " + std::to_string(key.attempt) +
                             " of worker " + target.attempt.worker.value() + " refused: " + reason);
    close_attempt(target, AttemptState::refused, clipped_error(reason));
    mark_changed(target.chain);
    reply(peer, Superseded{key, "refused: " + target.attempt.error});
}

void Intake::close_attempt(const Target& target, AttemptState state, const std::string& error) {
    Attempt& attempt = target.attempt;
    attempt.state = state;
    attempt.error = error;
    // An attempt without events has no rows: the batch that ends it as released, failed or refused
    // stores none.
    if (attempt.event_count > 0 &&
        (keeps(ProtocolRule::fencing) || state != AttemptState::superseded))
        commit_.operations.emplace_back(
            DeleteRows{target.chain.names, target.chain.date(target.day)});
    attempt.ledger = {};
    set_pending(target.chain, target.day, target.open);
    mark_unsaved(target);
}

void Intake::mark_unsaved(const Target& target) {
    target.attempt.unsaved = true;
    const std::pair key{target.chain.number, target.day};
    if (unsaved_days_.empty() || unsaved_days_.back() != key) unsaved_days_.push_back(key);
}

}  // namespace tradepit::writer
