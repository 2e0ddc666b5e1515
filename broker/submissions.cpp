#include "broker/submissions.h"

#include <utility>

namespace tradepit::broker {

Submissions::Taken Submissions::take(std::string peer, common::JobPart part, common::Instant now) {
    if (waiting_bytes_ + part.octets.octets.size() > WAITING_BYTES_MAX) return Taken::too_much;
    const auto [found, fresh] = askers_.try_emplace(part.key);
    if (!fresh) heard_.erase(found->second.heard);
    found->second = {.peer = std::move(peer), .heard = heard_.insert(heard_.end(), part.key)};
    if (askers_.size() > ASKERS_MAX) {
        askers_.erase(heard_.front());
        heard_.pop_front();
    }
    waiting_bytes_ += part.octets.octets.size();
    waiting_.push_back({.part = std::move(part), .until = now + WAIT_MAX});
    return Taken::waiting;
}

const common::JobPart* Submissions::next(common::Instant now) {
    while (!waiting_.empty() && now >= waiting_.front().until) drop_front();
    return waiting_.empty() ? nullptr : &waiting_.front().part;
}

void Submissions::sent() { drop_front(); }

void Submissions::drop_front() {
    waiting_bytes_ -= waiting_.front().part.octets.octets.size();
    waiting_.pop_front();
}

std::optional<std::string> Submissions::asker(const std::string& key) const {
    const auto found = askers_.find(key);
    return found == askers_.end() ? std::nullopt : std::optional{found->second.peer};
}

}  // namespace tradepit::broker
