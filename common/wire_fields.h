#pragma once

#include <string>
#include <tuple>

namespace tradepit::common {

/// Lists the fields of a wire struct, in wire order. encode() and decode() use nothing else of it.
#define TRADEPIT_FIELDS(...)                        \
    auto fields() { return std::tie(__VA_ARGS__); } \
    auto fields() const { return std::tie(__VA_ARGS__); }

/// Octets that travel as msgpack bin: not text, not checked for UTF-8.
struct Bytes {
    std::string octets;
    friend bool operator==(const Bytes&, const Bytes&) = default;
};

}  // namespace tradepit::common
