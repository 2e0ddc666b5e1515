#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <zmq.hpp>

#include "common/messages/messages.h"
#include "common/messages/parts.h"
#include "common/process/log_rate_limiter.h"
#include "common/process/settings.h"
#include "common/time.h"
#include "query/api/api.h"
#include "query/api/routes.h"
#include "query/broker_questions.h"
#include "query/calls.h"
#include "query/pending_commands.h"
#include "query/price_pages.h"
#include "query/read_queue.h"
#include "query/readers.h"
#include "query/server_state.h"

namespace tradepit::query {

/// Threads for reads: two for long reads (ReadQueue::Limits::long_max), and one that is left for
/// short ones.
inline constexpr std::size_t READERS = 3;

/// The loop of query's main thread. It answers lookups over ZeroMQ and the calls of this process's
/// other threads. Reads go to the reader threads. Requests for the writer are resolved to commands
/// on one more such thread, in the order in which they came; the loop sends maintenance commands to
/// the writer, and all other commands to the broker. Price pages are read on the loop's thread.
/// Neither a peer nor the broker nor a long read nor a large submission can block the loop.
class Server {
public:
    /// `make_api` is called once here, for the loop's thread, and once on each reader's thread.
    /// Price pages are read from `database`.
    /// @throws zmq::error_t when an endpoint cannot be bound.
    Server(zmq::context_t& context, const common::Endpoints& endpoints, const MakeApi& make_api,
           const std::string& database);

    /// Serves until `descriptor` is readable.
    void serve_until(int descriptor);
    /// Refuses new commands with 503, and serves until no command and no read is under way and
    /// `descriptor` is readable (-1: only until nothing is under way), for `patience` at most.
    void drain(int descriptor, common::Duration patience);

    /// The endpoint as it was bound, with the port that the system chose.
    [[nodiscard]] const std::string& lookup_endpoint() const { return lookup_endpoint_; }
    /// The mailbox for requests of this process's other threads. It must not be used after the
    /// server's destruction.
    [[nodiscard]] Calls& calls() { return calls_; }

private:
    /// One iteration: waits for input until the next deadline or `until`, takes the input, and does
    /// what is due. @return whether `descriptor` is readable.
    bool turn(int descriptor, std::optional<common::Instant> until);
    [[nodiscard]] common::Instant next_wake() const;
    void do_what_is_due();
    /// What nobody answered in time.
    void expire();
    void ask_the_broker();
    void ask_the_broker(std::int64_t read, common::WaitsRequest question);
    [[nodiscard]] BrokerReply broker_silence() const;
    void send_parts();

    void take_calls();
    void take_lookups();
    void on(const std::string& peer, common::Lookup& lookup);
    void on(const std::string& peer, const common::PricesRequest& request);
    void answer(const Requester& requester, ResolvedRequest request);
    [[nodiscard]] Reply answer_here(const ResolvedRequest& request);
    [[nodiscard]] Reply pipeline_view(PipelineView view);
    void queue(ReadQueue& requests, const Requester& requester, ResolvedRequest request);
    void begin_reads();
    void take_reads();
    [[nodiscard]] bool is_busy() const {
        return commands_.size() + reads_.size() + requests_for_writer_.size() > 0;
    }
    void submit(EncodedCommand command, const Requester& requester);
    /// @return whether the socket was read until it was empty.
    template <common::Socket name>
    bool take_answers(zmq::socket_t& socket);
    void on(const common::CommandAnswer& answer);
    void on(common::BrokerState& state);
    void on(common::Waits& waits);
    /// Hands the frame's message to `handle` where query takes it on that socket; else it is logged
    /// and dropped.
    template <common::Socket name, class Handle>
    void take_frame(const std::string& frame, Handle handle);
    void conclude(const PendingCommands::Outcome& outcome);
    void reply(const Requester& requester, Reply reply);
    void send_answer(const Requester& requester, const Reply& reply);

    std::unique_ptr<Api> api_;
    PricePages prices_;
    Calls calls_{CALLS_MAX};
    std::map<std::int64_t, std::function<void(Reply)>> unanswered_calls_;
    std::int64_t last_call_ = 0;
    PendingCommands commands_;
    ReadQueue reads_;
    ReadQueue requests_for_writer_{{.waiting_max = PendingCommands::Limits{}.pending_max}};
    BrokerQuestions questions_;
    common::Assembly lookup_bodies_;
    PipelineState state_;
    zmq::socket_t lookup_;
    zmq::socket_t control_;
    zmq::socket_t writer_;
    Readers readers_;
    Readers command_maker_;  ///< one thread: commands keep their order
    std::string lookup_endpoint_;
    common::Instant now_{};  ///< read once an iteration
    common::LogRateLimiter log_limit_;
    common::Instant ask_at_{};
    std::int64_t last_state_request_ = 0;
    bool draining_ = false;
};

}  // namespace tradepit::query
