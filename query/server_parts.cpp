#include "query/server_parts.h"

namespace tradepit::query {

RequestParts::Taken RequestParts::add(const std::string& peer, common::Lookup part,
                                      common::Instant now) {
    const Key key{peer, part.id};
    const auto entry = under_way_.find(key);
    if (part.parts < 1 || part.part < 0 || part.part >= part.parts)
        return refuse(entry, 400,
                      "part " + std::to_string(part.part) + " of " + std::to_string(part.parts) +
                          " is no part");
    if (part.parts > limits_.parts_max)
        return refuse(entry, 413,
                      std::to_string(part.parts) + " parts; the limit is " +
                          std::to_string(limits_.parts_max));
    if (part.part == 0) {
        if (entry != under_way_.end()) forget(entry);
        if (part.parts == 1) return part;
        return begin(key, std::move(part), now);
    }
    if (entry == under_way_.end()) return Incomplete{};
    return go_on(entry, part, now);
}

RequestParts::Taken RequestParts::begin(const Key& key, common::Lookup part, common::Instant now) {
    if (under_way_.size() >= limits_.under_way_max ||
        bytes_ + part.body.octets.size() > limits_.bytes_max)
        return Refusal{503, "too many large requests at once"};
    bytes_ += part.body.octets.size();
    under_way_.emplace(key, UnderWay{.request = std::move(part), .next_part = 1, .heard = now});
    return Incomplete{};
}

RequestParts::Taken RequestParts::go_on(Entry entry, const common::Lookup& part,
                                        common::Instant now) {
    UnderWay& under_way = entry->second;
    std::string& body = under_way.request.body.octets;
    if (part.parts != under_way.request.parts)
        return refuse(entry, 400, "the parts of one request differ in their number");
    if (part.part != under_way.next_part) return Incomplete{};
    if (body.size() + part.body.octets.size() > common::REQUEST_BYTES_MAX)
        return refuse(
            entry, 413,
            "the request is larger than " + std::to_string(common::REQUEST_BYTES_MAX) + " bytes");
    if (bytes_ + part.body.octets.size() > limits_.bytes_max)
        return refuse(entry, 503, "too many large requests at once");
    body += part.body.octets;
    bytes_ += part.body.octets.size();
    under_way.heard = now;
    if (++under_way.next_part < part.parts) return Incomplete{};

    bytes_ -= body.size();
    common::Lookup whole = std::move(under_way.request);
    under_way_.erase(entry);
    whole.parts = 1;
    return whole;
}

void RequestParts::expire(common::Instant now) {
    for (auto entry = under_way_.begin(); entry != under_way_.end();)
        entry = entry->second.heard + limits_.patience <= now ? forget(entry) : std::next(entry);
}

RequestParts::Taken RequestParts::refuse(Entry entry, int status, std::string detail) {
    if (entry != under_way_.end()) forget(entry);
    return Refusal{status, std::move(detail)};
}

RequestParts::Entry RequestParts::forget(Entry entry) {
    bytes_ -= entry->second.request.body.octets.size();
    return under_way_.erase(entry);
}

}  // namespace tradepit::query
