#include "writer/intake/job_parts.h"

#include <algorithm>
#include <utility>

#include "common/digest.h"

namespace tradepit::writer {

std::variant<JobParts::Waiting, JobParts::Whole, JobParts::Refused> JobParts::take(
    common::JobPart part) {
    // An empty part could not be told from a missing one, and the sender has no use for it.
    const std::size_t parts_max = limits_.job_bytes / common::PART_BYTES_MAX + 1;
    if (part.parts < 1 || part.part < 0 || part.part >= part.parts || part.octets.octets.empty())
        return Refused{400, "part " + std::to_string(part.part) + " of " +
                                std::to_string(part.parts) + " is none"};
    if (static_cast<std::size_t>(part.parts) > parts_max)
        return Refused{507, std::to_string(part.parts) + " parts where " +
                                std::to_string(parts_max) + " are the limit of a job"};

    auto at = std::find_if(pending_.begin(), pending_.end(), [&](const Pending& pending) {
        return pending.key == part.key && pending.digest == part.digest &&
               pending.parts.size() == static_cast<std::size_t>(part.parts);
    });
    if (at == pending_.end()) {
        pending_.remove_if([&](const Pending& pending) { return pending.key == part.key; });
        if (pending_.size() == limits_.jobs) pending_.pop_back();
        pending_.push_front({part.key, part.digest,
                             std::vector<std::string>(static_cast<std::size_t>(part.parts)), 0});
    } else {
        pending_.splice(pending_.begin(), pending_, at);
    }
    at = pending_.begin();
    const auto number = static_cast<std::size_t>(part.part);
    std::string& place = at->parts[number];
    at->bytes = at->bytes - place.size() + part.octets.octets.size();
    place = std::move(part.octets.octets);
    if (at->bytes > limits_.job_bytes) {
        pending_.erase(at);
        return Refused{507, "a job of more than " + std::to_string(limits_.job_bytes) + " bytes"};
    }
    if (part.part + 1 < part.parts) return Waiting{};

    const auto missing = std::count(at->parts.begin(), at->parts.end(), std::string{});
    Whole whole;
    if (missing == 0) {
        whole.octets.reserve(at->bytes);
        for (const std::string& octets : at->parts) whole.octets += octets;
    }
    pending_.erase(at);
    if (missing > 0)
        return Refused{503, std::to_string(missing) + " parts are missing: send them all again"};
    if (common::sha256_hex(whole.octets) != part.digest)
        return Refused{400, "the parts together are not of the digest that they name"};
    return whole;
}

}  // namespace tradepit::writer
