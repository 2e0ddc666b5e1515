#include "tests/simulation/slot_run.h"

#include <algorithm>
#include <utility>

#include "common/digest.h"
#include "worker/agents/model_day.h"

namespace tradepit::simulation {

using namespace common;
using worker::end_without_completion;
using worker::StopRequest;

namespace {

constexpr const char* ERROR = "as planned";

}  // namespace

SlotRun::SlotRun(World& world, const worker::Leases::Lease& lease, WorkerName worker)
    : world_{world},
      assign_{lease.assign},
      worker_{std::move(worker)},
      opening_{lease.assign.opening} {}

AttemptKey SlotRun::key() const {
    const ClaimedDay& day = assign_.days[day_];
    return {assign_.chain, day.date, day.attempt};
}

bool SlotRun::active() const {
    if (stop_request_ >= StopRequest::give_back) return true;
    if (phase_ == Phase::waits_for_start) return acknowledged_ == day_;
    return phase_ != Phase::agent_hangs;
}

SlotRun::Outcome SlotRun::step(bool room, Report& report) {
    if (stop_request_ == StopRequest::forget) {
        report.day = day_;
        report.lease_over = true;
        return Outcome::report;
    }
    if (stop_request_ == StopRequest::give_back && phase_ != Phase::before_day)
        return give_back(report);
    switch (phase_) {
        case Phase::before_day:
            return begin_day(report);
        case Phase::waits_for_start:
            return acknowledged_ == day_ ? begin_agent() : Outcome::nothing;
        case Phase::agent_runs:
            if (room) {
                if (!agent_.running()) agent_.start(world_.now);
                return run_agent(report);
            }
            if (agent_.running()) agent_.pause(world_.now);
            return Outcome::nothing;
        case Phase::agent_hangs:
            break;
    }
    return Outcome::nothing;
}

SlotRun::Outcome SlotRun::begin_day(Report& report) {
    agent_.reset();
    script_ = {};
    said_ = 0;
    batches_ = 0;
    digest_.clear();
    if (stop_request_ != StopRequest::none) return give_back(report);
    if (assign_.days[day_].attempt == 1) return begin_agent();
    phase_ = Phase::waits_for_start;
    return say(report, {}, {});
}

SlotRun::Outcome SlotRun::begin_agent() {
    phase_ = Phase::agent_runs;
    ++world_.history.runs[key()];
    agent_.start(world_.now);
    const std::string tag = std::to_string(assign_.chain) + "/" + key().date.text() + "/" +
                            std::to_string(key().attempt) + "/" +
                            std::to_string(world_.random.pick(0, 1 << 30));
    script_ = world_.market.run({.model = assign_.terms.model,
                                 .date = key().date,
                                 .opening = opening_,
                                 .orders = assign_.days[day_].orders,
                                 .tag = tag,
                                 .whim = world_.plan.exact ? 0 : world_.random.next()});
    // A deadly day kills its worker most often before anything was sent.
    const bool deadly = world_.market.deadly(assign_.terms.model, key().date);
    return deadly && world_.random.chance(0.8) ? Outcome::worker_dies : Outcome::nothing;
}

SlotRun::Outcome SlotRun::run_agent(Report& report) {
    if (world_.market.deadly(assign_.terms.model, key().date)) return Outcome::worker_dies;
    if (world_.strikes(world_.plan.rates.agent_hangs)) {
        phase_ = Phase::agent_hangs;
        return Outcome::nothing;
    }
    const std::size_t left = script_.events.size() - said_;
    if (left == 0 || world_.random.chance(0.15)) return end_day(report);
    const std::size_t some = 1 + world_.random.index(std::min<std::size_t>(left, 3));
    const auto first = script_.events.begin() + static_cast<std::ptrdiff_t>(said_);
    said_ += some;
    return say(report, {first, first + static_cast<std::ptrdiff_t>(some)}, {});
}

SlotRun::Outcome SlotRun::end_day(Report& report) {
    const auto first = script_.events.begin() + static_cast<std::ptrdiff_t>(said_);
    std::vector<Event> rest{first, script_.events.end()};
    End end;
    end.opening = opening_;
    end.close = script_.close;
    if (world_.market.always_fails(assign_.terms.model, key().date))
        end = end_without_completion(Ending::failed_permanent, opening_, ERROR);
    else if (world_.random.chance(world_.plan.rates.agent_fails))
        end = end_without_completion(Ending::failed_transient, opening_, ERROR);
    if (end.ending == Ending::completed) said_ = script_.events.size();
    const Ending ending = end.ending;
    world_.history.produced[key()] = {script_.events, opening_, end.close, ending};
    const bool goes_on = day_ + 1 < assign_.days.size() &&
                         (ending == Ending::completed || ending == Ending::failed_permanent);
    if (ending == Ending::completed) opening_ = end.close;
    say(report, std::move(rest), std::move(end));
    report.day_over = true;
    report.lease_over = !goes_on;
    phase_ = Phase::before_day;
    ++day_;
    return Outcome::report;
}

SlotRun::Outcome SlotRun::give_back(Report& report) {
    say(report, {}, end_without_completion(Ending::released, opening_, {}));
    report.day_over = true;
    report.lease_over = true;
    return Outcome::report;
}

SlotRun::Outcome SlotRun::say(Report& report, std::vector<Event> events, std::optional<End> end) {
    Batch batch{.worker = worker_,
                .nonce = assign_.nonce,
                .key = key(),
                .number = ++batches_,
                .events = {encode_events(events)},
                .end = std::move(end)};
    digest_ = next_digest(digest_, batch.events.octets);
    if (batch.end) {
        batch.end->agent_ms =
            std::chrono::duration_cast<std::chrono::milliseconds>(agent_time()).count();
        batch.end->event_count = static_cast<std::int64_t>(said_);
        batch.end->digest = hex(digest_);
    }
    report.day = day_;
    report.frame = encode(batch);
    report.number = batches_;
    return Outcome::report;
}

}  // namespace tradepit::simulation
