#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/messages/messages.h"
#include "common/time.h"
#include "query/api/api.h"

namespace tradepit::query {

/// The state of the pipeline as the broker last reported it. Pure.
class PipelineState {
public:
    /// The interval between two requests for the broker's state.
    static constexpr common::Duration ASK_EVERY = std::chrono::seconds{1};

    /// Until the broker is heard first, its silence counts from `begin`.
    explicit PipelineState(common::Instant begin = {}) : heard_at_(begin) {}

    /// Takes a report of the broker.
    void take_report(common::BrokerState state, common::Instant now);
    /// How long ago the broker was last heard.
    [[nodiscard]] common::Duration silence(common::Instant now) const { return now - heard_at_; }

    /// The health of broker, writer and workers, for GET /health. While the broker is silent all
    /// three are unhealthy, because only its reports tell of the other two.
    [[nodiscard]] std::vector<ProcessHealth> processes(common::Instant now) const;
    /// The reply to GET /workers; 503 while the broker is silent.
    [[nodiscard]] Reply workers(common::Instant now) const;
    /// The pipeline's part of GET /metrics; tradepit_broker_up alone while the broker is silent.
    [[nodiscard]] std::string gauges(common::Instant now) const;

private:
    /// Whether the broker was never heard, or not within SILENCE_MAX.
    [[nodiscard]] bool is_silent(common::Instant now) const;

    std::optional<common::BrokerState> state_;  ///< nothing before the first report
    common::Instant heard_at_;
};

}  // namespace tradepit::query
