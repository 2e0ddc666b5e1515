#include "worker/slots/slot_pool.h"

#include <string>

namespace tradepit::worker {

SlotPool::SlotPool(zmq::context_t& context, SlotCounts counts, const Runner& runner, Window& window)
    : context_{context}, counts_{counts}, runner_{runner}, window_{window} {}

bool SlotPool::start(const std::shared_ptr<SlotLease>& lease) {
    Slot* slot = free_slot(lease->assign.slot);
    if (slot == nullptr) return false;
    running_.emplace(lease->number, slot);
    slot->run(lease);
    return true;
}

void SlotPool::ask(LeaseNumber lease, Wish wish) {
    if (const auto at = running_.find(lease); at != running_.end()) at->second->ask(wish);
}

void SlotPool::start_acknowledged(LeaseNumber lease, std::size_t day) {
    if (const auto at = running_.find(lease); at != running_.end())
        at->second->start_acknowledged(lease, day);
}

common::Instant SlotPool::agent_time(LeaseNumber lease, common::Instant now) const {
    const auto at = running_.find(lease);
    return at == running_.end() ? common::Instant{0} : at->second->lease().agent.total(now);
}

void SlotPool::add_to(std::vector<zmq::pollitem_t>& items) {
    for (auto& place : slots_) items.push_back({place.slot->socket().handle(), 0, ZMQ_POLLIN, 0});
}

std::optional<Slot::Frame> SlotPool::receive(std::size_t index) {
    auto frame = slots_.at(index).slot->receive();
    if (frame && frame->report.lease_over) running_.erase(frame->report.lease);
    return frame;
}

Slot* SlotPool::free_slot(common::SlotKind kind) {
    for (auto& place : slots_)
        if (place.kind == kind && place.slot->free()) return place.slot.get();
    int& made = kind == common::SlotKind::computing ? made_.computing : made_.waiting;
    if (made >= counts_.of(kind)) return nullptr;
    ++made;
    const std::string name = "slot-" + std::to_string(slots_.size());
    slots_.push_back({kind, std::make_unique<Slot>(context_, name, runner_, window_)});
    return slots_.back().slot.get();
}

}  // namespace tradepit::worker
