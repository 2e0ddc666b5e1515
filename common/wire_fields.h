#pragma once

#include <string>

namespace tradepit::common {

/// Lists the fields of a struct in the order in which they travel. encode() and decode()
/// (messages/messages.h) write and read a struct by this list alone. It declares visit_fields(),
/// which calls `visit` once, with a reference to each field in turn as its arguments, and returns
/// what `visit` returns. visit_fields() is a template, so that a file which only names a message
/// compiles no list of its fields.
#define TRADEPIT_FIELDS(...)                           \
    template <class Visit>                             \
    decltype(auto) visit_fields(Visit&& visit) {       \
        return visit(__VA_ARGS__);                     \
    }                                                  \
    template <class Visit>                             \
    decltype(auto) visit_fields(Visit&& visit) const { \
        return visit(__VA_ARGS__);                     \
    }

/// A struct that lists its fields with TRADEPIT_FIELDS.
template <class T>
concept Fielded = requires(T& value) {
    value.visit_fields([](auto&...) {});
};

/// Octets that travel as msgpack bin: not text, not checked for UTF-8.
struct Bytes {
    std::string octets;
    friend bool operator==(const Bytes&, const Bytes&) = default;
};

}  // namespace tradepit::common
