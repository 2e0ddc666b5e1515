#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/messages/legs.h"
#include "common/names.h"
#include "common/wire_fields.h"

/// Between anyone and query, on `lookup` (messages.h).
namespace tradepit::common {

struct Parameter {
    std::string name;
    std::string value;
    TRADEPIT_FIELDS(name, value)
    friend bool operator==(const Parameter&, const Parameter&) = default;
};

/// A request of the REST surface over ZeroMQ: same paths, same parameters, same answers. A body
/// above PART_BYTES_MAX comes in parts, which repeat the rest.
struct Lookup {
    static constexpr std::uint8_t kind = 60;
    static constexpr std::string_view name = "lookup";
    static constexpr Leg legs[] = {{PeerRole::reader, Socket::lookup, PeerRole::query},
                                   {PeerRole::submitter, Socket::lookup, PeerRole::query},
                                   {PeerRole::operator_, Socket::lookup, PeerRole::query}};
    std::int64_t id = 0;  ///< the client's own, given back
    std::string method;   ///< GET or POST
    std::string path;     ///< "/leaderboard"
    std::vector<Parameter> parameters;
    std::string key;  ///< Idempotency-Key, may be empty
    std::int32_t part = 0;
    std::int32_t parts = 1;
    Bytes body;
    TRADEPIT_FIELDS(id, method, path, parameters, key, part, parts, body)
    friend bool operator==(const Lookup&, const Lookup&) = default;
};

/// The detail of an answer with status 500.
inline constexpr std::string_view INNER_ERROR_DETAIL =
    "an error inside tradepit; its log says more";

struct Answer {
    static constexpr std::uint8_t kind = 61;
    static constexpr std::string_view name = "answer";
    static constexpr Leg legs[] = {{PeerRole::query, Socket::lookup, PeerRole::reader},
                                   {PeerRole::query, Socket::lookup, PeerRole::submitter},
                                   {PeerRole::query, Socket::lookup, PeerRole::operator_}};
    std::int64_t id = 0;
    std::int32_t status = 0;  ///< as HTTP
    std::int32_t part = 0;
    std::int32_t parts = 1;
    Bytes body;  ///< JSON, this part of it
    TRADEPIT_FIELDS(id, status, part, parts, body)
    friend bool operator==(const Answer&, const Answer&) = default;
};

}  // namespace tradepit::common
