#include "query/submissions.h"

#include <algorithm>

#include "common/check.h"

namespace tradepit::query {

namespace {

constexpr std::int32_t PARTS_MISSING = 503;

std::int32_t parts_of(std::size_t bytes) {
    const std::size_t parts = (bytes + common::PART_BYTES_MAX - 1) / common::PART_BYTES_MAX;
    return static_cast<std::int32_t>(std::max<std::size_t>(parts, 1));
}

}  // namespace

Submissions::Admission Submissions::submit(common::JobRequest request, Asker asker,
                                           common::Instant now) {
    const std::string key = common::key_of(request);
    CHECK(!key.empty());
    if (const auto same = pending_.find(key); same != pending_.end())
        return join(same->second, request, std::move(asker));
    if (pending_.size() >= limits_.pending_max) return Admission::full;
    std::string octets = common::encode_request(request);
    if (octets.size() > common::REQUEST_BYTES_MAX) return Admission::too_large;
    if (bytes_ + octets.size() > limits_.bytes_max) return Admission::full;

    // The orders are in the octets; the reply to a submission does not name them.
    if (auto* job = std::get_if<common::Job>(&request))
        for (auto& model : job->models) model.orders = {};
    bytes_ += octets.size();
    const std::int32_t parts = parts_of(octets.size());
    pending_.emplace(key, Pending{.request = std::move(request),
                                  .octets = std::move(octets),
                                  .parts = parts,
                                  .due = now,
                                  .deadline = now + limits_.patience,
                                  .askers = {std::move(asker)}});
    due_.emplace(now, key);
    deadlines_.emplace(now + limits_.patience, key);
    return Admission::taken;
}

Submissions::Admission Submissions::join(Pending& pending, const common::JobRequest& request,
                                         Asker asker) const {
    if (common::hash_of(pending.request) != common::hash_of(request)) return Admission::conflict;
    if (std::ranges::find(pending.askers, asker) != pending.askers.end()) return Admission::taken;
    if (pending.askers.size() >= limits_.askers_max) return Admission::full;
    pending.askers.push_back(std::move(asker));
    return Admission::taken;
}

std::optional<common::JobPart> Submissions::next(common::Instant now) const {
    if (due_.empty() || due_.begin()->first > now) return std::nullopt;
    const auto& [key, pending] = *pending_.find(due_.begin()->second);
    const auto offset = static_cast<std::size_t>(pending.next_part) * common::PART_BYTES_MAX;
    return common::JobPart{.key = key,
                           .part = pending.next_part,
                           .parts = pending.parts,
                           .octets = {pending.octets.substr(offset, common::PART_BYTES_MAX)},
                           .operation = static_cast<common::JobOperation>(pending.request.index())};
}

void Submissions::sent(const std::string& key, common::Instant now) {
    const auto entry = pending_.find(key);
    CHECK(entry != pending_.end());
    Pending& pending = entry->second;
    if (++pending.next_part < pending.parts) return;
    pending.next_part = 0;
    set_due(entry, now + limits_.resend + limits_.resend_part * pending.parts);
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
    if (entry == pending_.end()) return std::nullopt;
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
    bytes_ -= pending.octets.size();
    Outcome outcome{std::move(pending.request), std::move(answer), std::move(pending.askers)};
    pending_.erase(entry);
    return outcome;
}

}  // namespace tradepit::query
