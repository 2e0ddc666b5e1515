#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "query/api/resolve.h"
#include "query/requests/reply.h"
#include "query/requests/request.h"

namespace tradepit::query {

/// The health of one process of the pipeline, as query sees it.
struct ProcessHealth {
    std::string name;
    bool well = false;
    std::string detail;  ///< for people; may be empty
};

/// Answers requests, independently of their transport. Each thread that answers has an object of
/// its own. The program uses DatabaseApi; tests of the transports use one without a database. An
/// exception from a call is a bug: the calling thread logs it and answers inner_error().
class Api {
public:
    virtual ~Api() = default;
    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;

    [[nodiscard]] ResolvedRequest resolve(Request request) const {
        return query::resolve(routes_, std::move(request));
    }

    /// Answers a request. A request without a fault must not be for a PipelineView, which the loop
    /// answers. @param broker the broker's reply to the WaitsRequest that this request led to
    /// before; null: there was none.
    [[nodiscard]] virtual Outcome answer(const ResolvedRequest& request,
                                         const BrokerReply* broker) = 0;

    /// The reply to a command, made from the writer's answer.
    [[nodiscard]] virtual Reply submitted(const common::Command& request,
                                          const common::CommandAnswer& answer) = 0;

    /// GET /health: 200 when the database can be read and every process is well, else 503.
    [[nodiscard]] virtual Reply health(std::span<const ProcessHealth> processes) = 0;

    /// GET /metrics: `of_pipeline`, then the gauges of the database and the counts of answers.
    [[nodiscard]] virtual Reply metrics(const std::string& of_pipeline) = 0;

protected:
    /// The routes must outlive the object and every request that it resolved.
    explicit Api(std::span<const Route> routes) : routes_{routes} {}

private:
    std::span<const Route> routes_;
};

/// Makes the object of the calling thread. Once `*stopping` is true, a read under way ends soon,
/// with any answer; null: reads are never interrupted.
using MakeApi = std::function<std::unique_ptr<Api>(const std::atomic<bool>* stopping)>;

}  // namespace tradepit::query
