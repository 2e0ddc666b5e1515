#include "query/broker_questions.h"

#include <algorithm>

namespace tradepit::query {

std::optional<common::WaitsRequest> BrokerQuestions::ask(std::int64_t read,
                                                         common::WaitsRequest question,
                                                         common::Instant now) {
    if (under_way_.size() >= UNDER_WAY_MAX) return std::nullopt;
    question.id = ++last_id_;
    under_way_.push_back({.id = last_id_, .read = read, .deadline = now + PATIENCE});
    return question;
}

std::optional<std::int64_t> BrokerQuestions::answered(std::int64_t id) {
    const auto found = std::ranges::lower_bound(under_way_, id, {}, &UnderWay::id);
    if (found == under_way_.end() || found->id != id) return std::nullopt;
    const auto read = found->read;
    under_way_.erase(found);
    return read;
}

std::vector<std::int64_t> BrokerQuestions::expired(common::Instant now) {
    std::vector<std::int64_t> reads;
    while (!under_way_.empty() && under_way_.front().deadline <= now) {
        reads.push_back(under_way_.front().read);
        under_way_.pop_front();
    }
    return reads;
}

std::optional<common::Instant> BrokerQuestions::next_deadline() const {
    if (under_way_.empty()) return std::nullopt;
    return under_way_.front().deadline;
}

}  // namespace tradepit::query
