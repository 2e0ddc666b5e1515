#include "bench/load/event_stream.h"

#include <stdexcept>

#include "common/check.h"
#include "common/digest.h"
#include "common/process/clock.h"

namespace tradepit::bench {

namespace {

using namespace common;

/// One nonce for all workers that the stream plays, because they are one process.
constexpr std::uint64_t NONCE = 1;

}  // namespace

EventStream::EventStream(const Workload& work, const RecordedJob& job, Link& broker,
                         std::vector<std::unique_ptr<Link>>& workers, AckLog& log)
    : work_(work),
      job_(job),
      broker_(broker),
      workers_(workers),
      windows_(workers.size()),
      log_(log) {
    CHECK(work.dates.size() <= LEASE_DAYS_MAX);
    batches_.reserve(work.models.size() * work.dates.size());
    for (std::size_t date = 0; date < work.dates.size(); ++date) {
        for (std::size_t model = 0; model < work.models.size(); ++model) {
            const AttemptKey key{job.chains[model], work.dates[date], 1};
            const auto worker = model % workers.size();
            const WorkDay& day = work.models[model].days[date];
            batches_.push_back(
                {encode(batch_of(day, key, worker)), worker, key, day.positions.size()});
        }
    }
}

WorkerName EventStream::worker_name(std::size_t worker) const {
    return WorkerName("bench-" + std::to_string(worker + 1));
}

Batch EventStream::batch_of(const WorkDay& day, const AttemptKey& key, std::size_t worker) const {
    const std::vector<Event> events(day.positions.begin(), day.positions.end());
    Batch batch{.worker = worker_name(worker),
                .nonce = NONCE,
                .key = key,
                .number = 1,
                .events = {encode_events(events)},
                .end = {}};
    batch.end = End{.ending = Ending::completed,
                    .event_count = static_cast<std::int64_t>(events.size()),
                    .digest = hex(next_digest("", batch.events.octets)),
                    .opening = day.opening,
                    .close = day.close,
                    .error = "",
                    .agent_ms = 0};
    return batch;
}

void EventStream::claim_all() {
    for (std::size_t model = 0; model < job_.chains.size(); ++model) {
        broker_.send(encode(Claim{.epoch = job_.epoch,
                                  .request = work_.job.value() + "/" + std::to_string(model),
                                  .chain = job_.chains[model],
                                  .dates = work_.dates,
                                  .worker = worker_name(model % workers_.size()),
                                  .nonce = NONCE}));
    }
    for (std::size_t answered = 0; answered < job_.chains.size();) {
        const auto message = broker_.receive();
        if (std::holds_alternative<ClaimRefused>(message))
            throw std::runtime_error("the writer refused a claim");
        const auto* claimed = std::get_if<Claimed>(&message);
        if (claimed == nullptr) continue;
        if (claimed->days.size() != work_.dates.size())
            throw std::runtime_error("the writer claimed fewer days than it was asked to");
        ++answered;
    }
}

bool EventStream::has_room(const Outgoing& batch) const {
    const auto& window = windows_[batch.worker];
    return window.batches < WINDOW_BATCHES_MAX &&
           (window.batches == 0 || window.bytes + batch.frame.size() <= WINDOW_BYTES_MAX);
}

void EventStream::on_ack(const Ack& ack) {
    if (ack.upto < 1)
        throw std::runtime_error("the writer did not take chain " + std::to_string(ack.key.chain) +
                                 " " + ack.key.date.text());
    const auto found = under_way_.find({ack.key.chain, ack.key.date});
    if (found == under_way_.end()) return;
    const auto [batch, sent] = found->second;
    auto& window = windows_[batch->worker];
    --window.batches;
    window.bytes -= batch->frame.size();
    log_.add({.sent = sent, .answered = steady_now(), .positions = batch->positions});
    under_way_.erase(found);
    ++acknowledged_;
}

void EventStream::take_answers() {
    for (auto& worker : workers_) {
        while (auto message = worker->take()) {
            if (const auto* ack = std::get_if<Ack>(&*message)) {
                on_ack(*ack);
            } else if (const auto* superseded = std::get_if<Superseded>(&*message)) {
                throw std::runtime_error("the writer refused an attempt: " + superseded->reason);
            }
        }
    }
    // Discards the messages that a broker would read, such as the ends of model-days.
    while (broker_.take()) {
    }
}

bool EventStream::poll_workers(std::chrono::milliseconds longest) {
    std::vector<zmq::pollitem_t> items;
    items.reserve(workers_.size());
    for (auto& worker : workers_) items.push_back({worker->socket().handle(), 0, ZMQ_POLLIN, 0});
    return zmq::poll(items, longest) > 0;
}

void EventStream::wait_for_answers() {
    constexpr auto SILENCE_MAX = std::chrono::seconds(30);
    if (!poll_workers(SILENCE_MAX)) throw std::runtime_error("no acknowledgement for 30 s");
}

void EventStream::take_answers_until(Instant due) {
    for (auto now = steady_now(); now < due; now = steady_now()) {
        poll_workers(std::chrono::ceil<std::chrono::milliseconds>(due - now));
        take_answers();
    }
}

std::chrono::duration<double> EventStream::run(double pace) {
    const auto started = steady_now();
    claim_all();
    const double seconds_a_batch = pace > 0 ? static_cast<double>(work_.positions()) /
                                                  static_cast<double>(batches_.size()) / pace
                                            : 0;
    std::size_t sent = 0;
    for (const auto& batch : batches_) {
        take_answers_until(started +
                           std::chrono::duration_cast<Instant>(std::chrono::duration<double>(
                               seconds_a_batch * static_cast<double>(sent++))));
        take_answers();
        while (!has_room(batch)) {
            wait_for_answers();
            take_answers();
        }
        under_way_[{batch.key.chain, batch.key.date}] = {&batch, steady_now()};
        ++windows_[batch.worker].batches;
        windows_[batch.worker].bytes += batch.frame.size();
        workers_[batch.worker]->send(batch.frame);
    }
    while (acknowledged_ < batches_.size()) {
        wait_for_answers();
        take_answers();
    }
    return steady_now() - started;
}

}  // namespace tradepit::bench
