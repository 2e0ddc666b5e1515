#include "worker/slots/slot_pool.h"

#include <utility>

namespace tradepit::worker {

namespace {

/// Far above the number of reports that can wait: one for each batch that has room in the window,
/// and a last one of each slot.
constexpr std::size_t REPORTS_MAX = 100'000;

}  // namespace

std::optional<std::string> fault_of_slots(const common::Offer& offer) {
    using common::count_of;
    using common::ResourceName;
    const auto leases = static_cast<std::size_t>(count_of(offer, ResourceName{common::CPU}) +
                                                 count_of(offer, ResourceName{common::WAIT}));
    if (leases <= SLOTS_MAX) return std::nullopt;
    return "cpu and wait are " + std::to_string(leases) + " together; they must be at most " +
           std::to_string(SLOTS_MAX) + ", because each day takes one of them and a thread";
}

SlotPool::SlotPool(common::Offer offer, const Runner& runner, Window& window)
    : offer_{std::move(offer)}, runner_{runner}, window_{window}, reports_{REPORTS_MAX} {}

bool SlotPool::start(const std::shared_ptr<SlotLease>& lease) {
    if (running_.size() >= SLOTS_MAX) return false;
    if (!usage_.has_room_for(lease->assign.needs, offer_)) return false;
    usage_.take(lease->assign.needs);
    Slot& slot = free_slot();
    running_.emplace(lease->number, &slot);
    slot.run(lease);
    return true;
}

void SlotPool::ask(LeaseNumber lease, StopRequest request) {
    if (const auto at = running_.find(lease); at != running_.end()) at->second->ask(request);
}

void SlotPool::start_acknowledged(LeaseNumber lease, std::size_t day) {
    if (const auto at = running_.find(lease); at != running_.end())
        at->second->start_acknowledged(lease, day);
}

common::Duration SlotPool::agent_time(LeaseNumber lease, common::Instant now) const {
    const auto at = running_.find(lease);
    return at == running_.end() ? common::Duration{0} : at->second->lease().agent_clock.total(now);
}

std::optional<SlotReport> SlotPool::take() {
    auto report = reports_.take();
    if (report && report->lease_over) {
        const auto at = running_.find(report->lease);
        usage_.give_back(at->second->lease().assign.needs);
        at->second->lease_ended();
        running_.erase(at);
    }
    return report;
}

Slot& SlotPool::free_slot() {
    for (auto& slot : slots_)
        if (slot->free()) return *slot;
    slots_.push_back(std::make_unique<Slot>(reports_, runner_, window_));
    return *slots_.back();
}

}  // namespace tradepit::worker
