#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>

#include "common/instant.h"
#include "common/limits.h"
#include "common/messages/messages.h"

namespace tradepit::query {

/// Puts requests together that come in parts, by peer and request. Parts of one request come in
/// order (one connection keeps it); a part 0 begins anew; a part that does not follow is dropped,
/// and its client, which gets no answer, asks again. Pure.
class RequestParts {
public:
    struct Limits {
        std::size_t under_way_max = 64;
        std::size_t bytes_max = 2 * common::REQUEST_BYTES_MAX;  ///< of all of them together
        std::int32_t parts_max = 1'024;                         ///< of one
        /// A request whose next part does not come for so long is forgotten.
        common::Instant patience = std::chrono::seconds{30};
    };

    struct Incomplete {};
    struct Refusal {
        int status = 0;
        std::string detail;
    };
    using Taken = std::variant<common::Lookup, Incomplete, Refusal>;

    RequestParts() = default;
    explicit RequestParts(Limits limits) : limits_(limits) {}

    /// The whole request with its last part: `body` complete, part 0 of 1.
    [[nodiscard]] Taken add(const std::string& peer, common::Lookup part, common::Instant now);
    void expire(common::Instant now);

    [[nodiscard]] std::size_t size() const { return under_way_.size(); }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

private:
    struct UnderWay {
        common::Lookup request;
        std::int32_t next_part = 0;
        common::Instant heard;
    };
    using Key = std::pair<std::string, std::int64_t>;
    using Entry = std::map<Key, UnderWay>::iterator;

    Taken begin(const Key& key, common::Lookup part, common::Instant now);
    Taken go_on(Entry entry, const common::Lookup& part, common::Instant now);
    Taken refuse(Entry entry, int status, std::string detail);
    Entry forget(Entry entry);

    Limits limits_;
    std::map<Key, UnderWay> under_way_;
    std::size_t bytes_ = 0;
};

}  // namespace tradepit::query
