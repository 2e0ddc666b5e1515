#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/messages/directions.h"
#include "common/names.h"
#include "common/wire_fields.h"

/// Messages between clients and query, on the socket `lookup`. messages.h explains what each
/// message declares.
namespace tradepit::common {

/// A parameter of a request: in HTTP, of the query string.
struct Parameter {
    std::string name;
    std::string value;
    TRADEPIT_FIELDS(name, value)
    friend bool operator==(const Parameter&, const Parameter&) = default;
};

/// A request of the REST API over ZeroMQ: the same paths, parameters and answers. A body above
/// PART_BYTES_MAX comes in parts, each of which repeats the other fields.
struct Lookup {
    static constexpr std::uint8_t kind = 60;
    static constexpr std::string_view name = "lookup";
    static constexpr Direction directions[] = {
        {PeerRole::reader, Socket::lookup, PeerRole::query},
        {PeerRole::submitter, Socket::lookup, PeerRole::query},
        {PeerRole::operator_, Socket::lookup, PeerRole::query}};
    std::int64_t id = 0;  ///< chosen by the client; the answer repeats it
    std::string method;   ///< GET or POST
    std::string path;     ///< "/leaderboard"
    std::vector<Parameter> parameters;
    std::string key;         ///< Idempotency-Key, may be empty
    std::int32_t part = 0;   ///< from 0
    std::int32_t parts = 1;  ///< in all
    Bytes body;              ///< this part of the body
    TRADEPIT_FIELDS(id, method, path, parameters, key, part, parts, body)
    friend bool operator==(const Lookup&, const Lookup&) = default;
};

/// The detail of an answer with status 500.
inline constexpr std::string_view INNER_ERROR_DETAIL =
    "an error inside tradepit; its log says more";

/// The answer to a Lookup, or a part of the answer.
struct Answer {
    static constexpr std::uint8_t kind = 61;
    static constexpr std::string_view name = "answer";
    static constexpr Direction directions[] = {
        {PeerRole::query, Socket::lookup, PeerRole::reader},
        {PeerRole::query, Socket::lookup, PeerRole::submitter},
        {PeerRole::query, Socket::lookup, PeerRole::operator_}};
    std::int64_t id = 0;      ///< as in the request
    std::int32_t status = 0;  ///< as in HTTP
    std::int32_t part = 0;    ///< from 0
    std::int32_t parts = 1;   ///< in all
    Bytes body;               ///< this part of the body
    TRADEPIT_FIELDS(id, status, part, parts, body)
    friend bool operator==(const Answer&, const Answer&) = default;
};

}  // namespace tradepit::common
