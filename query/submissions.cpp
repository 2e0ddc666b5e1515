#include "query/submissions.h"

#include <algorithm>

#include "common/check.h"

namespace tradepit::query {

namespace {

constexpr std::int32_t PARTS_MISSING = 503;

std::size_t bytes_of(const std::vector<common::JobPart>& parts) {
    std::size_t bytes = 0;
    for (const common::JobPart& part : parts) bytes += part.octets.octets.size();
    return bytes;
}

}  // namespace

Submissions::Admission Submissions::submit(common::JobRequest request, Requester requester,
                                           common::Instant now) {
    const std::string key = common::key_of(request);
    CHECK(!key.empty());
    if (const auto same = pending_.find(key); same != pending_.end())
        return join(same->second, request, std::move(requester));
    if (pending_.size() >= limits_.pending_max) return Admission::full;
    auto parts = common::parts_of(request);
    const std::size_t bytes = bytes_of(parts);
    if (bytes > common::REQUEST_BYTES_MAX) return Admission::too_large;
    if (bytes_ + bytes > limits_.bytes_max) return Admission::full;

    // The orders are in the parts; the reply to a submission does not name them.
    if (auto* job = std::get_if<common::Job>(&request))
        for (auto& model : job->models) model.orders = {};
    bytes_ += bytes;
    pending_.emplace(key, Pending{.request = std::move(request),
                                  .parts = std::move(parts),
                                  .bytes = bytes,
                                  .due = now,
                                  .deadline = now + limits_.patience,
                                  .requesters = {std::move(requester)}});
    due_.emplace(now, key);
    deadlines_.emplace(now + limits_.patience, key);
    return Admission::taken;
}

Submissions::Admission Submissions::join(Pending& pending, const common::JobRequest& request,
                                         Requester requester) const {
    if (common::hash_of(pending.request) != common::hash_of(request)) return Admission::conflict;
    if (std::ranges::find(pending.requesters, requester) != pending.requesters.end())
        return Admission::taken;
    if (pending.requesters.size() >= limits_.requesters_max) return Admission::full;
    pending.requesters.push_back(std::move(requester));
    return Admission::taken;
}

std::optional<common::JobPart> Submissions::next(common::Instant now) const {
    if (due_.empty() || due_.begin()->first > now) return std::nullopt;
    const Pending& pending = pending_.find(due_.begin()->second)->second;
    return pending.parts[pending.next_part];
}

void Submissions::sent(const std::string& key, common::Instant now) {
    const auto entry = pending_.find(key);
    CHECK(entry != pending_.end());
    Pending& pending = entry->second;
    if (++pending.next_part < pending.parts.size()) return;
    pending.next_part = 0;
    set_due(entry, now + limits_.resend +
                       limits_.resend_part * static_cast<std::int64_t>(pending.parts.size()));
    if (!pending.sent_once) set_deadline(entry, now + limits_.patience);
    pending.sent_once = true;
}

void Submissions::unsent(const std::string& key, common::Instant now) {
    const auto entry = pending_.find(key);
    CHECK(entry != pending_.end());
    set_due(entry, now + limits_.pause);
}

std::optional<Submissions::Outcome> Submissions::answered(const common::JobAnswer& answer,
                                                          common::Instant now) {
    const auto entry = pending_.find(answer.key);
    if (entry == pending_.end() || answer.request_hash != common::hash_of(entry->second.request))
        return std::nullopt;
    if (answer.status != PARTS_MISSING) return conclude(entry, answer);
    // While a round is going out the answer is about an earlier one.
    if (entry->second.next_part == 0)
        set_due(entry, std::min(entry->second.due, now + limits_.pause));
    return std::nullopt;
}

std::vector<Submissions::Outcome> Submissions::expired(common::Instant now) {
    std::vector<Outcome> outcomes;
    while (!deadlines_.empty() && deadlines_.begin()->first <= now)
        outcomes.push_back(conclude(pending_.find(deadlines_.begin()->second), std::nullopt));
    return outcomes;
}

std::optional<common::Instant> Submissions::next_deadline() const {
    if (pending_.empty()) return std::nullopt;
    return std::min(due_.begin()->first, deadlines_.begin()->first);
}

void Submissions::set_due(Entry entry, common::Instant due) {
    due_.erase({entry->second.due, entry->first});
    entry->second.due = due;
    due_.emplace(due, entry->first);
}

void Submissions::set_deadline(Entry entry, common::Instant deadline) {
    deadlines_.erase({entry->second.deadline, entry->first});
    entry->second.deadline = deadline;
    deadlines_.emplace(deadline, entry->first);
}

Submissions::Outcome Submissions::conclude(Entry entry, std::optional<common::JobAnswer> answer) {
    Pending& pending = entry->second;
    due_.erase({pending.due, entry->first});
    deadlines_.erase({pending.deadline, entry->first});
    bytes_ -= pending.bytes;
    Outcome outcome{std::move(pending.request), std::move(answer), std::move(pending.requesters)};
    pending_.erase(entry);
    return outcome;
}

}  // namespace tradepit::query
