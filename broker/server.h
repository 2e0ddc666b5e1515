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

/// The broker's loop: reads what workers, query and the writer sent, lets the queue decide, sends
/// what follows. It keeps no file; one thread.
class Server {
public:
    struct Settings {
        JobQueue::Settings queue;
        std::uint64_t nonce = 0;  ///< of this boot
    };
    /// Binds tasks and control, connects to events. @throws zmq::error_t when it cannot.
    Server(zmq::context_t& context, const common::Endpoints& endpoints, Settings settings);

    enum class Turn { done, stopped, stale };
    /// Waits for something to do, `longest` at most, and does all of it. `stop` ends the waiting
    /// when it is readable; -1 is never.
    Turn turn(std::chrono::milliseconds longest, int stop = -1);
    /// Turns until a signal, or until the epoch is stale. @return the exit code.
    int run(common::StopSignals& stop);

    /// Where it is bound, with the ports that were chosen.
    [[nodiscard]] std::string tasks_endpoint() { return common::bound_endpoint(tasks_); }
    [[nodiscard]] std::string control_endpoint() { return common::bound_endpoint(control_); }
    [[nodiscard]] const ChangeFeed& feed() const { return feed_; }

private:
    void read_workers(common::Instant now);
    void read_control(common::Instant now);
    Turn read_writer(common::Instant now);
    void from_worker(const std::string& peer, const common::Message& message, common::Instant now);
    void from_control(const std::string& peer, common::Message& message, common::Instant now);
    void from_writer(common::Message& message, common::Instant now);
    void hello(const std::string& peer, const common::Hello& hello, common::Instant now);
    /// Nothing for a frame that is no message for a broker on that socket.
    std::optional<common::Message> understood(const std::string& frame, common::Socket socket,
                                              common::Instant now);
    void refuse(const std::string& peer, const std::string& key, const std::string& request_hash,
                common::Instant now);
    void remember(const common::WorkerName& worker, const std::string& peer);
    void ask_writer(common::Instant now);
    void forward_commands(common::Instant now);
    void send_decisions(common::Instant now);
    /// @return whether it is on its way to the worker's latest boot.
    [[nodiscard]] bool tell(const common::WorkerName& worker, const std::string& frame);
    [[nodiscard]] common::BrokerState state(std::int64_t id, common::Instant now) const;
    [[nodiscard]] common::Waits waits(const common::WaitsRequest& request,
                                      common::Instant now) const;
    [[nodiscard]] std::int64_t writer_silent_ms(common::Instant now) const;
    [[nodiscard]] std::chrono::milliseconds patience(std::chrono::milliseconds longest,
                                                     common::Instant now) const;

    std::uint64_t nonce_;
    zmq::socket_t tasks_;
    zmq::socket_t control_;
    zmq::socket_t events_;
    ChangeFeed feed_;
    JobQueue queue_;
    CommandRelay commands_;
    std::map<common::WorkerName, std::string> peers_;  ///< by the latest boot's last heartbeat
    common::Instant writer_heard_;
    std::string writer_trouble_;
    common::LogRateLimiter log_limit_;
};

}  // namespace tradepit::broker
