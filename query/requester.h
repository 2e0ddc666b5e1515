#pragma once

#include <cstdint>
#include <string>

namespace tradepit::query {

/// The receiver of a reply: a peer of the lookup socket, with the id that the peer gave its
/// request; or a thread of this process, with the number of its call and an empty `peer`.
struct Requester {
    std::string peer;
    std::int64_t id = 0;
    friend bool operator==(const Requester&, const Requester&) = default;
};

}  // namespace tradepit::query
