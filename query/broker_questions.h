#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::query {

/// Reads that wait for the broker's reply. They wait for a short time only: the database has the
/// rest of their answer. Pure; the caller sends.
class BrokerQuestions {
public:
    /// A question without an answer is given up after this.
    static constexpr common::Instant PATIENCE = std::chrono::milliseconds{200};
    /// Questions at once.
    static constexpr std::size_t UNDER_WAY_MAX = 256;

    /// The question under its number, to be sent; nothing when there are too many already.
    [[nodiscard]] std::optional<common::WaitsRequest> ask(std::int64_t read,
                                                          common::WaitsRequest question,
                                                          common::Instant now);
    /// The read that asked; nothing for a question that was given up.
    [[nodiscard]] std::optional<std::int64_t> answered(std::int64_t question);
    /// The reads whose question is given up now.
    [[nodiscard]] std::vector<std::int64_t> expired(common::Instant now);
    [[nodiscard]] std::optional<common::Instant> next_deadline() const;

private:
    struct UnderWay {
        std::int64_t question = 0;
        std::int64_t read = 0;
        common::Instant deadline{};
    };
    std::deque<UnderWay> under_way_;  ///< in the order of their numbers and deadlines
    std::int64_t last_ = 0;
};

}  // namespace tradepit::query
