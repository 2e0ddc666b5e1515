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

/// How one process of the pipeline does, as query sees it.
struct ProcessHealth {
    std::string name;
    bool well = false;
    std::string detail;  ///< for people; may be empty
};

/// Answers requests, whatever transport they came by. An object is used by one thread; there are as
/// many objects as threads that answer. DatabaseApi is the program's; tests of the transports have
/// one without a database. What a call throws is a fault of ours: a thread logs it and answers
/// inner_error().
class Api {
public:
    virtual ~Api() = default;
    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;

    [[nodiscard]] ResolvedRequest resolve(Request request) const {
        return query::resolve(routes_, std::move(request));
    }

    /// Answers every request except those for a PipelineView (unless they have a fault). `broker`
    /// is what the broker said to the question that this request led to before.
    [[nodiscard]] virtual Outcome answer(const ResolvedRequest& request,
                                         const BrokerReply* broker) = 0;

    /// The reply to a command, made from the writer's answer.
    [[nodiscard]] virtual Reply submitted(const common::Command& request,
                                          const common::CommandAnswer& answer) = 0;

    /// GET /health: 200 when the database can be read and every process is well, else 503.
    [[nodiscard]] virtual Reply health(std::span<const ProcessHealth> processes) = 0;

    /// GET /metrics: `of_pipeline`, then what the database holds and how requests were answered.
    [[nodiscard]] virtual Reply metrics(const std::string& of_pipeline) = 0;

protected:
    /// The table must outlive the object and every request that it resolved.
    explicit Api(std::span<const Route> routes) : routes_{routes} {}

private:
    std::span<const Route> routes_;
};

/// Makes an object for the thread that calls it. Once `stopping` is set (null: never), a read ends
/// soon, with any answer.
using MakeApi = std::function<std::unique_ptr<Api>(const std::atomic<bool>* stopping)>;

}  // namespace tradepit::query
