#include "worker/slots/slot_pool.h"

#include <algorithm>
#include <utility>

namespace tradepit::worker {

namespace {

/// Far above the number of reports that can wait: one for each batch that has room in the window,
/// and a last one of each slot.
constexpr std::size_t REPORTS_MAX = 100'000;

}  // namespace

SlotPool::SlotPool(common::Offer offer, const Runner& runner, Window& window)
    : offer_{std::move(offer)}, runner_{runner}, window_{window}, reports_{REPORTS_MAX} {}

bool SlotPool::start(const std::shared_ptr<SlotLease>& lease) {
    if (!has_room_for(lease->assign.needs)) return false;
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

common::Instant SlotPool::agent_time(LeaseNumber lease, common::Instant now) const {
    const auto at = running_.find(lease);
    return at == running_.end() ? common::Instant{0} : at->second->lease().agent.total(now);
}

std::optional<SlotReport> SlotPool::take() {
    auto report = reports_.take();
    if (report && report->lease_over) {
        const auto at = running_.find(report->lease);
        at->second->lease_ended();
        running_.erase(at);
    }
    return report;
}

bool SlotPool::has_room_for(const common::Needs& needs) const {
    return std::all_of(needs.begin(), needs.end(), [&](const common::ResourceName& resource) {
        const auto taken = std::count_if(running_.begin(), running_.end(), [&](const auto& entry) {
            const auto& theirs = entry.second->lease().assign.needs;
            return std::find(theirs.begin(), theirs.end(), resource) != theirs.end();
        });
        return taken < common::count_of(offer_, resource);
    });
}

Slot& SlotPool::free_slot() {
    for (auto& slot : slots_)
        if (slot->free()) return *slot;
    slots_.push_back(std::make_unique<Slot>(reports_, runner_, window_));
    return *slots_.back();
}

}  // namespace tradepit::worker
