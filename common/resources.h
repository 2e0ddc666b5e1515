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

/// What a lease takes from a worker, and what a worker offers: resources by name. A running lease
/// takes one of each resource that its chain names.
namespace tradepit::common {

using ResourceName = Named<struct ResourceNameTag>;

/// A CPU core, for an agent that computes.
inline constexpr std::string_view CPU = "cpu";
/// For an agent that needs no core, because it mostly waits for something outside the worker, for
/// example for a language model.
inline constexpr std::string_view WAIT = "wait";

inline constexpr std::size_t RESOURCE_NAME_BYTES_MAX = 64;
/// Resources that one chain may name.
inline constexpr std::size_t NEEDS_MAX = 8;
/// Resources that one worker may offer, and the count of each.
inline constexpr std::size_t OFFERED_RESOURCES_MAX = 32;
inline constexpr std::int32_t OFFERED_COUNT_MAX = 4'096;

/// The resources that a chain needs, in the order in which they were given.
using Needs = std::vector<ResourceName>;

/// How many of one resource a worker has, those in use included.
struct Resource {
    ResourceName name;
    std::int32_t count = 0;
    TRADEPIT_FIELDS(name, count)
    friend bool operator==(const Resource&, const Resource&) = default;
};
/// What a worker offers in all.
using Offer = std::vector<Resource>;

/// How many of each resource are taken, for example of a worker by its leases. has_room_for()
/// compares this with an Offer.
class TakenResources {
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

/// Needs that name one resource only.
[[nodiscard]] Needs need(std::string_view name);
/// Whether `name` is 1 to RESOURCE_NAME_BYTES_MAX lower case letters, digits and any of "._:-".
[[nodiscard]] bool is_resource_name(std::string_view name);
/// Why `needs` is invalid; nothing when it is 1 to NEEDS_MAX different valid names.
[[nodiscard]] std::optional<std::string> fault_of(const Needs& needs);
/// Why `offer` is invalid; nothing when it is at most OFFERED_RESOURCES_MAX different valid names,
/// each with a count from 0 to OFFERED_COUNT_MAX.
[[nodiscard]] std::optional<std::string> fault_of(const Offer& offer);
/// How many of that resource are offered; 0 when it is not in the offer.
[[nodiscard]] std::int32_t count_of(const Offer& offer, const ResourceName& name);

/// Needs as they are stored and shown: "wait,provider:x".
[[nodiscard]] std::string text_of(const Needs& needs);
/// Reads what text_of() wrote. A string says what is wrong.
[[nodiscard]] std::variant<Needs, std::string> parse_needs(std::string_view text);

/// An offer as it is set and shown: "cpu=4,wait=64".
[[nodiscard]] std::string text_of(const Offer& offer);
/// Reads an offer; an empty text is an empty offer. A string says what is wrong.
[[nodiscard]] std::variant<Offer, std::string> parse_offer(std::string_view text);

}  // namespace tradepit::common
