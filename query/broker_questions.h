#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::query {

/// The requests to the broker that reads wait for: what the open days of a job wait for. A read
/// waits for PATIENCE at most and is then answered without the broker, from the database alone.
/// Pure: the caller sends the messages and says what time it is.
class BrokerQuestions {
public:
    /// A request without an answer is given up after this.
    static constexpr common::Duration PATIENCE = std::chrono::milliseconds{200};
    /// The most requests that may be unanswered at once.
    static constexpr std::size_t UNDER_WAY_MAX = 256;

    /// Registers the request of a read. @param read the number of the read.
    /// @return `question` with its id, to be sent; nothing when UNDER_WAY_MAX are unanswered.
    [[nodiscard]] std::optional<common::WaitsRequest> ask(std::int64_t read,
                                                          common::WaitsRequest question,
                                                          common::Instant now);
    /// Ends the request with this id, which the broker has answered.
    /// @return the number of its read; nothing when the id is unknown or was given up.
    [[nodiscard]] std::optional<std::int64_t> answered(std::int64_t question);
    /// Gives up the requests whose deadline has passed. @return the numbers of their reads.
    [[nodiscard]] std::vector<std::int64_t> expired(common::Instant now);
    /// When expired() has something next; nothing while no request is unanswered.
    [[nodiscard]] std::optional<common::Instant> next_deadline() const;

private:
    struct UnderWay {
        std::int64_t question = 0;
        std::int64_t read = 0;
        common::Instant deadline{};
    };
    std::deque<UnderWay> under_way_;  ///< in order of their ids, which is also that of deadlines
    std::int64_t last_ = 0;
};

}  // namespace tradepit::query
