#pragma once

#include <string>
#include <tuple>

namespace tradepit::common {

/// Lists the fields of a struct in the order in which they travel. encode() and decode()
/// (messages/messages.h) write and read a struct by this list alone.
#define TRADEPIT_FIELDS(...)                        \
    auto fields() { return std::tie(__VA_ARGS__); } \
    auto fields() const { return std::tie(__VA_ARGS__); }

/// Octets that travel as msgpack bin: not text, not checked for UTF-8.
struct Bytes {
    std::string octets;
    friend bool operator==(const Bytes&, const Bytes&) = default;
};

}  // namespace tradepit::common
