#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "query/api/resolve.h"
#include "query/requests/reply.h"
#include "query/requests/request.h"

namespace tradepit::query {

/// The health of one process of the pipeline, as query sees it.
struct ProcessHealth {
    std::string name;
    bool is_healthy = false;
    std::string detail;  ///< for people; may be empty
};

/// Answers requests, independently of their transport. Each thread that answers has an object of
/// its own. The program uses DatabaseApi; tests of the transports use a subclass without a
/// database. An exception from a call is a bug: the calling thread logs it and answers
/// inner_error().
class Api {
public:
    virtual ~Api() = default;
    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;

    [[nodiscard]] ResolvedRequest resolve(Request request) const {
        return query::resolve(routes_, std::move(request));
    }

    /// The route of a method and path, or the methods of the path.
    [[nodiscard]] FoundRoute find(std::string_view method, std::string_view path) const {
        return find_route(routes_, method, path);
    }

    /// Answers a request; reply.h says what the alternatives of Outcome ask of the caller. Routes
    /// that show the state of the pipeline (PipelineView) are answered by query's loop, and come
    /// here only where the request has a fault.
    /// @param broker null at the first call. Where that call returned a WaitsRequest, the caller
    /// asks the broker, and calls again with the broker's reply.
    [[nodiscard]] virtual Outcome answer(const ResolvedRequest& request,
                                         const BrokerReply* broker) = 0;

    /// The reply to a command, made from the writer's answer.
    [[nodiscard]] virtual Reply reply_to_command(const common::Command& command,
                                                 const common::CommandAnswer& answer) = 0;

    /// GET /health: 200 when the database can be read and every process is healthy, else 503.
    [[nodiscard]] virtual Reply health(std::span<const ProcessHealth> processes) = 0;

    /// GET /metrics: `pipeline_gauges` (PipelineState::gauges()), then the gauges of the database
    /// and of the mirror, and the counts of replies (ReplyCounts).
    [[nodiscard]] virtual Reply metrics(const std::string& pipeline_gauges) = 0;

protected:
    /// The routes must outlive the object and every request that it resolved.
    explicit Api(std::span<const Route> routes) : routes_{routes} {}

private:
    std::span<const Route> routes_;
};

/// Makes the Api object of the calling thread. Once `*stopping` is true, a read under way ends
/// soon, and its answer must not be used. Null: reads are never interrupted.
using MakeApi = std::function<std::unique_ptr<Api>(const std::atomic<bool>* stopping)>;

}  // namespace tradepit::query
