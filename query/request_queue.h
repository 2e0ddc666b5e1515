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

/// Requests that wait for a reader (a thread of ReaderThreads), and requests that a reader has
/// begun: those under way. Equal reads (same_read()) that no reader has begun are merged into one.
/// A read under way may see older data, so an equal read of another requester is queued anew. A
/// repeat (the same requester) of a read that is queued or under way adds nothing. Requests for the
/// writer are never equal: each is a command of its own. Pure.
class RequestQueue {
public:
    struct Limits {
        std::size_t waiting_max = 256;    ///< queued requests
        std::size_t requesters_max = 64;  ///< of one read
        /// The bytes of the bodies of all requests, queued and under way, together.
        std::size_t bytes_max = 2 * common::REQUEST_BYTES_MAX;
        /// Long reads under way at once: fewer than there are readers, so that one reader is left
        /// for short reads. Two equal long reads never run at once, so that checks of the whole
        /// file (GET /check), by far the longest reads, leave a place for other long reads.
        std::size_t long_max = 2;
    };
    enum class Admission {
        taken,                ///< queued, or merged with an equal read that is queued
        repeated,             ///< the same requester waits for an equal read already
        too_many,             ///< waiting_max is reached
        too_many_requesters,  ///< requesters_max is reached
        too_many_bytes,       ///< the bodies would be above bytes_max
    };
    /// A request that a reader is to begin, or a read that it is to resume.
    struct Next {
        std::int64_t number = 0;  ///< identifies the request while it is under way
        std::shared_ptr<const ResolvedRequest> request;
        std::optional<BrokerReply> broker = {};  ///< set where the read is resumed
    };

    RequestQueue() = default;
    explicit RequestQueue(Limits limits) : limits_(limits) {}

    /// Queues the request, which must have a route, or merges it with an equal one.
    [[nodiscard]] Admission add(ResolvedRequest request, Requester requester);
    /// The request to give to a reader: a read that is resumed after the broker's reply, else the
    /// oldest queued request that may begin. It is under way until finish(). Nothing when no
    /// request may run.
    [[nodiscard]] std::optional<Next> next();
    /// Lets a read under way continue with the broker's reply, or with how long it was silent:
    /// next() returns the read again.
    void resume(std::int64_t number, BrokerReply broker);
    /// Ends a request under way. @return the requesters that get its reply.
    [[nodiscard]] std::vector<Requester> finish(std::int64_t number);

    /// A text for people: the limit because of which a request was not taken. Empty for taken and
    /// repeated.
    [[nodiscard]] std::string limit_text(Admission refused) const;
    /// The number of requests that are queued or under way.
    [[nodiscard]] std::size_t size() const { return waiting_.size() + under_way_.size(); }

private:
    struct Read {
        std::shared_ptr<const ResolvedRequest> request;
        std::vector<Requester> requesters;
    };

    /// Whether an equal read is under way.
    [[nodiscard]] bool is_under_way(const ResolvedRequest& request) const;

    Limits limits_;
    std::deque<Read> waiting_;
    std::deque<Next> resumed_;                ///< under way, ready to continue on any reader
    std::map<std::int64_t, Read> under_way_;  ///< by Next::number
    std::size_t long_under_way_ = 0;          ///< the number of long reads under way
    std::size_t bytes_ = 0;                   ///< as in Limits::bytes_max
    std::int64_t last_number_ = 0;
};

}  // namespace tradepit::query
