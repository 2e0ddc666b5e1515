#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <zmq.hpp>

#include "common/messages/messages.h"
#include "worker/loop.h"

namespace tradepit::worker {

/// A worker's loop that the test steps, with a minimal broker, writer and query around it, over
/// real sockets in a folder of their own. The broker answers every hello with a answer. The writer
/// stores every batch and acknowledges those that come in order. Query has one price set. A test
/// changes what it needs to.
class ScriptedPipeline {
public:
    explicit ScriptedPipeline(Runner runner);
    ~ScriptedPipeline();
    ScriptedPipeline(const ScriptedPipeline&) = delete;
    ScriptedPipeline& operator=(const ScriptedPipeline&) = delete;

    /// Steps the loop and its peers until `holds`. @return false when it still does not hold after
    /// 20 s.
    [[nodiscard]] bool until(const std::function<bool()>& holds);
    /// Steps the loop and its peers until the worker has said hello.
    void meet();

    /// Sends an assignment with the worker's present nonce, the hash of the prices and `epoch`.
    void assign(common::Assign assign);
    template <class M>
    void broker_says(const M& message) {
        send(*broker_, broker_peer_, common::encode(message));
    }
    template <class M>
    void writer_says(const M& message) {
        send(*writer_, writer_peer_, common::encode(message));
    }
    /// Starts a new broker or writer at the same endpoint. The queues of the old one are lost.
    void restart_broker() { restart(broker_, settings_.endpoints.tasks); }
    void restart_writer() { restart(writer_, settings_.endpoints.events); }

    /// The End of a day, if it was in one of the batches; else null.
    [[nodiscard]] const common::End* end_of(std::int64_t chain, const char* date) const;
    [[nodiscard]] const common::Hello& hello() const { return hellos_.back(); }
    [[nodiscard]] std::size_t greetings() const { return hellos_.size(); }

    Loop& loop() { return *loop_; }
    /// The settings that the loop is made with. They must be changed before the first step.
    WorkerSettings& settings() { return settings_; }

    bool acknowledging = true;
    int status_of_prices = 200;
    std::int64_t epoch = 1;
    std::vector<common::Batch> batches;  ///< every batch that arrived, including repeats
    std::vector<common::SlotFreed> freed;
    int price_requests = 0;

private:
    void send(zmq::socket_t& router, const std::string& peer, const std::string& frame);
    void restart(std::unique_ptr<zmq::socket_t>& router, const std::string& endpoint);
    void step();
    void step_broker();
    void step_writer();
    void step_query();

    const Runner runner_;
    std::filesystem::path folder_;
    zmq::context_t context_;
    WorkerSettings settings_;
    std::unique_ptr<zmq::socket_t> broker_, writer_, query_;
    std::unique_ptr<Loop> loop_;
    std::string broker_peer_, writer_peer_;
    std::vector<common::Hello> hellos_;
    /// The last batch that was taken, by attempt.
    std::vector<std::pair<common::AttemptKey, std::int64_t>> last_;
};

}  // namespace tradepit::worker
