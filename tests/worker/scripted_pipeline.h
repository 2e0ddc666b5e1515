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

/// A worker's loop, stepped, with a broker, a writer and a query of a few lines each around it,
/// over real sockets in a folder of their own. The broker pulses, the writer notes every batch and
/// acknowledges those in order, query has one price set; a test changes what it needs to.
class ScriptedPipeline {
public:
    explicit ScriptedPipeline(Runner runner);
    ~ScriptedPipeline();
    ScriptedPipeline(const ScriptedPipeline&) = delete;
    ScriptedPipeline& operator=(const ScriptedPipeline&) = delete;

    /// Steps everything until `holds`. @return false when it still does not after 20 s.
    [[nodiscard]] bool until(const std::function<bool()>& holds);
    /// Steps everything until the worker has said hello.
    void meet();

    /// Assigns with the worker's present nonce, the prices' hash and `epoch`.
    void assign(common::Assign assign);
    template <class M>
    void broker_says(const M& message) {
        send(*broker_, broker_peer_, common::encode(message));
    }
    template <class M>
    void writer_says(const M& message) {
        send(*writer_, writer_peer_, common::encode(message));
    }
    /// A new broker or writer at the same endpoint; the old one's queues are gone.
    void restart_broker() { restart(broker_, settings_.endpoints.tasks); }
    void restart_writer() { restart(writer_, settings_.endpoints.events); }

    /// Whether the attempt's End was among the batches, and which.
    [[nodiscard]] const common::End* end_of(std::int64_t chain, const char* date) const;
    [[nodiscard]] const common::Hello& hello() const { return hellos_.back(); }
    [[nodiscard]] std::size_t greetings() const { return hellos_.size(); }

    Loop& loop() { return *loop_; }
    /// Before the first step; what the loop is made with.
    WorkerSettings& settings() { return settings_; }

    bool acknowledging = true;
    int status_of_prices = 200;
    std::int64_t epoch = 1;
    std::vector<common::Batch> batches;  ///< every one that arrived, repeats too
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
    std::vector<std::pair<common::AttemptKey, std::int64_t>> last_;  ///< batch taken, by attempt
};

}  // namespace tradepit::worker
