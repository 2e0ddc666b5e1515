#include "cli/chaos/broker_probe.h"

#include <utility>
#include <variant>

namespace tradepit::cli {

BrokerProbe::BrokerProbe(zmq::context_t& context, std::string endpoint,
                         std::vector<Watched> watched)
    : context_(context), endpoint_(std::move(endpoint)), watched_(std::move(watched)) {}

std::optional<common::BrokerState> BrokerProbe::ask(common::Instant deadline) {
    if (!channel_) channel_ = std::make_unique<Channel>(context_, endpoint_, watched_);
    const common::BrokerStateRequest request{++id_};
    if (channel_->send(common::encode(request), deadline)) {
        while (const auto frame = channel_->receive(deadline)) {
            auto decoded = common::decode(*frame);
            auto* message = std::get_if<common::Message>(&decoded);
            auto* state = message == nullptr ? nullptr : std::get_if<common::BrokerState>(message);
            if (state != nullptr && state->id == id_) return std::move(*state);
        }
    }
    // The broker may have been killed: the next request goes over a new connection.
    channel_.reset();
    return std::nullopt;
}

}  // namespace tradepit::cli
