#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "common/messages/messages.h"
#include "common/time.h"

namespace tradepit::query {

/// The questions to the broker that have no answer yet, and the reads that need these answers. A
/// question (WaitsRequest) asks what the open days of a job wait for. A read waits for PATIENCE at
/// most and is then answered without the broker, from the database alone. Pure: the caller sends
/// the messages and says what time it is.
class BrokerQuestions {
public:
    /// A question without an answer is given up after this.
    static constexpr common::Duration PATIENCE = std::chrono::milliseconds{200};
    /// The most questions that may be unanswered at once.
    static constexpr std::size_t UNDER_WAY_MAX = 256;

    /// Registers the question of a read, without sending it. @param read the number of the read
    /// (RequestQueue::Next). @return `question` with its id, for the caller to send; nothing when
    /// UNDER_WAY_MAX are unanswered.
    [[nodiscard]] std::optional<common::WaitsRequest> ask(std::int64_t read,
                                                          common::WaitsRequest question,
                                                          common::Instant now);
    /// Ends the question with this id, which the broker has answered.
    /// @return the number of its read; nothing when the id is unknown or was given up.
    [[nodiscard]] std::optional<std::int64_t> answered(std::int64_t id);
    /// Removes the questions whose deadline has passed. @return the numbers of their reads.
    [[nodiscard]] std::vector<std::int64_t> expired(common::Instant now);
    /// The earliest deadline; nothing while no question is unanswered.
    [[nodiscard]] std::optional<common::Instant> next_deadline() const;

private:
    struct UnderWay {
        std::int64_t id = 0;    ///< of the question
        std::int64_t read = 0;  ///< the number of the read
        common::Instant deadline{};
    };
    std::deque<UnderWay> under_way_;  ///< in the order of ids, which is also that of deadlines
    std::int64_t last_id_ = 0;
};

}  // namespace tradepit::query
