#include "broker/command_relay.h"

#include <utility>

namespace tradepit::broker {

namespace {

/// What a frame has beside its texts and octets: headers, the numbers, and the texts' lengths.
constexpr std::size_t FRAME_OVERHEAD = 64;

}  // namespace

std::size_t CommandRelay::frame_bytes(const common::CommandPart& part) {
    return FRAME_OVERHEAD + part.key.size() + part.request_hash.size() + part.digest.size() +
           part.octets.octets.size();
}

CommandRelay::Taken CommandRelay::take(std::string peer, common::CommandPart part,
                                       common::Instant now) {
    const std::size_t bytes = frame_bytes(part);
    if (waiting_.size() >= limits_.waiting_parts || waiting_bytes_ + bytes > limits_.waiting_bytes)
        return Taken::no_room;
    const auto [found, fresh] = requesters_.try_emplace(part.key);
    if (!fresh) heard_.erase(found->second.heard);
    found->second = {.peer = std::move(peer), .heard = heard_.insert(heard_.end(), part.key)};
    if (requesters_.size() > limits_.requesters) {
        requesters_.erase(heard_.front());
        heard_.pop_front();
    }
    waiting_bytes_ += bytes;
    waiting_.push_back({.part = std::move(part), .until = now + WAIT_MAX});
    return Taken::waiting;
}

const common::CommandPart* CommandRelay::next(common::Instant now) {
    while (!waiting_.empty() && now >= waiting_.front().until) drop_front();
    if (waiting_.empty()) return nullptr;
    const auto& part = waiting_.front().part;
    // A single part always fits, whatever its size.
    const bool fits = sent_.empty() || sent_bytes_ + frame_bytes(part) <= limits_.sent_bytes;
    return fits ? &part : nullptr;
}

void CommandRelay::sent() {
    const std::size_t bytes = frame_bytes(waiting_.front().part);
    sent_.push_back({.confirmed_by = last_request_ + 1, .bytes = bytes});
    sent_bytes_ += bytes;
    drop_front();
}

std::optional<common::WriterStateRequest> CommandRelay::confirmation_request(common::Instant now) {
    if (sent_.empty()) return std::nullopt;
    const bool under_way = requested_at_ && now < *requested_at_ + ASK_AGAIN_AFTER;
    if (under_way) return std::nullopt;
    requested_at_ = now;
    return common::WriterStateRequest{.id = ++last_request_};
}

void CommandRelay::answered(std::int64_t request) {
    while (!sent_.empty() && sent_.front().confirmed_by <= request) {
        sent_bytes_ -= sent_.front().bytes;
        sent_.pop_front();
    }
    if (request == last_request_) requested_at_.reset();
}

void CommandRelay::drop_front() {
    waiting_bytes_ -= frame_bytes(waiting_.front().part);
    waiting_.pop_front();
}

std::optional<std::string> CommandRelay::requester(const std::string& key) const {
    const auto found = requesters_.find(key);
    return found == requesters_.end() ? std::nullopt : std::optional{found->second.peer};
}

}  // namespace tradepit::broker
