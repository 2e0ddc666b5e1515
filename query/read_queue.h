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

/// Reads that wait for a reader, and reads under way. Equal reads that no reader has begun are
/// merged into one. A read under way may see older data, so an equal read of another requester is
/// queued anew. A repeat (the same requester) of a read that is queued or under way adds nothing.
/// Pure.
class ReadQueue {
public:
    struct Limits {
        std::size_t waiting_max = 256;    ///< queued reads
        std::size_t requesters_max = 64;  ///< of one read
        /// Long reads under way at once: fewer than there are readers, so that one reader is left
        /// for short reads. Two equal long reads never run at once, so that checks of the whole
        /// file (GET /check), by far the longest reads, leave a place for digests.
        std::size_t long_max = 2;
    };
    enum class Admission {
        taken,     ///< queued, or merged with an equal read that is queued
        repeated,  ///< the same requester waits for an equal read already
        full       ///< a limit is reached
    };
    struct Next {
        std::int64_t number = 0;
        std::shared_ptr<const ResolvedRequest> request;
        std::optional<BrokerReply> broker = {};  ///< where the read continues after it
    };

    ReadQueue() = default;
    explicit ReadQueue(Limits limits) : limits_(limits) {}

    [[nodiscard]] Admission add(ResolvedRequest request, Requester requester);
    /// The read to give to a reader: one that continues after the broker's reply, else the oldest
    /// queued read that may begin. It is under way until finish(). Nothing when no read may run.
    [[nodiscard]] std::optional<Next> next();
    /// Lets a read under way continue with the broker's reply, or with the news of its silence.
    void go_on(std::int64_t number, BrokerReply broker);
    /// Ends a read under way. @return the requesters that get its reply.
    [[nodiscard]] std::vector<Requester> finish(std::int64_t number);

    /// The number of reads that are queued or under way.
    [[nodiscard]] std::size_t size() const { return waiting_.size() + under_way_.size(); }

private:
    struct Read {
        std::shared_ptr<const ResolvedRequest> request;
        std::vector<Requester> requesters;
    };

    [[nodiscard]] bool is_under_way(const ResolvedRequest& request) const;

    Limits limits_;
    std::deque<Read> waiting_;
    std::deque<Next> going_on_;  ///< under way, ready to continue on any reader
    std::map<std::int64_t, Read> under_way_;
    std::size_t long_under_way_ = 0;
    std::int64_t last_number_ = 0;
};

}  // namespace tradepit::query
