#include "worker/slots/slot.h"

#include <cstring>

#include "common/check.h"
#include "common/process/sockets.h"
#include "worker/slots/lease_run.h"

namespace tradepit::worker {

Slot::Slot(zmq::context_t& context, const std::string& name, const Runner& runner, Window& window)
    : runner_{runner},
      window_{window},
      loop_end_{common::bind_pair(context, name)},
      thread_{[this, &context, name] { live(context, name); }} {}

Slot::~Slot() {
    ask(Wish::forget);
    send_order(loop_end_, {.kind = SlotOrder::Kind::end});
    thread_.join();
}

void Slot::run(std::shared_ptr<SlotLease> lease) {
    CHECK(free());
    lease_ = lease;
    {
        const std::lock_guard lock{mutex_};
        next_ = std::move(lease);
    }
    send_order(loop_end_, {.kind = SlotOrder::Kind::run});
}

void Slot::start_acknowledged(LeaseNumber lease, std::size_t day) {
    send_order(loop_end_,
               {.kind = SlotOrder::Kind::start_acknowledged, .lease = lease, .day = day});
}

void Slot::ask(Wish wish) {
    if (free() || wish <= lease_->wish.load()) return;
    lease_->wish.store(wish);
    if (wish < Wish::give_back) return;
    lease_->stop.raise();
    window_.wake();
    send_order(loop_end_, {.kind = SlotOrder::Kind::look});
}

std::optional<Slot::Frame> Slot::receive() {
    auto octets = common::receive(loop_end_);
    if (!octets) return std::nullopt;
    Frame frame;
    CHECK(octets->size() >= sizeof frame.report);
    const std::size_t size = octets->size() - sizeof frame.report;
    std::memcpy(&frame.report, octets->data() + size, sizeof frame.report);
    octets->resize(size);
    frame.octets = std::move(*octets);
    if (frame.report.lease_over) lease_.reset();
    return frame;
}

void Slot::live(zmq::context_t& context, const std::string& name) {
    zmq::socket_t loop = common::connect_pair(context, name);
    while (true) {
        const SlotOrder order = receive_order(loop);
        if (order.kind == SlotOrder::Kind::end) return;
        if (order.kind != SlotOrder::Kind::run) continue;
        const auto lease = handed_over();
        LeaseRun{*lease, runner_, window_, loop}.run();
    }
}

std::shared_ptr<SlotLease> Slot::handed_over() {
    const std::lock_guard lock{mutex_};
    return std::move(next_);
}

}  // namespace tradepit::worker
