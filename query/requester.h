#pragma once

#include <cstdint>
#include <string>

namespace tradepit::query {

/// Whom a reply goes to: a peer of the lookup socket, by its own number of the request; or a thread
/// of this process, by the number of its call (`peer` is empty then).
struct Requester {
    std::string peer;
    std::int64_t id = 0;
    friend bool operator==(const Requester&, const Requester&) = default;
};

}  // namespace tradepit::query
