#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <zmq.hpp>

#include "broker/change_feed.h"
#include "broker/command_relay.h"
#include "broker/job_queue.h"
#include "common/messages/messages.h"
#include "common/process/complaints.h"
#include "common/process/kept_endpoint.h"
#include "common/process/settings.h"
#include "common/process/sockets.h"
#include "common/process/stop_signals.h"
#include "common/time.h"

namespace tradepit::broker {

/// The broker's event loop: reads what workers, query and the writer have sent, passes it to
/// JobQueue, ChangeFeed and CommandRelay, and sends what they return. It runs in one thread and
/// keeps no file.
class Server {
public:
    struct Settings {
        JobQueue::Settings queue;
        std::uint64_t nonce = 0;  ///< of this boot of the broker
    };
    /// Binds the endpoints `tasks` (for workers) and `control` (for query), and connects to the
    /// writer's `events`. @throws as common::make_router() and common::make_dealer().
    Server(zmq::context_t& context, const common::Endpoints& endpoints, Settings settings);

    enum class IterationResult { go_on, stopped, stale };
    /// One iteration: waits for a message or a deadline, `longest` at most, and then does all that
    /// is to be done. The wait also ends when `stop_descriptor` is readable; -1 means that there is
    /// none.
    /// @return `stopped`, with nothing done, when `stop_descriptor` was readable; `stale` when the
    /// writer said that this broker's epoch is not valid any more.
    IterationResult iterate(std::chrono::milliseconds longest, int stop_descriptor = -1);
    /// Iterates until a signal comes or the epoch is stale. @return the exit code: 0 or
    /// EXIT_STALE_EPOCH.
    int run(common::StopSignals& stop);

    /// The bound endpoints, with the port that was chosen for "*".
    [[nodiscard]] std::string tasks_endpoint() { return common::bound_endpoint(tasks_); }
    [[nodiscard]] std::string control_endpoint() { return common::bound_endpoint(control_); }
    /// Tells tests how much the broker has read from the writer.
    [[nodiscard]] const ChangeFeed& feed() const { return feed_; }
    /// Of a drop that a heartbeat is answered with.
    static constexpr common::Complaints::Kind DROP{"a drop"};
    /// Tells tests what the broker has complained about.
    [[nodiscard]] const common::Complaints& complaints() const { return complaints_; }

private:
    // Each `peer` is a routing id: of a worker on `tasks`, or of a query on `control`.
    void read_workers(common::Instant now);
    void read_control(common::Instant now);
    IterationResult read_writer(common::Instant now);
    void on_worker_message(const std::string& peer, const common::Message& message,
                           common::Instant now);
    void on_query_message(const std::string& peer, common::Message& message, common::Instant now);
    void on_writer_message(common::Message& message, common::Instant now);
    void on_hello(const std::string& peer, const common::Hello& hello, common::Instant now);
    /// Whether another boot than the one that sent `hello` from `peer` has the worker's name and is
    /// connected.
    [[nodiscard]] Workers::Incumbent incumbent_of(const std::string& peer,
                                                  const common::Hello& hello);
    /// Decodes a frame. Logs a frame that is malformed or not meant for a broker on that socket,
    /// and returns nothing for it.
    std::optional<common::Message> decode_or_log(const std::string& frame, common::Socket socket,
                                                 common::Instant now);
    /// From now on, frames for the worker go to this peer.
    void set_peer(const common::WorkerName& worker, const std::string& peer);
    /// Sends the requests of `feed_` that are due.
    void ask_writer(common::Instant now);
    /// Sends the parts of `commands_` to the writer, as far as it takes them.
    void forward_commands(common::Instant now);
    /// Sends what `queue_` decides.
    void send_decisions(common::Instant now);
    /// Sends a frame to the worker's latest boot, without waiting. @return whether it was queued.
    [[nodiscard]] bool send_to_worker(const common::WorkerName& worker, const std::string& frame);
    [[nodiscard]] common::BrokerState state(std::int64_t id, common::Instant now) const;
    [[nodiscard]] common::Waits waits(const common::WaitsRequest& request,
                                      common::Instant now) const;
    [[nodiscard]] std::int64_t writer_silent_ms(common::Instant now) const;
    [[nodiscard]] std::chrono::milliseconds poll_timeout(std::chrono::milliseconds longest,
                                                         common::Instant now) const;

    std::uint64_t nonce_;
    zmq::socket_t tasks_;
    zmq::socket_t control_;
    common::KeptEndpoint tasks_kept_{tasks_};
    common::KeptEndpoint control_kept_{control_};
    zmq::socket_t events_;
    ChangeFeed feed_;
    JobQueue queue_;
    CommandRelay commands_;
    std::map<common::WorkerName, std::string> peers_;  ///< routing id of each worker's latest boot
    /// When the latest message came from the writer; before the first one, when the broker started.
    common::Instant writer_heard_at_;
    std::string writer_trouble_;     ///< WriterState::trouble as last heard; empty: it can commit
    common::Complaints complaints_;  ///< about what peers send
};

}  // namespace tradepit::broker
