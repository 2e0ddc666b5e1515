#include "query/pending_commands.h"

#include <algorithm>

#include "common/check.h"

namespace tradepit::query {

namespace {

/// The status of an answer by which the writer asks for all parts again (CommandAnswer).
constexpr std::int32_t PARTS_MISSING = 503;

/// The encoded size of the command that has these parts.
std::size_t bytes_of(const std::vector<common::CommandPart>& parts) {
    std::size_t bytes = 0;
    for (const common::CommandPart& part : parts) bytes += part.octets.octets.size();
    return bytes;
}

}  // namespace

EncodedCommand encoded(common::Command command) {
    auto parts = common::parts_of(command);
    // The parts have the recorded orders, and the reply to the client does not need them.
    if (auto* job = std::get_if<common::Job>(&command))
        for (auto& model : job->models) model.orders = {};
    return {std::move(command), std::move(parts)};
}

PendingCommands::Admission PendingCommands::submit(EncodedCommand encoded, Requester requester,
                                                   common::Instant now) {
    const std::string key = common::key_of(encoded.command);
    CHECK(!key.empty());
    if (const auto same = pending_.find(key); same != pending_.end())
        return join(same->second, encoded.command, std::move(requester));
    if (pending_.size() >= limits_.pending_max) return Admission::too_many;
    const std::size_t bytes = bytes_of(encoded.parts);
    if (bytes > common::REQUEST_BYTES_MAX) return Admission::too_large;
    if (bytes_ + bytes > limits_.bytes_max) return Admission::too_many_bytes;

    bytes_ += bytes;
    pending_.emplace(key, Pending{.command = std::move(encoded.command),
                                  .parts = std::move(encoded.parts),
                                  .bytes = bytes,
                                  .due = now,
                                  .deadline = now + limits_.patience,
                                  .requesters = {std::move(requester)}});
    due_.emplace(now, key);
    deadlines_.emplace(now + limits_.patience, key);
    return Admission::taken;
}

std::string PendingCommands::limit_text(Admission refused) const {
    const auto text = [](std::size_t limit, const char* what, const char* name) {
        return std::to_string(limit) + what + " (PendingCommands::Limits::" + name + ")";
    };
    switch (refused) {
        case Admission::too_many:
            return text(limits_.pending_max, " commands wait for the writer already",
                        "pending_max");
        case Admission::too_many_bytes:
            return text(limits_.bytes_max, " bytes are the most that commands may have together",
                        "bytes_max");
        case Admission::too_many_requesters:
            return text(limits_.requesters_max, " requesters wait for this command already",
                        "requesters_max");
        case Admission::taken:
        case Admission::too_large:
        case Admission::conflict:
            break;
    }
    return {};
}

PendingCommands::Admission PendingCommands::join(Pending& pending, const common::Command& command,
                                                 Requester requester) const {
    if (common::hash_of(pending.command) != common::hash_of(command)) return Admission::conflict;
    if (std::ranges::find(pending.requesters, requester) != pending.requesters.end())
        return Admission::taken;
    if (pending.requesters.size() >= limits_.requesters_max) return Admission::too_many_requesters;
    pending.requesters.push_back(std::move(requester));
    return Admission::taken;
}

std::optional<common::CommandPart> PendingCommands::next(common::Instant now) const {
    if (due_.empty() || due_.begin()->first > now) return std::nullopt;
    const Pending& pending = pending_.find(due_.begin()->second)->second;
    return pending.parts[pending.next_part];
}

void PendingCommands::sent(const std::string& key, common::Instant now) {
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

void PendingCommands::unsent(const std::string& key, common::Instant now) {
    const auto entry = pending_.find(key);
    CHECK(entry != pending_.end());
    set_due(entry, now + limits_.pause);
}

std::optional<PendingCommands::Outcome> PendingCommands::answered(
    const common::CommandAnswer& answer, common::Instant now) {
    const auto entry = pending_.find(answer.key);
    if (entry == pending_.end() || answer.request_hash != common::hash_of(entry->second.command))
        return std::nullopt;
    const auto* refused = std::get_if<common::CommandRefused>(&answer.outcome);
    if (refused == nullptr || refused->status != PARTS_MISSING) return conclude(entry, answer);
    // While a new round is being sent, this answer is about the round before, and changes nothing.
    if (entry->second.next_part == 0)
        set_due(entry, std::min(entry->second.due, now + limits_.pause));
    return std::nullopt;
}

std::vector<PendingCommands::Outcome> PendingCommands::expired(common::Instant now) {
    std::vector<Outcome> outcomes;
    while (!deadlines_.empty() && deadlines_.begin()->first <= now)
        outcomes.push_back(conclude(pending_.find(deadlines_.begin()->second), std::nullopt));
    return outcomes;
}

std::optional<common::Instant> PendingCommands::next_deadline() const {
    if (pending_.empty()) return std::nullopt;
    return std::min(due_.begin()->first, deadlines_.begin()->first);
}

void PendingCommands::set_due(Entry entry, common::Instant due) {
    due_.erase({entry->second.due, entry->first});
    entry->second.due = due;
    due_.emplace(due, entry->first);
}

void PendingCommands::set_deadline(Entry entry, common::Instant deadline) {
    deadlines_.erase({entry->second.deadline, entry->first});
    entry->second.deadline = deadline;
    deadlines_.emplace(deadline, entry->first);
}

PendingCommands::Outcome PendingCommands::conclude(Entry entry,
                                                   std::optional<common::CommandAnswer> answer) {
    Pending& pending = entry->second;
    due_.erase({pending.due, entry->first});
    deadlines_.erase({pending.deadline, entry->first});
    bytes_ -= pending.bytes;
    Outcome outcome{std::move(pending.command), std::move(answer), std::move(pending.requesters)};
    pending_.erase(entry);
    return outcome;
}

}  // namespace tradepit::query
