#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include <zmq.hpp>

#include "query/read_queue.h"
#include "query/requests/request.h"

namespace tradepit::query {

/// Threads that answer reads, each one at a time, for one thread that gives and takes.
class Readers {
public:
    /// Answers with no job.
    using Read = std::function<Answered(const Request&)>;
    /// Made on the reader's thread. Once `stopping` is set a read is to end soon, with any answer.
    using MakeRead = std::function<Read(const std::atomic<bool>& stopping)>;

    struct Done {
        std::int64_t number = 0;
        /// The reply, or what the broker is to be asked before the read goes on.
        std::variant<Reply, common::WaitsRequest> answer;
    };

    Readers(zmq::context_t& context, std::size_t count, MakeRead make);
    /// Ends them, and what they are at.
    ~Readers();
    Readers(const Readers&) = delete;
    Readers& operator=(const Readers&) = delete;

    [[nodiscard]] bool has_room() const;
    /// has_room() must hold.
    void give(const ReadQueue::Next& read);
    /// An answer that is there, without waiting.
    [[nodiscard]] std::optional<Done> take();
    /// Adds what is readable when take() has something.
    void watch(std::vector<zmq::pollitem_t>& items) const;

private:
    struct Thread;

    void run(zmq::socket_t& line) const;

    const MakeRead make_;
    std::atomic<bool> stopping_{false};
    std::vector<std::unique_ptr<Thread>> threads_;
};

}  // namespace tradepit::query
