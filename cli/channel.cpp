#include "cli/channel.h"

#include <algorithm>
#include <cerrno>

#include "common/process/clock.h"
#include "common/process/sockets.h"

namespace tradepit::cli {

using common::Duration;
using common::Instant;

namespace {

/// Polls the items for at most `left`, and without waiting when that is negative. @return false
/// when a signal interrupted the wait; the items' `revents` are not set then.
bool poll_items(std::vector<zmq::pollitem_t>& items, Duration left) {
    try {
        const auto wait = std::chrono::ceil<std::chrono::milliseconds>(left);
        zmq::poll(items, std::max(wait, std::chrono::milliseconds{0}));
        return true;
    } catch (const zmq::error_t& error) {
        if (error.num() != EINTR) throw;
        return false;
    }
}

}  // namespace

Channel::Channel(zmq::context_t& context, const std::string& endpoint, std::vector<Watched> watched)
    : endpoint_(endpoint),
      watched_(std::move(watched)),
      socket_(common::make_dealer(context, endpoint)) {
    common::drop_at_close(socket_);
}

bool Channel::send(std::string_view frame, Instant deadline) {
    while (common::send(socket_, frame) != common::Sent::queued)
        if (!wait(ZMQ_POLLOUT, deadline)) return false;
    return true;
}

std::optional<std::string> Channel::receive(Instant deadline) {
    while (true) {
        if (auto frame = common::receive(socket_)) return frame;
        if (!wait(ZMQ_POLLIN, deadline)) return std::nullopt;
    }
}

void Channel::serve_until(Instant deadline) { static_cast<void>(wait(0, deadline)); }

bool Channel::wait(short events, Instant deadline) {
    std::vector<zmq::pollitem_t> items;
    items.reserve(watched_.size() + 1);
    for (const auto& watched : watched_)
        items.push_back({nullptr, watched.descriptor, ZMQ_POLLIN, 0});
    if (events != 0) items.push_back({socket_.handle(), 0, events, 0});
    while (true) {
        const auto left = deadline - common::steady_now();
        const bool polled = poll_items(items, left);
        for (std::size_t i = 0; polled && i < watched_.size(); ++i)
            if (items[i].revents != 0) watched_[i].on_readable();
        if (polled && events != 0 && (items.back().revents & events) != 0) return true;
        if (left <= Duration{0}) return false;
    }
}

}  // namespace tradepit::cli
