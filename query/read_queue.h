#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/limits.h"
#include "query/api/resolve.h"
#include "query/requester.h"
#include "query/requests/request.h"

namespace tradepit::query {

/// Requests that wait for a reader, and those that readers are working on. Equal reads that no
/// reader has begun are one. A read under way may see older data, so a later requester waits for
/// the next one. A repeat (the same requester) of a read that is queued or under way adds nothing.
/// Requests for the writer are never equal: each is a command of its own. Pure.
class ReadQueue {
public:
    struct Limits {
        std::size_t waiting_max = 256;    ///< requests
        std::size_t requesters_max = 64;  ///< of one read
        /// Bodies of all requests, waiting and under way.
        std::size_t bytes_max = 2 * common::REQUEST_BYTES_MAX;
        /// Long reads at once: fewer than there are readers, so that one reader is left for the
        /// others. No two of them are equal, so that a check of the whole file, which may be by far
        /// the longest, leaves one to digests.
        std::size_t long_max = 2;
    };
    enum class Admission { taken, repeated, too_many, too_many_requesters, too_many_bytes };
    struct Next {
        std::int64_t number = 0;
        std::shared_ptr<const ResolvedRequest> request;
        std::optional<BrokerReply> broker = {};  ///< for a read that is resumed
    };

    ReadQueue() = default;
    explicit ReadQueue(Limits limits) : limits_(limits) {}

    [[nodiscard]] Admission add(ResolvedRequest request, Requester requester);
    /// A read that is resumed, else the oldest that may begin. It is under way until finish().
    [[nodiscard]] std::optional<Next> next();
    /// The broker's reply to the question of a read under way.
    void resume(std::int64_t number, BrokerReply broker);
    /// Ends the read, and says who gets its reply.
    [[nodiscard]] std::vector<Requester> finish(std::int64_t number);

    /// The limit that a request which was not taken would exceed, for people.
    [[nodiscard]] std::string limit_text(Admission refused) const;
    /// Waiting and under way.
    [[nodiscard]] std::size_t size() const { return waiting_.size() + under_way_.size(); }

private:
    struct Read {
        std::shared_ptr<const ResolvedRequest> request;
        std::vector<Requester> requesters;
    };

    [[nodiscard]] bool is_under_way(const ResolvedRequest& request) const;

    Limits limits_;
    std::deque<Read> waiting_;
    std::deque<Next> resumed_;  ///< under way, without a reader at the moment
    std::map<std::int64_t, Read> under_way_;
    std::size_t long_under_way_ = 0;
    std::size_t bytes_ = 0;
    std::int64_t last_number_ = 0;
};

}  // namespace tradepit::query
