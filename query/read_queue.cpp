#include "query/read_queue.h"

#include <algorithm>
#include <utility>

#include "common/check.h"

namespace tradepit::query {

ReadQueue::Admission ReadQueue::add(ResolvedRequest request, Requester requester) {
    const auto is_same = [&](const Read& read) { return same_read(*read.request, request); };
    const auto has_requester = [&](const Read& read) {
        return std::ranges::find(read.requesters, requester) != read.requesters.end();
    };
    for (const auto& [number, read] : under_way_)
        if (is_same(read) && has_requester(read)) return Admission::repeated;
    const auto same = std::ranges::find_if(waiting_, is_same);
    if (same == waiting_.end()) {
        if (waiting_.size() >= limits_.waiting_max) return Admission::full;
        waiting_.push_back(
            {std::make_shared<const ResolvedRequest>(std::move(request)), {std::move(requester)}});
        return Admission::taken;
    }
    if (has_requester(*same)) return Admission::repeated;
    if (same->requesters.size() >= limits_.requesters_max) return Admission::full;
    same->requesters.push_back(std::move(requester));
    return Admission::taken;
}

std::optional<ReadQueue::Next> ReadQueue::next() {
    if (!going_on_.empty()) {
        Next next = std::move(going_on_.front());
        going_on_.pop_front();
        return next;
    }
    const auto first = std::ranges::find_if(waiting_, [&](const Read& read) {
        return !is_long(*read.request) ||
               (long_under_way_ < limits_.long_max && !is_under_way(*read.request));
    });
    if (first == waiting_.end()) return std::nullopt;
    if (is_long(*first->request)) ++long_under_way_;
    Next next{++last_number_, first->request, {}};
    under_way_.emplace(next.number, std::move(*first));
    waiting_.erase(first);
    return next;
}

bool ReadQueue::is_under_way(const ResolvedRequest& request) const {
    return std::ranges::any_of(
        under_way_, [&](const auto& one) { return same_read(*one.second.request, request); });
}

void ReadQueue::go_on(std::int64_t number, BrokerReply broker) {
    const auto read = under_way_.find(number);
    CHECK(read != under_way_.end());
    going_on_.push_back({number, read->second.request, std::move(broker)});
}

std::vector<Requester> ReadQueue::finish(std::int64_t number) {
    const auto read = under_way_.find(number);
    CHECK(read != under_way_.end());
    if (is_long(*read->second.request)) --long_under_way_;
    auto requesters = std::move(read->second.requesters);
    under_way_.erase(read);
    return requesters;
}

}  // namespace tradepit::query
