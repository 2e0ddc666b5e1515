#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <zmq.hpp>

#include "common/messages/messages.h"
#include "common/messages/parts.h"
#include "common/process/complaints.h"
#include "common/process/kept_endpoint.h"
#include "common/process/settings.h"
#include "common/time.h"
#include "query/api/api.h"
#include "query/api/routes.h"
#include "query/broker_questions.h"
#include "query/calls.h"
#include "query/pending_commands.h"
#include "query/pipeline_state.h"
#include "query/price_pages.h"
#include "query/readers.h"
#include "query/request_queue.h"

namespace tradepit::query {

/// Threads for reads: two for long reads (RequestQueue::Limits::long_max), and one that is left for
/// short ones.
inline constexpr std::size_t READER_THREADS = 3;

/// The loop of query's main thread. It answers lookups over ZeroMQ and the calls of this process's
/// HTTP threads. Reads go to the reader threads. Requests for the writer are resolved to commands
/// on one more such thread, in the order in which they came. The loop sends maintenance commands to
/// the writer itself, and all other commands to the broker, which passes them on. Pages of prices,
/// which workers ask for, are short and are read on the loop's thread. Neither a peer nor the
/// broker nor a long read nor a large submission can block the loop.
class Server {
public:
    /// `make_api` is called once here, for the loop's thread, and once on each of the
    /// ReaderThreads. `database` is the path of the file from which price pages are read.
    /// @throws as common::make_router().
    Server(zmq::context_t& context, const common::Endpoints& endpoints, const MakeApi& make_api,
           const std::string& database);

    /// Adds something that the loop calls in every iteration, at least once a second. It must not
    /// block.
    void add_upkeep(std::function<void(common::Instant now)> upkeep) {
        upkeep_.push_back(std::move(upkeep));
    }
    /// Serves until `descriptor` is readable.
    void serve_until(int descriptor);
    /// Refuses new requests for the writer with 503. Serves until no command and no read is under
    /// way and the descriptor `http_ended` is readable, which says that the HTTP threads have ended
    /// (-1: there are none), but for `patience` at most.
    void drain(int http_ended, common::Duration patience);

    /// The endpoint as it was bound, with the port that the system chose.
    [[nodiscard]] const std::string& lookup_endpoint() const { return lookup_endpoint_; }
    /// The mailbox for requests of HTTP threads. It must not be used after the server's
    /// destruction.
    [[nodiscard]] Calls& calls() { return calls_; }
    /// Of all threads of query: about what clients send. It must not be used after the server's
    /// destruction.
    [[nodiscard]] common::Complaints& complaints() { return complaints_; }

private:
    /// One iteration: waits for input until the next deadline or `until`, takes the input, and does
    /// what is due. @return whether `descriptor` is readable.
    bool turn(int descriptor, std::optional<common::Instant> until);
    /// When something is due, even if no input comes.
    [[nodiscard]] common::Instant next_wake() const;
    void do_what_is_due();
    /// Gives up what was not answered in time: a command gets a 503, and a read that waits for the
    /// broker continues without its reply.
    void expire();
    void request_broker_state();
    /// Sends the question of the read with this number. The read continues at once without a reply
    /// where the broker is silent, or too many questions are unanswered.
    void ask_the_broker(std::int64_t read, common::WaitsRequest question);
    /// What a read gets in place of the broker's reply.
    [[nodiscard]] BrokerReply broker_silence() const;
    /// Sends the parts of commands that are due.
    void send_parts();

    /// Takes the requests of HTTP threads.
    void take_calls();
    /// Takes the requests of the lookup socket's peers: lookups of clients, and workers' requests
    /// for prices.
    void take_lookups();
    void on(const std::string& peer, common::Lookup& lookup);
    void on(const std::string& peer, const common::PricesRequest& request);
    /// Answers the request, or queues it for another thread.
    void answer(const Requester& requester, ResolvedRequest request);
    /// The reply to a request that has a fault, or asks for a document or a file that is compiled
    /// into the program.
    [[nodiscard]] Reply answer_here(const ResolvedRequest& request);
    [[nodiscard]] Reply pipeline_view(PipelineView view);
    /// Adds the request to the queue. One that the queue refuses gets a 503.
    void queue(RequestQueue& requests, const Requester& requester, ResolvedRequest request);
    /// Gives queued requests to free threads: reads, and requests for the writer.
    void begin_reads();
    /// Takes what the threads of readers_ and command_maker_ have finished.
    void take_reads();
    /// Whether a request is queued or under way, or a command waits for the writer's answer.
    [[nodiscard]] bool is_busy() const {
        return commands_.size() + reads_.size() + requests_for_writer_.size() > 0;
    }
    /// Adds the command to those that wait for the writer's answer, or replies that it is refused.
    void submit(EncodedCommand command, const Requester& requester);
    /// Takes messages of the broker or the writer. @return whether the socket is empty.
    template <common::Socket Where>
    bool take_answers(zmq::socket_t& socket);
    void on(const common::CommandAnswer& answer);
    void on(common::BrokerState& state);
    void on(common::Waits& waits);
    /// Hands the frame's message to `handle` where query takes such messages on that socket; else
    /// the message is logged and dropped.
    template <common::Socket Where, class Handle>
    void take_frame(const std::string& frame, Handle handle);
    /// Replies to the requesters of the command: 503 where it has no answer.
    void conclude(const PendingCommands::Outcome& outcome);
    void reply(const Requester& requester, Reply reply);
    /// Sends the reply to a peer of the lookup socket, in parts.
    void send_answer(const Requester& requester, const Reply& reply);

    common::Complaints complaints_;
    std::unique_ptr<Api> api_;  ///< the one of the loop's thread
    PricePages prices_;
    Calls calls_{CALLS_MAX};
    std::map<std::int64_t, std::function<void(Reply)>> unanswered_calls_;  ///< by Requester::id
    std::int64_t last_call_id_ = 0;
    PendingCommands commands_;
    RequestQueue reads_;
    RequestQueue requests_for_writer_{{.waiting_max = PendingCommands::Limits{}.pending_max}};
    BrokerQuestions questions_;
    common::Assembly lookup_bodies_;  ///< bodies of which some parts have not come yet
    PipelineState state_;
    zmq::socket_t lookup_;  ///< clients and workers
    common::KeptEndpoint lookup_kept_{lookup_};
    std::vector<std::function<void(common::Instant)>> upkeep_;
    zmq::socket_t control_;  ///< the broker
    zmq::socket_t writer_;   ///< the writer, for maintenance
    ReaderThreads readers_;
    ReaderThreads command_maker_;  ///< one thread: commands keep their order
    std::string lookup_endpoint_;
    common::Instant now_{};  ///< the clock, read before and after each wait for input
    common::Instant state_request_due_{};
    std::int64_t last_state_request_id_ = 0;
    bool draining_ = false;
};

}  // namespace tradepit::query
