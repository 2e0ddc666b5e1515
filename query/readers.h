#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/process/complaints.h"
#include "common/process/mailbox.h"
#include "query/api/api.h"
#include "query/pending_commands.h"
#include "query/request_queue.h"

namespace tradepit::query {

/// A request that a handler could not answer because of an error that it does not expect.
inline constexpr common::Complaints::Kind FAILED_REQUEST{"a failed request"};
/// The text of such a complaint.
[[nodiscard]] std::string failed_request_text(const ResolvedRequest& request,
                                              const std::exception& error);

/// Threads that answer reads and resolve requests to commands, each thread one request at a time.
/// All functions are called on one other thread. No two requests that the threads have at one time
/// may have the same number.
class ReaderThreads {
public:
    struct Done {
        std::int64_t number = 0;  ///< RequestQueue::Next::number
        /// The reply; the command that the writer must carry out; or the request that the broker
        /// must answer before the read can continue.
        std::variant<Reply, EncodedCommand, common::WaitsRequest> answer;
    };

    /// `make` is called once on each reader's thread. `complaints`, about requests that fail, must
    /// outlive this object.
    ReaderThreads(std::size_t count, MakeApi make, common::Complaints& complaints);
    /// Ends and joins the threads. Reads under way are interrupted, and their answers are dropped.
    ~ReaderThreads();
    ReaderThreads(const ReaderThreads&) = delete;
    ReaderThreads& operator=(const ReaderThreads&) = delete;

    /// Whether a reader is free.
    [[nodiscard]] bool has_room() const;
    /// Gives the read to a free reader; has_room() must be true.
    void give(RequestQueue::Next read);
    /// An answer that is finished; nothing when there is none. Its reader is free from then on.
    /// Never waits.
    [[nodiscard]] std::optional<Done> take();
    /// Readable while take() has something.
    [[nodiscard]] int descriptor() const { return done_.descriptor(); }

private:
    struct Thread;

    /// Answers requests on the calling thread until the mailbox is closed.
    void run(common::Mailbox<RequestQueue::Next>& reads);

    const MakeApi make_;
    common::Complaints& complaints_;
    std::atomic<bool> stopping_{false};
    common::Mailbox<Done> done_;  ///< has room for one answer of each reader
    std::vector<std::unique_ptr<Thread>> threads_;
};

}  // namespace tradepit::query
