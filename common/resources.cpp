#include "common/resources.h"

#include <algorithm>
#include <charconv>

#include <spdlog/fmt/fmt.h>

#include "common/check.h"

namespace tradepit::common {

namespace {

/// Quoted, with control characters escaped. quoted_text() of common/text cannot be used here: its
/// folder includes headers of this one, and folders must not include each other.
std::string quoted(std::string_view text) { return fmt::format("{:?}", text); }

std::vector<std::string_view> comma_separated(std::string_view text) {
    std::vector<std::string_view> items;
    while (true) {
        const auto comma = text.find(',');
        items.push_back(text.substr(0, comma));
        if (comma == std::string_view::npos) return items;
        text.remove_prefix(comma + 1);
    }
}

std::string bad_name_text(std::string_view name) {
    return quoted(name) + " is not the name of a resource: 1 to " +
           std::to_string(RESOURCE_NAME_BYTES_MAX) +
           " lower case letters, digits and any of ._:- are";
}

/// What is wrong with the names, without looking at counts.
std::optional<std::string> fault_of_names(std::vector<std::string_view> names,
                                          std::size_t names_max) {
    if (names.size() > names_max)
        return std::to_string(names.size()) + " resources where " + std::to_string(names_max) +
               " are the limit";
    for (const auto name : names)
        if (!is_resource_name(name)) return bad_name_text(name);
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end()) return "the resource " + quoted(*twice) + " is named twice";
    return std::nullopt;
}

std::string bad_count_text(std::string_view name, std::string_view count) {
    return "the count of " + quoted(name) + " is " + quoted(count) +
           "; it must be a whole number from 0 to " + std::to_string(OFFERED_COUNT_MAX);
}

bool in_range(std::int32_t count) { return count >= 0 && count <= OFFERED_COUNT_MAX; }

}  // namespace

void TakenResources::take(const Needs& needs) {
    for (const auto& name : needs) ++taken_[name];
}

void TakenResources::give_back(const Needs& needs) {
    for (const auto& name : needs) {
        const auto found = taken_.find(name);
        CHECK(found != taken_.end());
        if (--found->second == 0) taken_.erase(found);
    }
}

std::int32_t TakenResources::taken(const ResourceName& name) const {
    const auto found = taken_.find(name);
    return found == taken_.end() ? 0 : found->second;
}

bool TakenResources::has_room_for(const Needs& needs, const Offer& offer) const {
    return std::all_of(needs.begin(), needs.end(), [&](const ResourceName& name) {
        return taken(name) < count_of(offer, name);
    });
}

Needs need(std::string_view name) { return {ResourceName{name}}; }

bool is_resource_name(std::string_view name) {
    constexpr std::string_view ALLOWED = "abcdefghijklmnopqrstuvwxyz0123456789._:-";
    return !name.empty() && name.size() <= RESOURCE_NAME_BYTES_MAX &&
           name.find_first_not_of(ALLOWED) == std::string_view::npos;
}

std::optional<std::string> fault_of(const Needs& needs) {
    if (needs.empty()) return "no resource is named";
    std::vector<std::string_view> names;
    for (const auto& name : needs) names.push_back(name.value());
    return fault_of_names(std::move(names), NEEDS_MAX);
}

std::optional<std::string> fault_of(const Offer& offer) {
    std::vector<std::string_view> names;
    for (const auto& resource : offer) names.push_back(resource.name.value());
    if (auto fault = fault_of_names(std::move(names), OFFERED_RESOURCES_MAX)) return fault;
    for (const auto& [name, count] : offer)
        if (!in_range(count)) return bad_count_text(name.value(), std::to_string(count));
    return std::nullopt;
}

std::int32_t count_of(const Offer& offer, const ResourceName& name) {
    const auto found = std::find_if(offer.begin(), offer.end(),
                                    [&](const Resource& each) { return each.name == name; });
    return found == offer.end() ? 0 : found->count;
}

std::string text_of(const Needs& needs) {
    std::string text;
    for (const auto& name : needs) text += (text.empty() ? "" : ",") + name.value();
    return text;
}

std::variant<Needs, std::string> parse_needs(std::string_view text) {
    Needs needs;
    for (const auto name : comma_separated(text)) needs.emplace_back(name);
    if (auto fault = fault_of(needs)) return *std::move(fault);
    return needs;
}

std::string text_of(const Offer& offer) {
    std::string text;
    for (const auto& [name, count] : offer)
        text += (text.empty() ? "" : ",") + name.value() + "=" + std::to_string(count);
    return text;
}

std::variant<Offer, std::string> parse_offer(std::string_view text) {
    Offer offer;
    if (text.empty()) return offer;
    for (const auto item : comma_separated(text)) {
        const auto equals = item.find('=');
        if (equals == std::string_view::npos)
            return quoted(item) + " names no count: write name=count, as in cpu=4,wait=64";
        const auto name = item.substr(0, equals);
        const auto digits = item.substr(equals + 1);
        std::int32_t count = -1;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), count);
        if (error != std::errc{} || end != digits.data() + digits.size() || !in_range(count))
            return bad_count_text(name, digits);
        offer.push_back({ResourceName{name}, count});
    }
    if (auto fault = fault_of(offer)) return *std::move(fault);
    return offer;
}

}  // namespace tradepit::common
