#include "bench/programs/link.h"

#include <stdexcept>

#include "common/process/clock.h"
#include "common/process/sockets.h"

namespace tradepit::bench {

namespace {

/// The interval at which a wait looks for a stop signal and for the end of the peer.
constexpr auto WAIT_CHECK_EVERY = std::chrono::milliseconds(100);
constexpr common::Duration SILENCE_MAX = std::chrono::seconds(30);

}  // namespace

Link::Link(zmq::context_t& context, const std::string& endpoint, Program& peer, Progress& progress)
    : endpoint_(endpoint),
      socket_(common::make_dealer(context, endpoint)),
      peer_(peer),
      progress_(progress) {}

void Link::wait(short events, common::Instant& silent_since) {
    zmq::pollitem_t item{socket_.handle(), 0, events, 0};
    if (zmq::poll(&item, 1, WAIT_CHECK_EVERY) > 0) return;
    progress_.check();
    peer_.check_running();
    const auto now = common::steady_now();
    if (silent_since == common::Instant{}) silent_since = now;
    if (now - silent_since > SILENCE_MAX)
        throw std::runtime_error("nothing from " + endpoint_ + " for 30 s");
}

bool Link::try_send(const std::string& frame) {
    return common::send(socket_, frame) == common::Sent::queued;
}

void Link::send(const std::string& frame) {
    common::Instant silent_since{};
    while (!try_send(frame)) wait(ZMQ_POLLOUT, silent_since);
}

std::optional<common::Message> Link::take() {
    const auto frame = common::receive(socket_);
    if (!frame) return std::nullopt;
    auto decoded = common::decode(*frame);
    if (const auto* malformed = std::get_if<common::Malformed>(&decoded))
        throw std::runtime_error(endpoint_ + " sent: " + malformed->text());
    return std::move(std::get<common::Message>(decoded));
}

common::Message Link::receive() {
    common::Instant silent_since{};
    while (true) {
        if (auto message = take()) return std::move(*message);
        wait(ZMQ_POLLIN, silent_since);
    }
}

}  // namespace tradepit::bench
