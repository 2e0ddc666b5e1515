#include "tests/simulation/worker_process.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "common/digest.h"
#include "worker/agents/model_day.h"

namespace tradepit::simulation {

using namespace common;
using worker::LeaseNumber;
using worker::Leases;
using worker::Outbox;
using worker::StopRequest;

namespace {

/// So small that slots do wait for the writer.
constexpr std::size_t WINDOW_BATCHES = 4;
constexpr Instant DRAIN_GRACE = std::chrono::seconds{1};
/// The probability that a slot does a step in a turn.
constexpr double SLOT_STEPS = 0.6;

}  // namespace

WorkerProcess::WorkerProcess(World& world, std::uint64_t number, std::uint64_t name_number)
    : world_{world},
      number_{number},
      name_{"w" + std::to_string(name_number)},
      // Who has the name of worker 0 has one of everything, so that every chain can run.
      slots_{{ResourceName{CPU}, world.random.pick(name_number == 0 ? 1 : 0, 2)},
             {ResourceName{WAIT}, world.random.pick(name_number == 0 ? 1 : 0, 2)},
             {LABEL, world.random.pick(name_number == 0 ? 1 : 0, 1)}},
      leases_{world.draw_nonce(), slots_},
      outbox_{Outbox::Policy{}},
      hello_at_{world.now} {}

void WorkerProcess::boot() {
    leases_ = Leases{world_.draw_nonce(), slots_};
    outbox_ = Outbox{Outbox::Policy{}};
    taken_ = {};
    runs_.clear();
    usage_ = {};
    draining_.reset();
    name_is_taken_ = false;
    hello_at_ = world_.now;
}

void WorkerProcess::receive(Message message) {
    const auto take = [&]<class M>(M& taken) {
        if constexpr (requires { on(taken); })
            on(taken);
        else
            throw std::runtime_error("a worker takes no " + std::string{name_of(message)});
    };
    std::visit(take, message);
}

void WorkerProcess::turn() {
    start_leases();
    if (!run_slots()) return boot();
    if (draining_ && world_.now >= draining_->give_back_at)
        for (auto& [number, run] : runs_) run.ask(StopRequest::give_back);
    send_batches();
    send_hello();
    if (draining_ && (idle() || world_.now >= draining_->end_at)) boot();
}

bool WorkerProcess::active() const {
    const bool full = taken_.batches >= WINDOW_BATCHES;
    return std::any_of(runs_.begin(), runs_.end(),
                       [&](const auto& entry) { return !full && entry.second.active(); });
}

Instant WorkerProcess::next_deadline() const {
    Instant next = hello_at_;
    if (const auto resend = outbox_.next_resend()) next = std::min(next, *resend);
    if (draining_) next = std::min(next, draining_->end_at);
    return next;
}

void WorkerProcess::drain() {
    if (draining_) return;
    ++world_.history.fault_counts["worker drained"];
    draining_ = Draining{world_.now + DRAIN_GRACE, world_.now + LEASE};
    leases_.drain();
    for (const LeaseNumber number : leases_.waiting()) give_back(number);
    for (auto& [number, run] : runs_) run.ask(StopRequest::after_day);
    hello_at_ = world_.now;
}

// ---- from the broker

void WorkerProcess::on(Assign& assign) {
    const std::int64_t chain = assign.chain;
    const Leases::TakeResult result = leases_.take(std::move(assign));
    if (result.refused)
        ++world_.history.fault_counts["assignment " + std::string{to_string(*result.refused)}];
    if (!result.cut) return;
    forget(result.stopped);
    taken_.batches -= outbox_.forget_chain(chain).batches;
}

void WorkerProcess::on(const HelloAnswer& answer) { leases_.raise_epoch(answer.epoch); }

void WorkerProcess::on(const Drop& drop) {
    if (!leases_.accepts_epoch(drop.epoch)) return;
    if (leases_.find(drop.key) == nullptr && !outbox_.holds(drop.key)) return;
    leases_.raise_epoch(drop.epoch);
    cut(drop.key);
}

void WorkerProcess::on(const Retired& retired) {
    if (!leases_.accepts_epoch(retired.epoch) || retired.nonce != leases_.nonce()) return;
    leases_.raise_epoch(retired.epoch);
    forget(leases_.retire(world_.draw_nonce()));
    outbox_.forget_all();
    taken_ = {};
    hello_at_ = world_.now;
}

void WorkerProcess::on(const NameTaken& taken) {
    if (!leases_.accepts_epoch(taken.epoch) || taken.nonce != leases_.nonce()) return;
    ++world_.history.fault_counts["name taken"];
    name_is_taken_ = true;
}

// ---- from the writer

void WorkerProcess::on(const Ack& ack) {
    auto& acknowledged = world_.history.acknowledged[ack.key];
    acknowledged = std::max(acknowledged, ack.upto);
    const Outbox::Acked acked = outbox_.acknowledge(ack.key, ack.upto, world_.now);
    taken_.batches -= acked.freed.batches;
    if (!acked.started || ack.key.attempt < 2) return;
    const Leases::Lease* lease = leases_.find(ack.key);
    if (lease == nullptr) return;
    if (const auto run = runs_.find(lease->number); run != runs_.end())
        run->second.start_acknowledged(lease->day);
}

void WorkerProcess::on(const Superseded& superseded) {
    const AttemptKey& key = superseded.key;
    if (leases_.find(key) == nullptr && !outbox_.holds(key)) return;
    ++world_.history.fault_counts["superseded while it ran"];
    cut(key);
}

// ---- the slots

void WorkerProcess::start_leases() {
    for (const LeaseNumber number : leases_.waiting()) {
        const Leases::Lease& lease = *leases_.find(number);
        // Sometimes the lease has to wait for its prices.
        if (!usage_.has_room_for(lease.assign.needs, slots_) || world_.random.chance(0.1)) continue;
        usage_.take(lease.assign.needs);
        runs_.try_emplace(number, world_, lease, name_);
        leases_.started(number);
    }
}

/// @return false when a day killed the worker.
bool WorkerProcess::run_slots() {
    for (auto at = runs_.begin(); at != runs_.end();) {
        SlotRun::Report report;
        auto outcome = SlotRun::Outcome::nothing;
        if (world_.random.chance(SLOT_STEPS))
            outcome = at->second.step(taken_.batches < WINDOW_BATCHES, report);
        if (outcome == SlotRun::Outcome::worker_dies) return false;
        const LeaseNumber number = at->first;
        const bool over = report.lease_over;
        if (over) usage_.give_back(at->second.needs());
        at = over ? runs_.erase(at) : std::next(at);
        if (outcome == SlotRun::Outcome::report) hear(number, std::move(report));
    }
    return true;
}

void WorkerProcess::hear(LeaseNumber number, SlotRun::Report report) {
    const Leases::Lease* lease = leases_.find(number);
    if (lease == nullptr) return;  // the lease was cut, so its output is discarded
    const AttemptKey key = lease->key(report.day);
    if (!report.frame.empty()) {
        ++taken_.batches;
        outbox_.add(key, report.number, std::move(report.frame),
                    report.day_over ? Outbox::Last::yes : Outbox::Last::no);
    }
    if (report.day_over) leases_.day_ended(number);
    if (!report.lease_over) return;
    leases_.end(number);
    world_.network.send(address(), BROKER, SlotFreed{name_, leases_.nonce(), key});
    hello_at_ = world_.now;
}

void WorkerProcess::cut(const AttemptKey& key) {
    Stamp from = key.date;
    for (const LeaseNumber number : leases_.all()) {
        const Leases::Lease& lease = *leases_.find(number);
        // The day that runs ends with its lease, even if `key` is of a later day of the lease.
        if (lease.assign.chain == key.chain) from = std::min(from, lease.key(lease.day).date);
    }
    forget(leases_.remove_chain(key.chain));
    taken_.batches -= outbox_.forget(key.chain, from).batches;
    hello_at_ = world_.now;
}

void WorkerProcess::forget(const std::vector<LeaseNumber>& leases) {
    for (const LeaseNumber number : leases)
        if (const auto run = runs_.find(number); run != runs_.end())
            run->second.ask(StopRequest::forget);
}

void WorkerProcess::give_back(LeaseNumber number) {
    const Leases::Lease& lease = *leases_.find(number);
    Batch batch{.worker = name_,
                .nonce = leases_.nonce(),
                .key = lease.key(0),
                .number = 1,
                .events = {encode_events({})},
                .end = worker::end_without_completion(Ending::released, lease.assign.opening, {})};
    batch.end->digest = hex(next_digest({}, batch.events.octets));
    ++taken_.batches;
    outbox_.add(batch.key, batch.number, encode(batch), Outbox::Last::yes);
    leases_.end(number);
}

// ---- sending

void WorkerProcess::send_batches() {
    while (const std::string* frame = outbox_.due(world_.now)) {
        world_.network.send(address(), WRITER, *frame);
        outbox_.sent(world_.now);
    }
}

void WorkerProcess::send_hello() {
    if (world_.now < hello_at_) return;
    hello_at_ = world_.now + HEARTBEAT;
    world_.network.send(address(), BROKER, hello());
}

Hello WorkerProcess::hello() const {
    const bool draining = leases_.draining();
    Hello hello{.worker = name_,
                .nonce = leases_.nonce(),
                .epoch = leases_.epoch(),
                .slots = draining ? Offer{} : slots_,
                .draining = draining,
                .held = {}};
    for (const LeaseNumber number : leases_.all()) {
        const Leases::Lease& lease = *leases_.find(number);
        for (std::size_t day = lease.day; day < lease.assign.days.size(); ++day) {
            const auto run = runs_.find(number);
            const auto spent =
                day == lease.day && run != runs_.end() ? run->second.agent_time() : Instant{0};
            hello.held.push_back({.key = lease.key(day), .agent_ms = spent.count() / 1'000});
        }
    }
    for (const auto& key : outbox_.finished()) hello.held.push_back({.key = key, .finished = true});
    return hello;
}

}  // namespace tradepit::simulation
