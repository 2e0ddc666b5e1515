#include "worker/loop.h"

#include <algorithm>
#include <utility>

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include "common/digest.h"
#include "common/process/clock.h"
#include "common/process/nonce.h"
#include "common/process/stop_signals.h"
#include "worker/agents/model_day.h"

namespace tradepit::worker {

using common::Duration;
using common::Instant;

namespace {

/// The most frames that are read from one socket in one iteration, and the most reports of slots,
/// so that none starves the others.
constexpr int FRAMES_PER_ITERATION = 1'000;
/// The least time from one Hello to the next one that the end of a lease causes, so that short
/// leases cause no flood of them. Where a slot has ended the lease, SlotFreed has told the broker
/// already.
constexpr Duration HELLO_APART = std::chrono::milliseconds{200};
/// Indices into items_. A connection has two items: its socket, and the monitor of the socket.
constexpr std::size_t TASKS = 0, EVENTS = 2, LOOKUP = 4;

bool readable(const zmq::pollitem_t& item) { return (item.revents & ZMQ_POLLIN) != 0; }

}  // namespace

Loop::Loop(zmq::context_t& context, WorkerSettings settings, const Runner& runner)
    : settings_{std::move(settings)},
      now_{common::steady_now()},
      tasks_{context, settings_.endpoints.tasks, "tasks"},
      events_{context, settings_.endpoints.events, "events", {.send = common::EVENT_FRAMES_MAX}},
      lookup_{context, settings_.endpoints.lookup, "lookup"},
      leases_{common::draw_nonce(), settings_.slots},
      outbox_{settings_.outbox},
      prices_{settings_.prices},
      window_{settings_.window},
      slots_{settings_.slots, runner, window_},
      hello_at_{now_} {}

Loop::Ended Loop::run(common::StopSignals& signals) {
    stop_descriptor_ = signals.descriptor();
    while (!over()) {
        iterate(settings_.heartbeat);
        if (name_is_taken_) return Ended::name_taken;
        const int taken = signals.taken();
        if (taken > 1) return Ended::at_once;
        if (taken == 1) drain();
    }
    if (!outbox_.empty())
        spdlog::warn("the worker ends, and the writer has not acknowledged all of its batches");
    return Ended::drained;
}

void Loop::iterate(Duration at_most) {
    wait(at_most);
    now_ = common::steady_now();
    receive_slots();
    if (readable(items_[EVENTS]) || readable(items_[EVENTS + 1])) receive_events();
    if (readable(items_[TASKS]) || readable(items_[TASKS + 1])) receive_tasks();
    if (readable(items_[LOOKUP]) || readable(items_[LOOKUP + 1])) receive_prices();
    if (look_for_starts_) start_leases();
    if (draining_) give_back_after_grace();
    send_batches();
    send_price_requests();
    send_hello();
    complaints_.flush(now_);
}

void Loop::drain() {
    if (draining_) return;
    now_ = common::steady_now();
    spdlog::info("the worker is draining");
    draining_ = Draining{now_ + settings_.drain_grace, now_ + settings_.drain_max};
    leases_.drain();
    for (const LeaseNumber number : leases_.waiting()) give_back(number);
    for (const LeaseNumber number : leases_.all()) slots_.ask(number, StopRequest::after_day);
    hello_at(now_);
}

bool Loop::over() const { return draining_ && (idle() || now_ >= draining_->end_at); }

// ---- waiting

void Loop::wait(Duration at_most) {
    items_.clear();
    const auto interest = [](bool full) {
        return static_cast<short>(full ? ZMQ_POLLIN | ZMQ_POLLOUT : ZMQ_POLLIN);
    };
    tasks_.add_to(items_, interest(tasks_full_));
    events_.add_to(items_, interest(events_full_));
    lookup_.add_to(items_, ZMQ_POLLIN);
    items_.push_back({nullptr, stop_descriptor_.value_or(-1),
                      static_cast<short>(stop_descriptor_ ? ZMQ_POLLIN : 0), 0});
    items_.push_back({nullptr, slots_.descriptor(), ZMQ_POLLIN, 0});
    const auto until = next_deadline(at_most) - common::steady_now();
    const auto timeout =
        std::max(std::chrono::ceil<std::chrono::milliseconds>(until), std::chrono::milliseconds{0});
    common::poll(items_, timeout);
}

Instant Loop::next_deadline(Duration at_most) const {
    Instant next = common::steady_now() + at_most;
    const auto also = [&](std::optional<Instant> at) { next = std::min(next, at.value_or(next)); };
    also(prices_.next_due());
    if (!tasks_full_) also(hello_at_);
    if (!events_full_) also(outbox_.next_resend());
    if (draining_ && now_ < draining_->give_back_at) also(draining_->give_back_at);
    if (draining_) also(draining_->end_at);
    return next;
}

// ---- messages

template <common::Socket Where>
void Loop::receive_messages(Connection& connection) {
    for (int i = 0; i < FRAMES_PER_ITERATION; ++i) {
        const auto frame = connection.receive();
        if (!frame) return;
        auto decoded = common::decode(*frame);
        if (const auto* malformed = std::get_if<common::Malformed>(&decoded)) {
            complaints_.add("a malformed frame",
                            fmt::format("a frame on {} is malformed: {}", common::text_of(Where),
                                        malformed->text()),
                            now_);
            continue;
        }
        auto& message = std::get<common::Message>(decoded);
        const auto handle = [&]<class M>(M& taken) {
            if constexpr (common::takes<M>(common::PeerRole::worker, Where))
                on(taken);
            else
                complaints_.add("an unexpected message",
                                fmt::format("a worker does not take {} on {}",
                                            common::name_of(message), common::text_of(Where)),
                                now_);
        };
        std::visit(handle, message);
    }
}

// ---- from the broker

void Loop::receive_tasks() {
    if (tasks_.connected_anew()) hello_at(now_);
    receive_messages<common::Socket::tasks>(tasks_);
}

void Loop::on(common::Assign& assign) {
    const std::int64_t chain = assign.chain;
    const Leases::TakeResult result = leases_.take(std::move(assign));
    if (result.cut) {
        forget(result.stopped);
        window_.give_back(outbox_.forget_chain(chain));
    }
    if (result.refused)
        spdlog::debug("chain {}: assignment not taken: {}", chain, to_string(*result.refused));
    else
        look_for_starts_ = true;
}

void Loop::on(const common::HelloAnswer& answer) { leases_.raise_epoch(answer.epoch); }

void Loop::on(const common::Drop& drop) {
    if (!leases_.accepts_epoch(drop.epoch)) return;
    if (leases_.find(drop.key) == nullptr && !outbox_.holds(drop.key)) return;
    leases_.raise_epoch(drop.epoch);
    complaints_.add(
        "a dropped attempt",
        fmt::format("chain {} {}: dropped: {}", drop.key.chain, drop.key.date.text(), drop.reason),
        now_, common::Complaints::Level::info);
    cut(drop.key);
}

void Loop::on(const common::Retired& retired) {
    if (!leases_.accepts_epoch(retired.epoch) || retired.nonce != leases_.nonce()) return;
    complaints_.add(
        "a newer boot",
        fmt::format("a newer boot of {} was heard: all leases and batches of this one are "
                    "dropped",
                    settings_.name.value()),
        now_);
    leases_.raise_epoch(retired.epoch);
    // It goes on as a boot of its own, because the other one may have ended by now.
    forget(leases_.retire(common::draw_nonce()));
    window_.give_back(outbox_.forget_all());
    hello_at(now_);
}

void Loop::on(const common::NameTaken& taken) {
    if (!leases_.accepts_epoch(taken.epoch) || taken.nonce != leases_.nonce()) return;
    name_is_taken_ = true;
}

// ---- from the writer

void Loop::receive_events() {
    if (events_.connected_anew()) outbox_.resend_all();
    receive_messages<common::Socket::events>(events_);
    // Given back once for all frames, because each call wakes every slot that waits for room.
    window_.give_back(std::exchange(freed_room_, {}));
}

void Loop::on(const common::Ack& ack) {
    const Outbox::Acked acked = outbox_.acknowledge(ack.key, ack.upto, now_);
    freed_room_ += acked.freed;
    // The first batch of an attempt is acknowledged: the attempt has started. Only from a day's
    // second attempt on does the slot wait for that.
    if (!acked.started || ack.key.attempt < 2) return;
    if (const auto* lease = leases_.find(ack.key))
        slots_.start_acknowledged(lease->number, lease->day);
}

void Loop::on(const common::Superseded& superseded) {
    const auto& key = superseded.key;
    if (leases_.find(key) == nullptr && !outbox_.holds(key)) return;
    complaints_.add(
        "a superseded attempt",
        fmt::format("chain {} {}: superseded: {}", key.chain, key.date.text(), superseded.reason),
        now_, common::Complaints::Level::info);
    cut(key);
}

// ---- from query

void Loop::receive_prices() {
    if (lookup_.connected_anew()) prices_.ask_again();
    receive_messages<common::Socket::lookup>(lookup_);
}

void Loop::on(common::PricesPage& page) {
    const bool last = page.last;
    const std::string fault = prices_.take(std::move(page), now_);
    if (!fault.empty())
        complaints_.add("a page of prices", fault + "; the worker asks for it again", now_);
    // At once, and not after all pages that have arrived: the next set may evict this one.
    if (last) start_leases();
}

// ---- from the slots

void Loop::receive_slots() {
    for (int i = 0; i < FRAMES_PER_ITERATION; ++i) {
        auto report = slots_.take();
        if (!report) return;
        on(std::move(*report));
    }
}

void Loop::on(SlotReport report) {
    look_for_starts_ |= report.lease_over;
    const Leases::Lease* lease = leases_.find(report.lease);
    if (lease == nullptr) {  // the lease was cut, so its output is discarded
        if (!report.batch.empty()) window_.give_back({1, report.batch.size()});
        return;
    }
    const common::AttemptKey key = lease->key(report.day);
    if (!report.batch.empty())
        outbox_.add(key, report.number, std::move(report.batch),
                    report.day_over ? Outbox::Last::yes : Outbox::Last::no);
    if (report.day_over) leases_.day_ended(report.lease);
    if (!report.lease_over) return;
    leases_.end(report.lease);
    // The message is lost while the broker is away. The next Hello says the same.
    static_cast<void>(tasks_.send(common::encode(
        common::SlotFreed{.worker = settings_.name, .nonce = leases_.nonce(), .last = key})));
    hello_at(std::max(now_, last_hello_ + HELLO_APART));
}

void Loop::start_leases() {
    look_for_starts_ = false;
    std::vector<std::string> wanted;
    for (const LeaseNumber number : leases_.waiting()) {
        const auto& assign = leases_.find(number)->assign;
        auto prices = prices_.want(assign.terms);
        if (prices == nullptr) {
            wanted.push_back(assign.terms.price_hash);
            continue;
        }
        auto lease = std::make_shared<SlotLease>();
        lease->number = number;
        lease->assign = assign;
        lease->worker = settings_.name;
        lease->prices = std::move(prices);
        if (slots_.start(lease)) leases_.started(number);
    }
    prices_.keep_fetching(wanted);
}

void Loop::cut(const common::AttemptKey& key) {
    common::Stamp first_forgotten = key.date;
    for (const LeaseNumber number : leases_.all()) {
        const auto& lease = *leases_.find(number);
        // The day that runs ends with its lease, even if `key` is of a later day of the lease.
        if (lease.assign.chain == key.chain)
            first_forgotten = std::min(first_forgotten, lease.key(lease.day).date);
    }
    forget(leases_.remove_chain(key.chain));
    window_.give_back(outbox_.forget(key.chain, first_forgotten));
    hello_at(std::max(now_, last_hello_ + HELLO_APART));
}

void Loop::forget(const std::vector<LeaseNumber>& leases) {
    for (const LeaseNumber number : leases) slots_.ask(number, StopRequest::forget);
    look_for_starts_ = true;  // start_leases() also cancels fetches that no lease waits for
}

/// Sends an empty batch that ends the first day's attempt as released. That ends the whole lease,
/// so nothing is sent for its later days.
void Loop::give_back(LeaseNumber number) {
    const auto& lease = *leases_.find(number);
    common::Batch batch{
        .worker = settings_.name,
        .nonce = leases_.nonce(),
        .key = lease.key(0),
        .number = 1,
        .events = {common::encode_events({})},
        .end = end_without_completion(common::Ending::released, lease.assign.opening, {})};
    batch.end->digest = common::hex(common::next_digest({}, batch.events.octets));
    std::string frame = common::encode(batch);
    window_.take_anyway(frame.size());
    outbox_.add(batch.key, batch.number, std::move(frame), Outbox::Last::yes);
    leases_.end(number);
}

void Loop::give_back_after_grace() {
    if (now_ < draining_->give_back_at) return;
    for (const LeaseNumber number : leases_.all()) slots_.ask(number, StopRequest::give_back);
}

// ---- sending

void Loop::send_batches() {
    events_full_ = false;
    while (const std::string* frame = outbox_.due(now_)) {
        events_full_ = events_.send(*frame) != common::Sent::queued;
        if (events_full_) return;
        outbox_.sent(now_);
    }
}

void Loop::send_price_requests() {
    while (const auto request = prices_.due(now_))
        if (lookup_.send(common::encode(*request)) != common::Sent::queued) return;
}

void Loop::send_hello() {
    if (now_ < hello_at_) return;
    tasks_full_ = tasks_.send(common::encode(hello())) != common::Sent::queued;
    if (tasks_full_) return;
    last_hello_ = now_;
    hello_at_ = now_ + settings_.heartbeat;
}

void Loop::hello_at(Instant at) { hello_at_ = std::min(hello_at_, at); }

common::Hello Loop::hello() const {
    const bool draining = leases_.draining();
    common::Hello hello{.worker = settings_.name,
                        .nonce = leases_.nonce(),
                        .epoch = leases_.epoch(),
                        .slots = draining ? common::Offer{} : leases_.slots(),
                        .draining = draining,
                        .held = {}};
    for (const LeaseNumber number : leases_.all()) {
        const auto& lease = *leases_.find(number);
        for (std::size_t day = lease.day; day < lease.assign.days.size(); ++day) {
            const auto agent_time =
                day == lease.day ? slots_.agent_time(number, now_) : Duration{0};
            // From microseconds to milliseconds.
            hello.held.push_back({.key = lease.key(day), .agent_ms = agent_time.count() / 1'000});
        }
    }
    for (const auto& key : outbox_.finished()) hello.held.push_back({.key = key, .finished = true});
    return hello;
}

}  // namespace tradepit::worker
