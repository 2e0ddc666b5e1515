#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/names.h"
#include "common/wire_fields.h"

/// What a model-day needs of a worker, and what a worker offers: resources by name. A model-day
/// takes one of each resource that its chain names, for as long as it runs.
namespace tradepit::common {

using ResourceName = Named<struct ResourceNameTag>;

/// A core, for an agent that computes.
inline constexpr std::string_view CPU = "cpu";
/// A place to wait in, for an agent that waits for somebody.
inline constexpr std::string_view WAIT = "wait";

inline constexpr std::size_t RESOURCE_NAME_BYTES_MAX = 64;
/// Resources that one chain may name.
inline constexpr std::size_t NEEDS_MAX = 8;
/// Resources that one worker may offer, and the count of each.
inline constexpr std::size_t OFFERED_RESOURCES_MAX = 32;
inline constexpr std::int32_t OFFERED_COUNT_MAX = 4'096;

/// The resources that a chain names, in the order in which they are told.
using Needs = std::vector<ResourceName>;

/// So many of one resource, busy ones included.
struct Resource {
    ResourceName name;
    std::int32_t count = 0;
    TRADEPIT_FIELDS(name, count)
    friend bool operator==(const Resource&, const Resource&) = default;
};
using Offer = std::vector<Resource>;

/// How many of each resource are taken. Beside an Offer it says whether there is room for more.
class Usage {
public:
    /// Takes one of each, or gives one of each back. give_back() CHECKs that they were taken.
    void take(const Needs& needs);
    void give_back(const Needs& needs);
    [[nodiscard]] std::int32_t taken(const ResourceName& name) const;
    /// Whether the offer has one more of each.
    [[nodiscard]] bool has_room_for(const Needs& needs, const Offer& offer) const;

private:
    std::map<ResourceName, std::int32_t> taken_;  ///< above 0
};

/// Needs of one resource alone.
[[nodiscard]] Needs need(std::string_view name);
/// 1 to RESOURCE_NAME_BYTES_MAX lower case letters, digits and any of "._:-".
[[nodiscard]] bool is_resource_name(std::string_view name);
/// What is wrong with them: 1 to NEEDS_MAX different names are right.
[[nodiscard]] std::optional<std::string> fault_of(const Needs& needs);
/// What is wrong with it: at most OFFERED_RESOURCES_MAX different names, each with a count from 0
/// to OFFERED_COUNT_MAX, are right.
[[nodiscard]] std::optional<std::string> fault_of(const Offer& offer);
/// 0 for what is not offered.
[[nodiscard]] std::int32_t count_of(const Offer& offer, const ResourceName& name);

/// "wait,provider:x": how needs are stored and shown.
[[nodiscard]] std::string text_of(const Needs& needs);
/// Reads what text_of() wrote. The alternative says what is wrong.
[[nodiscard]] std::variant<Needs, std::string> parse_needs(std::string_view text);

/// "cpu=4,wait=64": how an offer is set and shown.
[[nodiscard]] std::string text_of(const Offer& offer);
/// The alternative says what is wrong.
[[nodiscard]] std::variant<Offer, std::string> parse_offer(std::string_view text);

}  // namespace tradepit::common
