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
#include "common/process/log_rate_limiter.h"
#include "common/process/settings.h"
#include "common/process/sockets.h"
#include "common/process/stop_signals.h"
#include "common/time.h"

namespace tradepit::broker {

/// The broker's event loop: reads what workers, query and the writer sent, lets JobQueue decide,
/// and sends the result. It runs in one thread and keeps no file.
class Server {
public:
    struct Settings {
        JobQueue::Settings queue;
        std::uint64_t nonce = 0;  ///< of this boot
    };
    /// Binds `tasks` and `control`, and connects to `events`. @throws zmq::error_t when it cannot.
    Server(zmq::context_t& context, const common::Endpoints& endpoints, Settings settings);

    enum class Iteration { done, stopped, stale };
    /// One iteration: waits `longest` at most for something to do, and does all of it. `stop` is a
    /// descriptor that ends the wait when it is readable; -1 means none.
    /// @return `stopped` when `stop` was readable; `stale` when the writer told that this broker's
    /// epoch is not valid any more.
    Iteration iterate(std::chrono::milliseconds longest, int stop = -1);
    /// Iterates until a signal comes or the epoch is stale. @return the exit code.
    int run(common::StopSignals& stop);

    /// The bound endpoint, with the port that was chosen for "*".
    [[nodiscard]] std::string tasks_endpoint() { return common::bound_endpoint(tasks_); }
    [[nodiscard]] std::string control_endpoint() { return common::bound_endpoint(control_); }
    [[nodiscard]] const ChangeFeed& feed() const { return feed_; }

private:
    void read_workers(common::Instant now);
    void read_control(common::Instant now);
    Iteration read_writer(common::Instant now);
    void from_worker(const std::string& peer, const common::Message& message, common::Instant now);
    void from_control(const std::string& peer, common::Message& message, common::Instant now);
    void from_writer(common::Message& message, common::Instant now);
    void hello(const std::string& peer, const common::Hello& hello, common::Instant now);
    /// Decodes a frame. Logs a frame that is malformed or not meant for a broker on that socket,
    /// and returns nothing for it.
    std::optional<common::Message> understood(const std::string& frame, common::Socket socket,
                                              common::Instant now);
    void remember(const common::WorkerName& worker, const std::string& peer);
    void ask_writer(common::Instant now);
    void forward_commands(common::Instant now);
    void send_decisions(common::Instant now);
    /// Sends a frame to the worker's latest boot. @return whether it was queued.
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
    zmq::socket_t events_;
    ChangeFeed feed_;
    JobQueue queue_;
    CommandRelay commands_;
    std::map<common::WorkerName, std::string> peers_;  ///< of each worker's latest boot
    common::Instant writer_heard_;
    std::string writer_trouble_;
    common::LogRateLimiter log_limit_;
};

}  // namespace tradepit::broker
