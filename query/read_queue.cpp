#include "query/read_queue.h"

#include <algorithm>
#include <utility>

#include "common/check.h"

namespace tradepit::query {

ReadQueue::Admission ReadQueue::add(Question question, bool is_long, Asker asker) {
    const auto asked = [&](const Read& read) {
        return read.question == question &&
               std::ranges::find(read.askers, asker) != read.askers.end();
    };
    for (const auto& [number, read] : under_way_)
        if (asked(read)) return Admission::repeated;
    const auto same = std::ranges::find(waiting_, question, &Read::question);
    if (same == waiting_.end()) {
        if (waiting_.size() >= limits_.waiting_max) return Admission::full;
        waiting_.push_back({std::move(question), is_long, {std::move(asker)}});
        return Admission::taken;
    }
    if (asked(*same)) return Admission::repeated;
    if (same->askers.size() >= limits_.askers_max) return Admission::full;
    same->askers.push_back(std::move(asker));
    return Admission::taken;
}

std::optional<ReadQueue::Next> ReadQueue::next() {
    if (!going_on_.empty()) {
        Next next = std::move(going_on_.front());
        going_on_.pop_front();
        return next;
    }
    const auto first = std::ranges::find_if(waiting_, [&](const Read& read) {
        return !read.is_long ||
               (long_under_way_ < limits_.long_max && !is_under_way(read.question));
    });
    if (first == waiting_.end()) return std::nullopt;
    if (first->is_long) ++long_under_way_;
    Next next{++last_number_, first->question, {}};
    under_way_.emplace(next.number, std::move(*first));
    waiting_.erase(first);
    return next;
}

bool ReadQueue::is_under_way(const Question& question) const {
    return std::ranges::any_of(under_way_,
                               [&](const auto& one) { return one.second.question == question; });
}

void ReadQueue::go_on(std::int64_t number, BrokerWord broker) {
    const auto read = under_way_.find(number);
    CHECK(read != under_way_.end());
    going_on_.push_back({number, read->second.question, std::move(broker)});
}

std::vector<Asker> ReadQueue::finish(std::int64_t number) {
    const auto read = under_way_.find(number);
    CHECK(read != under_way_.end());
    if (read->second.is_long) --long_under_way_;
    auto askers = std::move(read->second.askers);
    under_way_.erase(read);
    return askers;
}

}  // namespace tradepit::query
