#include "broker/command_relay.h"

#include <utility>

namespace tradepit::broker {

CommandRelay::Taken CommandRelay::take(std::string peer, common::CommandPart part,
                                       common::Instant now) {
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

const common::CommandPart* CommandRelay::next(common::Instant now) {
    while (!waiting_.empty() && now >= waiting_.front().until) drop_front();
    if (waiting_.empty()) return nullptr;
    const auto& part = waiting_.front().part;
    const bool fits = sent_bytes_ + part.octets.octets.size() <= SENT_BYTES_MAX;
    return fits ? &part : nullptr;
}

void CommandRelay::sent() {
    const std::size_t bytes = waiting_.front().part.octets.octets.size();
    sent_.push_back({.before = questions_ + 1, .bytes = bytes});
    sent_bytes_ += bytes;
    drop_front();
}

std::optional<common::WriterStateRequest> CommandRelay::question(common::Instant now) {
    if (sent_.empty()) return std::nullopt;
    const bool under_way = asked_at_ && now < *asked_at_ + ASK_AGAIN;
    if (under_way) return std::nullopt;
    asked_at_ = now;
    return common::WriterStateRequest{.id = ++questions_};
}

void CommandRelay::answered(std::int64_t question) {
    while (!sent_.empty() && sent_.front().before <= question) {
        sent_bytes_ -= sent_.front().bytes;
        sent_.pop_front();
    }
    if (question == questions_) asked_at_.reset();
}

void CommandRelay::drop_front() {
    waiting_bytes_ -= waiting_.front().part.octets.octets.size();
    waiting_.pop_front();
}

std::optional<std::string> CommandRelay::asker(const std::string& key) const {
    const auto found = askers_.find(key);
    return found == askers_.end() ? std::nullopt : std::optional{found->second.peer};
}

}  // namespace tradepit::broker
