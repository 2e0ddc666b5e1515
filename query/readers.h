#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "common/process/mailbox.h"
#include "query/api/api.h"
#include "query/pending_commands.h"
#include "query/read_queue.h"

namespace tradepit::query {

/// Threads that answer reads and resolve requests to commands, each thread one request at a time.
/// All functions are called on one other thread. Every request has a number of its own.
class Readers {
public:
    struct Done {
        std::int64_t number = 0;
        /// The reply; the command that the writer must carry out; or the request that the broker
        /// must answer before the read can continue.
        std::variant<Reply, EncodedCommand, common::WaitsRequest> answer;
    };

    /// `make` is called once on each reader's thread.
    Readers(std::size_t count, MakeApi make);
    /// Ends and joins the threads. Reads under way are interrupted, and their answers are dropped.
    ~Readers();
    Readers(const Readers&) = delete;
    Readers& operator=(const Readers&) = delete;

    /// Whether a reader is free.
    [[nodiscard]] bool has_room() const;
    /// Gives the read to a free reader; has_room() must be true.
    void give(ReadQueue::Next read);
    /// A finished answer, whose reader is free from then on; nothing when there is none. Never
    /// waits.
    [[nodiscard]] std::optional<Done> take();
    /// Readable while take() has something.
    [[nodiscard]] int descriptor() const { return done_.descriptor(); }

private:
    struct Thread;

    void run(common::Mailbox<ReadQueue::Next>& reads);

    const MakeApi make_;
    std::atomic<bool> stopping_{false};
    common::Mailbox<Done> done_;  ///< has room for one answer of each reader
    std::vector<std::unique_ptr<Thread>> threads_;
};

}  // namespace tradepit::query
