#include "query/request_queue.h"

#include <algorithm>
#include <utility>

#include "common/check.h"

namespace tradepit::query {

RequestQueue::Admission RequestQueue::add(ResolvedRequest request, Requester requester) {
    const auto is_same = [&](const Read& read) { return same_read(*read.request, request); };
    const auto has_requester = [&](const Read& read) {
        return std::ranges::find(read.requesters, requester) != read.requesters.end();
    };
    for (const auto& [number, read] : under_way_)
        if (is_same(read) && has_requester(read)) return Admission::repeated;
    const auto same = std::ranges::find_if(waiting_, is_same);
    if (same == waiting_.end()) {
        if (waiting_.size() >= limits_.waiting_max) return Admission::too_many;
        const auto bytes = request.body.size();
        if (bytes_ + bytes > limits_.bytes_max) return Admission::too_many_bytes;
        bytes_ += bytes;
        waiting_.push_back(
            {std::make_shared<const ResolvedRequest>(std::move(request)), {std::move(requester)}});
        return Admission::taken;
    }
    if (has_requester(*same)) return Admission::repeated;
    if (same->requesters.size() >= limits_.requesters_max) return Admission::too_many_requesters;
    same->requesters.push_back(std::move(requester));
    return Admission::taken;
}

std::optional<RequestQueue::Next> RequestQueue::next() {
    if (!resumed_.empty()) {
        Next next = std::move(resumed_.front());
        resumed_.pop_front();
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

bool RequestQueue::is_under_way(const ResolvedRequest& request) const {
    return std::ranges::any_of(
        under_way_, [&](const auto& one) { return same_read(*one.second.request, request); });
}

void RequestQueue::resume(std::int64_t number, BrokerReply broker) {
    const auto read = under_way_.find(number);
    CHECK(read != under_way_.end());
    resumed_.push_back({number, read->second.request, std::move(broker)});
}

std::vector<Requester> RequestQueue::finish(std::int64_t number) {
    const auto read = under_way_.find(number);
    CHECK(read != under_way_.end());
    if (is_long(*read->second.request)) --long_under_way_;
    bytes_ -= read->second.request->body.size();
    auto requesters = std::move(read->second.requesters);
    under_way_.erase(read);
    return requesters;
}

std::string RequestQueue::limit_text(Admission refused) const {
    const auto text = [](std::size_t limit, const char* what, const char* name) {
        return std::to_string(limit) + what + " (RequestQueue::Limits::" + name + ")";
    };
    switch (refused) {
        case Admission::too_many:
            return text(limits_.waiting_max, " requests wait for a reader already", "waiting_max");
        case Admission::too_many_requesters:
            return text(limits_.requesters_max, " requesters wait for this read already",
                        "requesters_max");
        case Admission::too_many_bytes:
            return text(limits_.bytes_max, " bytes are the most that requests may have together",
                        "bytes_max");
        case Admission::taken:
        case Admission::repeated:
            break;
    }
    return {};
}

}  // namespace tradepit::query
