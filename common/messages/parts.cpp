#include "common/messages/parts.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/check.h"
#include "common/digest.h"

namespace tradepit::common {

namespace {

// Values of Assembly::Refused::status.
constexpr std::int32_t INVALID_PARTS = 400;
constexpr std::int32_t SEND_AGAIN = 503;

}  // namespace

std::vector<std::string_view> split(std::string_view octets, std::size_t part_bytes) {
    CHECK(part_bytes > 0);
    std::vector<std::string_view> parts;
    parts.reserve(octets.size() / part_bytes + 1);
    do {
        parts.push_back(octets.substr(0, part_bytes));
        octets.remove_prefix(parts.back().size());
    } while (!octets.empty());
    return parts;
}

std::optional<Assembly::Refused> Assembly::fault_of(const Part& part) const {
    if (part.parts < 1 || part.part < 0 || part.part >= part.parts)
        return Refused{INVALID_PARTS, "there is no part " + std::to_string(part.part) + " of " +
                                          std::to_string(part.parts) + " (parts count from 0)"};
    if (part.parts > limits_.parts_max)
        return Refused{limits_.too_large_status, std::to_string(part.parts) +
                                                     " parts; the limit is " +
                                                     std::to_string(limits_.parts_max)};
    return std::nullopt;
}

Assembly::Taken Assembly::add(Part part, Instant now) {
    expire(now);
    auto entry = std::find_if(under_way_.begin(), under_way_.end(), [&](const Transfer& transfer) {
        return transfer.key == part.key && transfer.sender == part.sender;
    });
    const auto parts = static_cast<std::size_t>(std::max(part.parts, 0));
    const bool continues =
        entry != under_way_.end() && entry->digest == part.digest && entry->parts.size() == parts;
    auto fault = fault_of(part);
    if (entry != under_way_.end() && (fault || !continues)) forget(entry);
    if (fault) return *std::move(fault);
    if (!continues) {
        if (part.parts > 1 && !make_room())
            return Refused{SEND_AGAIN, "at most " + std::to_string(limits_.under_way_max) +
                                           " transfers in parts at once; try again later"};
        under_way_.push_front({.sender = std::move(part.sender),
                               .key = std::move(part.key),
                               .digest = std::move(part.digest),
                               .parts = std::vector<std::optional<std::string>>(parts),
                               .missing = parts,
                               .bytes = 0,
                               .heard = now});
    } else {
        under_way_.splice(under_way_.begin(), under_way_, entry);
    }
    entry = under_way_.begin();
    entry->heard = now;
    auto& place = entry->parts[static_cast<std::size_t>(part.part)];
    const std::size_t bytes_before = place ? place->size() : 0;
    entry->missing -= place ? 0 : 1;
    entry->bytes += part.octets.size() - bytes_before;
    bytes_ += part.octets.size() - bytes_before;
    place = std::move(part.octets);

    if (entry->bytes > limits_.whole_bytes_max)
        return refuse(
            entry, limits_.too_large_status,
            "more than " + std::to_string(limits_.whole_bytes_max) + " bytes, all parts together");
    if (entry->missing == 0) return finish(entry);
    if (limits_.refuses_gaps && part.part + 1 == part.parts)
        return refuse(
            entry, SEND_AGAIN,
            std::to_string(entry->missing) + " parts are missing: send all of them again");
    while (bytes_ > limits_.bytes_max) {
        const auto quietest = std::prev(under_way_.end());
        if (limits_.when_full == WhenFull::refuse || quietest == entry)
            return refuse(entry, SEND_AGAIN,
                          "transfers in parts have at most " + std::to_string(limits_.bytes_max) +
                              " bytes together; try again later");
        forget(quietest);
    }
    return Incomplete{};
}

bool Assembly::holds(std::string_view sender, std::string_view key) const {
    return std::any_of(under_way_.begin(), under_way_.end(), [&](const Transfer& transfer) {
        return transfer.key == key && transfer.sender == sender;
    });
}

void Assembly::expire(Instant now) {
    while (!under_way_.empty() && under_way_.back().heard + limits_.idle_max <= now)
        forget(std::prev(under_way_.end()));
}

bool Assembly::make_room() {
    if (under_way_.size() < limits_.under_way_max) return true;
    if (limits_.when_full == WhenFull::refuse) return false;
    forget(std::prev(under_way_.end()));
    return true;
}

Assembly::Taken Assembly::finish(Entry entry) {
    std::string whole;
    if (entry->parts.size() == 1) {
        whole = *std::move(entry->parts.front());
    } else {
        whole.reserve(entry->bytes);
        for (auto& octets : entry->parts) {
            whole += *octets;
            octets = std::string{};  // a large transfer is not held twice
        }
    }
    if (!entry->digest.empty() && sha256_hex(whole) != entry->digest)
        return refuse(entry, INVALID_PARTS,
                      "the joined parts do not have the digest that they name");
    forget(entry);
    return whole;
}

Assembly::Refused Assembly::refuse(Entry entry, std::int32_t status, std::string detail) {
    forget(entry);
    return {status, std::move(detail)};
}

Assembly::Entry Assembly::forget(Entry entry) {
    bytes_ -= entry->bytes;
    return under_way_.erase(entry);
}

}  // namespace tradepit::common
