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
    /// Between two questions to the broker.
    static constexpr common::Instant ASK_EVERY = std::chrono::seconds{1};

    /// The broker has not been heard since `begin`.
    explicit PipelineState(common::Instant begin = {}) : heard_at_(begin) {}

    void heard(common::BrokerState state, common::Instant now);
    /// How long ago the broker was heard.
    [[nodiscard]] common::Instant silence(common::Instant now) const { return now - heard_at_; }

    /// Broker, writer and workers: for GET /health.
    [[nodiscard]] std::vector<ProcessHealth> processes(common::Instant now) const;
    /// GET /workers; 503 while the broker is silent.
    [[nodiscard]] Reply workers(common::Instant now) const;
    /// Its part of GET /metrics. Of a silent broker only that it is.
    [[nodiscard]] std::string gauges(common::Instant now) const;

private:
    [[nodiscard]] bool silent(common::Instant now) const;

    std::optional<common::BrokerState> state_;
    common::Instant heard_at_;
};

}  // namespace tradepit::query
