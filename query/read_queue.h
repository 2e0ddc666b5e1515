#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "query/api/resolve.h"
#include "query/requester.h"
#include "query/requests/request.h"

namespace tradepit::query {

/// Reads that wait for a reader, and those that readers are working on. Equal reads that no reader
/// has begun are one. A read under way may see older data, so a later requester waits for the next
/// one. A repeat (the same requester) of a read that is queued or under way adds nothing. Pure.
class ReadQueue {
public:
    struct Limits {
        std::size_t waiting_max = 256;    ///< reads
        std::size_t requesters_max = 64;  ///< of one read
        /// Long reads at once: fewer than there are readers, so that one reader is left for the
        /// others. No two of them are equal, so that a check of the whole file, which may be by far
        /// the longest, leaves one to digests.
        std::size_t long_max = 2;
    };
    enum class Admission { taken, repeated, full };
    struct Next {
        std::int64_t number = 0;
        std::shared_ptr<const ResolvedRequest> request;
        std::optional<BrokerReply> broker = {};  ///< for a read that goes on
    };

    ReadQueue() = default;
    explicit ReadQueue(Limits limits) : limits_(limits) {}

    [[nodiscard]] Admission add(ResolvedRequest request, Requester requester);
    /// A read that goes on, else the oldest that may begin. It is under way until finish().
    [[nodiscard]] std::optional<Next> next();
    /// The broker's reply to the question of a read under way.
    void go_on(std::int64_t number, BrokerReply broker);
    /// Ends the read, and says who gets its reply.
    [[nodiscard]] std::vector<Requester> finish(std::int64_t number);

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
    std::deque<Next> going_on_;  ///< under way, without a reader at the moment
    std::map<std::int64_t, Read> under_way_;
    std::size_t long_under_way_ = 0;
    std::int64_t last_number_ = 0;
};

}  // namespace tradepit::query
